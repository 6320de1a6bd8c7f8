"""Test how text is measured and wrapped without any font."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlarch
from mlarch.layout.fonts import FONT_FAMILY, FONTS, STYLES
from mlarch.layout.text_measure import room, text_width, wrap

LABELS = st.text(st.characters(codec="utf-8"), max_size=60)
WIDTHS = st.integers(40, 400)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("font", FONTS)
def test_width_grows_with_size_and_weight(font: str) -> None:
    """The width of a text is proportional to its size, and larger in bold."""
    assert text_width("", "label", font) == 0
    assert text_width("Nginx", "title", font) == pytest.approx(text_width("Nginx", "label", font) * 20 / 13)
    assert text_width("Nginx", "label", font) * 11 / 13 > text_width("Nginx", "second", font)


@pytest.mark.parametrize(
    ("text", "em"),
    [
        ("\u6a21\u578b", 2.0),
        ("\U0001f680", 1.35),
        ("e\u0301", None),
        ("\u200d", 0.0),
        ("\x07", 0.0),
        ("\ufdfd", 0.7),
    ],
)
def test_characters_without_a_table(text: str, em: float | None) -> None:
    """Full-width characters are one em wide, emoji more, combining and invisible ones nothing."""
    expected = text_width("e", "label") if em is None else em * 13
    assert text_width(text, "label") == pytest.approx(expected)


@given(LABELS, st.sampled_from(sorted(STYLES)))
def test_room_holds_every_font(text: str, style: str) -> None:
    """Room is enough for Inter and Arial with the padding, and for DejaVu without it."""
    given_room = room(text, style, 5.0)
    assert given_room >= max(text_width(text, style, font) for font in ("inter", "arial")) + 10
    assert given_room >= text_width(text, style, "dejavu") + 2


@given(LABELS, WIDTHS)
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    """With enough lines all characters but white space are there in order, and no line is too wide."""
    lines = wrap(text, "label", width, 1000)
    assert squeezed("".join(lines)) == squeezed(text)
    assert all(room(line, "label") <= width or len(line) == 1 for line in lines)


@given(LABELS, WIDTHS, st.integers(1, 4))
def test_cut_text_ends_in_an_ellipsis(text: str, width: int, limit: int) -> None:
    """Within a limit the first lines are kept, and the last ends in an ellipsis if any are missing."""
    whole, cut = wrap(text, "label", width, 1000), wrap(text, "label", width, limit)
    assert len(cut) <= limit
    if len(whole) <= limit:
        assert cut == whole
    else:
        assert cut[:-1] == whole[: limit - 1] and cut[-1].endswith("\u2026")
        assert room(cut[-1], "label") <= width or len(cut[-1]) == 1


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ()),
        ("  \n ", ()),
        ("a\nb", ("a", "b")),
        ("a\n\nb\n", ("a", "", "b")),
        (
            "registry.example.com/segmentation/unet:1.4.2",
            ("registry.", "example.com/", "segmentation/", "unet:1.4.2"),
        ),
        ("TensorFlow-Serving-Cluster", ("TensorFlow-", "Serving-Cluster")),
    ],
)
def test_line_breaks(text: str, lines: tuple[str, ...]) -> None:
    """Lines break at newlines, between words, and in long words after a mark."""
    assert wrap(text, "label", 130, 9) == lines


def test_the_font_family_is_defined_once() -> None:
    """Only `layout.fonts` names the fonts of pictures, and pages around them use the same family."""
    package = Path(mlarch.__file__).parent
    code = [
        path for path in package.rglob("*.py") if re.search("Inter, ?Arial", path.read_text(encoding="utf-8"))
    ]
    assert code == [package / "layout" / "fonts.py"]
    families = {
        family.replace(", ", ",")
        for path in package.rglob("*.css")
        for family in re.findall(r"font: [^;]*?(Inter[^;]*);", path.read_text(encoding="utf-8"))
    }
    assert families == {FONT_FAMILY}
