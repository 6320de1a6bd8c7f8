"""Test pictures of random architectures: no findings in small ones, no grave findings in large ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from architectures import architectures, random_architecture
from mlarch.drawing.checker import RULES, PictureFinding, check
from mlarch.layout import page_fit
from mlarch.model import Architecture

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

GRAVE = ("not-drawn", "outside-canvas", "node-over-node", "edge-through-node")
"""What no picture of up to 60 nodes and 90 edges may have; docs/internals/pictures.md counts the rest."""

many = settings(
    max_examples=200,
    derandomize=True,
    deadline=None,
    # Which architecture it is says more than a smaller one that took minutes to find.
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[*HealthCheck],
)


def found(arch: Architecture) -> tuple[PictureFinding, ...]:
    return check(arch, page_fit.lay_out(arch))


@pytest.mark.parametrize("seed", range(40))
def test_pictures_of_twenty_nodes_have_no_findings(seed: int) -> None:
    """Twenty nodes, four clusters and thirty edges of all shapes are drawn without a fault."""
    arch = random_architecture(seed)
    assert (len(arch.nodes), len(arch.clusters), len(arch.edges)) == (20, 4, 30)
    assert list(map(str, found(arch))) == []


@pytest.mark.parametrize("seed", range(10))
def test_pictures_of_sixty_nodes_have_no_grave_findings(seed: int) -> None:
    """All of sixty nodes and ninety edges are drawn, with no node covered, crossed or off the canvas."""
    arch = random_architecture(seed, nodes=60, edges=90)
    assert (len(arch.nodes), len(arch.edges)) == (60, 90)
    assert [str(finding) for finding in found(arch) if finding.rule in GRAVE] == []


@many
@given(arch=architectures())
def test_pictures_of_up_to_twenty_nodes_have_no_findings(arch: Architecture) -> None:
    """Two hundred architectures of up to twenty nodes, four clusters and 1.5 edges a node have no fault."""
    assert list(map(str, found(arch))) == []


def test_the_rules_of_the_checker_are_documented() -> None:
    """The page on pictures lists every rule in order with its description, and no other."""
    page = (Path(__file__).parents[1] / "docs" / "internals" / "pictures.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([\w-]+)` \| (.+) \|$", page, re.MULTILINE) == [*RULES.items()]
