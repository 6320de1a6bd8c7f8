"""Test the looks of pictures: callers on top, lines clear of cards, parents above children, icons."""

from __future__ import annotations

import re

import pytest

from architectures import random_architecture
from mlarch import Architecture, catalog
from mlarch.drawing import icons, to_svg
from mlarch.drawing.checker import figures
from mlarch.layout.page_fit import lay_out
from mlarch.layout.positioned import Box, Layout
from mlarch.project import entry_loading, registry

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

FAMILY = [f"gcp-scaling/{step}" for step in ("5-scaling-out", "7-error-reporting", "9-offline-inference")]


def _boxes(placed: Layout) -> dict[str, Box]:
    return {node.id: node.box for node in placed.nodes}


@pytest.mark.parametrize("name", FAMILY)
def test_callers_are_above_the_system(name: str) -> None:
    """Users of a cloud are above its box, not beside it, which would widen the picture."""
    placed = lay_out(entry_loading.get(name))
    (cloud,) = [cluster.box for cluster in placed.clusters if cluster.id == "google-cloud"]
    users = _boxes(placed)["users"]
    assert users.bottom < cloud.y
    assert cloud.x < users.center[0] < cloud.right


def test_source_of_a_deep_target_stays_beside_it() -> None:
    """A source of a node deep inside a cluster stays beside it, since a line from above would be long."""
    document = "architectures/examples/fastapi-onnx.yaml"
    boxes = _boxes(lay_out(Architecture.from_yaml(document)))
    assert abs(boxes["model-store"].center[1] - boxes["model"].center[1]) < 300


def test_no_line_of_the_zoo_runs_along_a_card() -> None:
    """No line of any entry runs so close to a card that it looks like its border, in either direction."""
    for entry in registry.zoo():
        if entry.kind != "family":
            for direction in ("TB", "LR"):
                arch = entry_loading.get(entry.name).replace(direction=direction)
                assert figures(arch, lay_out(arch)).grazing == 0, (entry.name, direction)


def test_random_pictures_have_few_lines_along_cards() -> None:
    """In crowded random graphs at most one line in thirty runs along a card that is not its end."""
    graphs = [random_architecture(seed) for seed in range(8)]
    counted = [figures(arch, lay_out(arch)) for arch in graphs]
    assert 30 * sum(each.grazing for each in counted) <= sum(each.edges for each in counted)


def test_parents_are_above_their_children() -> None:
    """A service is between the first and last of its pods, and above the middle one of three."""
    boxes = _boxes(lay_out(entry_loading.get("kubernetes/2-with")))
    assert boxes["service-2"].center[0] == pytest.approx(boxes["pod-2-2"].center[0], abs=2)
    assert boxes["pod-1-1"].center[0] <= boxes["service-1"].center[0] <= boxes["pod-1-2"].center[0] + 1


def test_lines_through_one_gap_do_not_cross_there() -> None:
    """Two lines around the same corner keep the order in which they start."""
    arch = entry_loading.get("sql-vs-nosql")
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
def test_white_icons_have_a_dark_plate(technology: str, pale: bool) -> None:
    """White on transparent has a plate on light cards; white on a color, and yellow, have none."""
    assert catalog.icon(technology) is not None
    arch = Architecture(name="one", title="One").with_node("it", label="It", technology=technology)
    assert ('class="shade"' in to_svg(arch)) == pale
    assert 'class="shade"' not in to_svg(arch, theme="dark")
    assert icons.of_technology(technology) is not None


def test_the_legend_shows_the_common_style_of_a_kind() -> None:
    """If all edges of a kind share a style, the sample has it, else the style of the kind."""
    arch = Architecture(name="two", title="Two").with_node("a", label="A").with_node("b", label="B")
    arch = arch.connect("a", "b", "call").connect("b", "a", "needs", kind="depends", style="solid")
    assert '<g class="kind-depends style-solid">' in to_svg(arch)
    mixed = arch.connect("a", "b", "needs too", kind="depends")
    assert '<g class="kind-depends">' in to_svg(mixed)


def test_no_class_name_of_bootstrap() -> None:
    """No class has a name with which Bootstrap would hide the element, such as "badge"."""
    svg = to_svg(entry_loading.get("gcp-scaling/6-cache"), theme="auto")
    names = {name for names in re.findall(r'class="([^"]*)"', svg) for name in names.split()}
    assert "numbered" in names and not names & {"badge", "hidden", "collapse", "fade", "modal"}
