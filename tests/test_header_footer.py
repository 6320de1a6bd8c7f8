"""Test the text around a drawing: title and summary, legend, notes and credit."""

from __future__ import annotations

import pytest

from mlarch.layout.header_footer import Footer, footer, header, least_width
from mlarch.layout.legend import legend_items
from mlarch.layout.options import Options
from mlarch.layout.text_measure import text_width
from mlarch.model import Architecture
from mlarch.model.edge_kinds import EDGE_KINDS
from pictures import ZOO, drawn, everything

BARE = Architecture(name="x", title="Title")
LONG = "A summary that is much too long for one line, and for two, and so it is wrapped. " * 2


def keys_of(arch: Architecture) -> list[tuple[str, str]]:
    """Return the entries of the legend as (what, key)."""
    return [(item.what, item.key) for item in legend_items(arch)]


def test_header() -> None:
    """The title is above the summary, both on the left, each line in its own box."""
    placed = header(BARE.replace(summary=LONG), 400)
    assert [line.style for line in placed.lines] == ["title", "summary", "summary", "summary"]
    tops = [line.box.y for line in placed.lines]
    assert tops == sorted(set(tops)) and tops[0] == 0
    assert {line.x for line in placed.lines} == {0}
    assert all(text_width(line.text, line.style) <= 400 for line in placed.lines)
    assert placed.lines[-1].box.bottom < placed.height


def test_empty_header_and_footer() -> None:
    """An empty header and footer have no height."""
    assert header(BARE.replace(title=" ", summary=""), 400).height == 0
    assert footer(BARE, 400, Options()) == Footer(0.0, (), ())


@pytest.mark.parametrize("kind", EDGE_KINDS)
def test_one_kind_of_edges_needs_no_legend(kind: str) -> None:
    """A single kind of edges is not in the legend, but two kinds are."""
    arch = BARE.with_node("a").with_node("b").connect("a", "b", kind=kind)
    assert keys_of(arch) == []
    other = "data" if kind != "data" else "event"
    assert sorted(keys_of(arch.connect("b", "a", kind=other))) == sorted([("edge", kind), ("edge", other)])


def test_the_legend_lists_the_looks_in_use() -> None:
    """The legend lists every kind, status and tag in use once, and nothing else."""
    assert keys_of(everything()) == [
        *(("edge", kind) for kind in ("request", "call", "event", "data", "deploy", "telemetry", "depends")),
        *(("status", status) for status in ("new", "planned", "deprecated", "external")),
        ("tag", "pii"), ("tag", "a b/c"),
    ]  # fmt: skip
    unused = BARE.replace(styles={"pii": {"color": "red"}}).with_node("a", tags=["other"])
    assert keys_of(unused) == []


@pytest.mark.parametrize("width", [200, 500, 1500])
def test_the_legend_wraps(width: int) -> None:
    """Entries form rows within the width of the picture, and none overlap."""
    placed = footer(everything(), width, Options())
    for entry in placed.legend:
        assert entry.sample.right <= entry.line.box.x
        assert entry.line.box.right <= width
    boxes = [entry.sample for entry in placed.legend] + [entry.line.box for entry in placed.legend]
    boxes += [line.box for line in placed.lines]
    pairs = [(a, b) for number, a in enumerate(boxes) for b in boxes[number + 1 :]]
    assert not [pair for pair in pairs if pair[0].overlaps(pair[1])]
    assert max(box.bottom for box in boxes) <= placed.height


def test_options_of_the_footer() -> None:
    """The options include legend, notes and credit; without a title there is no credit."""
    arch = everything().replace(notes=["One.", "Two."])

    def parts(**options: bool) -> tuple[bool, list[str]]:
        placed = footer(arch, 600, Options(**options))  # type: ignore[arg-type]
        return bool(placed.legend), [line.text for line in placed.lines]

    assert parts() == (True, ["nobody"])
    assert parts(notes=True) == (True, ["One.", "Two.", "nobody"])
    assert parts(legend=False, credit=False) == (False, [])
    assert parts(title=False) == (True, [])


@pytest.mark.parametrize("name", ZOO)
def test_titles_of_the_zoo_fit(name: str) -> None:
    """No title and no summary of the zoo is cut."""
    arch, parsed = drawn(name)
    words = " ".join(parsed.words())
    assert arch.title in words and arch.summary in words


def test_least_width() -> None:
    """A picture is at least as wide as its title, up to a limit."""
    assert text_width("Title", "title") <= least_width(BARE) < 60
    assert least_width(BARE.replace(title=LONG)) == 380
    assert len(header(BARE, least_width(BARE)).lines) == 1
