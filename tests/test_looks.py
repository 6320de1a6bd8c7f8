"""What makes pictures calm: callers above, lines clear of cards, parents over children, icons to be seen."""

from __future__ import annotations

import re

import pytest

from architectures import random_architecture
from mlarch import Architecture, catalog
from mlarch.drawing import icons, to_svg
from mlarch.drawing.checker import figures
from mlarch.layout.page_fit import lay_out
from mlarch.layout.positioned import Box, Layout
from mlarch.project import loading, registry

FAMILY = [f"gcp-scaling/{step}" for step in ("5-scaling-out", "7-error-reporting", "9-offline-inference")]


def _boxes(placed: Layout) -> dict[str, Box]:
    return {node.id: node.box for node in placed.nodes}


@pytest.mark.parametrize("name", FAMILY)
def test_who_calls_a_system_stands_above_it(name: str) -> None:
    """Users of a cloud stand over its box instead of beside it, where they would make the picture wider."""
    placed = lay_out(loading.get(name))
    (cloud,) = [cluster.box for cluster in placed.clusters if cluster.id == "google-cloud"]
    users = _boxes(placed)["users"]
    assert users.bottom < cloud.y
    assert cloud.x < users.center[0] < cloud.right


def test_a_deep_end_is_not_torn_away() -> None:
    """A source whose target lies deep in a cluster stays beside it: its line would be long from above."""
    document = "architectures/examples/fastapi-onnx.yaml"
    boxes = _boxes(lay_out(Architecture.from_yaml(document)))
    assert abs(boxes["model-store"].center[1] - boxes["model"].center[1]) < 300


def test_no_line_of_the_zoo_runs_along_a_card() -> None:
    """No line of any entry, down or across, runs so close to a card that it looks like its border."""
    for entry in registry.zoo():
        if entry.kind != "family":
            for direction in ("TB", "LR"):
                arch = loading.get(entry.name).replace(direction=direction)
                assert figures(arch, lay_out(arch)).grazing == 0, (entry.name, direction)


def test_random_pictures_have_fewer_lines_along_cards() -> None:
    """Over some crowded graphs at most a line in thirty runs along a card that is not its end."""
    graphs = [random_architecture(seed) for seed in range(8)]
    counted = [figures(arch, lay_out(arch)) for arch in graphs]
    assert 30 * sum(each.grazing for each in counted) <= sum(each.edges for each in counted)


def test_parents_of_trees_stand_over_their_children() -> None:
    """A service stands between the first and the last of its pods, and over the middle one of three."""
    boxes = _boxes(lay_out(loading.get("kubernetes/2-with")))
    assert boxes["service-2"].center[0] == pytest.approx(boxes["pod-2-2"].center[0], abs=2)
    assert boxes["pod-1-1"].center[0] <= boxes["service-1"].center[0] <= boxes["pod-1-2"].center[0] + 1


def test_lines_through_one_gap_do_not_cross_there() -> None:
    """Two lines that squeeze past the same corner keep the order in which they leave."""
    arch = loading.get("sql-vs-nosql")
    assert figures(arch, lay_out(arch)).crossings == 0


@pytest.mark.parametrize(
    ("technology", "pale"),
    [
        ("onprem.mlops.Mlflow", True),
        ("onprem.analytics.Presto", True),
        ("oci.compute.VMWhite", True),
        ("aws.compute.EC2", False),
        ("programming.language.Python", False),
        ("onprem.network.Nginx", False),
    ],
)
def test_white_icons_lie_on_a_dark_plate(technology: str, pale: bool) -> None:
    """White with nothing behind it gets a plate on light cards; white on a color, and yellow, do not."""
    assert catalog.icon(technology) is not None
    arch = Architecture(name="one", title="One").with_node("it", label="It", technology=technology)
    assert ('class="shade"' in to_svg(arch)) == pale
    assert 'class="shade"' not in to_svg(arch, theme="dark")
    assert icons.of_technology(technology) is not None


def test_the_legend_draws_a_kind_as_its_lines_are_drawn() -> None:
    """Where all lines of a kind have one style of their own the sample has it, and else that of the kind."""
    arch = Architecture(name="two", title="Two").with_node("a", label="A").with_node("b", label="B")
    arch = arch.connect("a", "b", "call").connect("b", "a", "needs", kind="depends", style="solid")
    assert '<g class="kind-depends style-solid">' in to_svg(arch)
    mixed = arch.connect("a", "b", "needs too", kind="depends")
    assert '<g class="kind-depends">' in to_svg(mixed)


def test_no_class_is_called_as_bootstrap_calls_what_it_hides() -> None:
    """The discs of a flow are no badges: pages with Bootstrap hide a badge that holds no text."""
    svg = to_svg(loading.get("gcp-scaling/6-cache"), theme="auto")
    names = {name for names in re.findall(r'class="([^"]*)"', svg) for name in names.split()}
    assert "numbered" in names and not names & {"badge", "hidden", "collapse", "fade", "modal"}
