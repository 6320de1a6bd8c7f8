"""Compare the pictures of the zoo with the accepted ones; accept with `pytest tests/test_golden.py --accept`.

Layouts and drawings are compared separately: each drawing is made from the accepted layout.
"""

from __future__ import annotations

import json

import pytest

from golden import FOLDER, accepted, difference, drawing_text, first_line, from_text, path, to_text
from mlarch.drawing.svg import draw
from mlarch.layout.engine import version
from mlarch.layout.options import Options
from mlarch.layout.page_fit import lay_out
from mlarch.project import entry_loading
from pictures import ZOO

DRAWN = {"flask-serving/3-docker": "light", "gcp-scaling/6-cache": "auto", "kubernetes/2-with": "print"}


@pytest.mark.parametrize("name", ZOO)
def test_positions(name: str, accept: bool) -> None:
    """The layout is the accepted one."""
    file = path(name, ".layout.json")
    new = to_text(lay_out(entry_loading.get(name)), version())
    if accept:
        FOLDER.mkdir(exist_ok=True)
        file.write_text(new, encoding="utf-8")
    golden = accepted(file)
    engines = {key: json.loads(text).pop("engine") for key, text in (("new", new), ("golden", golden))}
    current, expected = json.loads(new), json.loads(golden)
    del current["engine"], expected["engine"]
    assert not (place := difference(current, expected)), f"{place} (Graphviz: {engines})"


@pytest.mark.parametrize("name", DRAWN)
def test_drawings(name: str, accept: bool) -> None:
    """The drawing of the accepted layout is the accepted one."""
    file = path(name, f".{DRAWN[name]}.svg")
    placed = from_text(accepted(path(name, ".layout.json")))
    new = drawing_text(draw(entry_loading.get(name), placed, Options(theme=DRAWN[name]), ""))
    if accept:
        file.write_text(new, encoding="utf-8")
    assert not (place := first_line(new, accepted(file))), place


def test_layouts_survive_a_round_trip() -> None:
    """A layout written to text and read again is the same."""
    placed = lay_out(entry_loading.get("gcp-scaling/6-cache"))
    assert from_text(to_text(placed, version())) == placed


def test_no_golden_is_left_over() -> None:
    """Every file in the folder is compared, and all of them together are small."""
    expected = {path(name, ".layout.json") for name in ZOO}
    expected |= {path(name, f".{theme}.svg") for name, theme in DRAWN.items()}
    expected.add(FOLDER / "work.json")  # The bounds of tests/work.py.
    assert set(FOLDER.iterdir()) == expected
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 1_500_000
