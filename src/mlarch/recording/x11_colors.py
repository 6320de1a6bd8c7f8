"""Convert the colors of Graphviz into colors that a document may hold."""

from __future__ import annotations

import colorsys
import re

from mlarch.model.colors import NAMES, is_color

__all__ = ["to_color"]

# The first of four shades, if it is not the CSS color of that name. The others are darker by fixed
# factors: https://gitlab.freedesktop.org/xorg/app/rgb (rgb.txt), https://graphviz.org/doc/info/colors.html
_SHADES = """
antiquewhite:ffefdb slateblue:836fff royalblue:4876ff steelblue:63b8ff skyblue:87ceff
lightskyblue:b0e2ff slategray:c6e2ff lightsteelblue:cae1ff lightblue:bfefff paleturquoise:bbffff
cadetblue:98f5ff turquoise:00f5ff darkslategray:97ffff darkseagreen:c1ffc1 seagreen:54ff9f
palegreen:9aff9a green:00ff00 olivedrab:c0ff3e darkolivegreen:caff70 khaki:fff68f
lightgoldenrod:ffec8b goldenrod:ffc125 darkgoldenrod:ffb90f rosybrown:ffc1c1 indianred:ff6a6a
sienna:ff8247 burlywood:ffd39b wheat:ffe7ba tan:ffa54f chocolate:ff7f24 firebrick:ff3030
brown:ff4040 salmon:ff8c69 darkorange:ff7f00 coral:ff7256 hotpink:ff6eb4 pink:ffb5c5
lightpink:ffaeb9 palevioletred:ff82ab maroon:ff34b3 violetred:ff3e96 orchid:ff83fa plum:ffbbff
mediumorchid:e066ff darkorchid:bf3eff purple:9b30ff mediumpurple:ab82ff thistle:ffe1ff
"""
_FIRST_SHADE = {name: f"#{value}" for name, value in (pair.split(":") for pair in _SHADES.split())}
_FACTORS = {"1": 1.0, "2": 238 / 255, "3": 205 / 255, "4": 139 / 255}
_X11_ONLY = {
    "lightgoldenrod": "#eedd82",
    "lightslateblue": "#8470ff",
    "navyblue": "#000080",
    "violetred": "#d02090",
}

_GRAY = re.compile(r"gr[ae]y(\d{1,2}|100)")
_SHADE = re.compile(r"([a-z]+)([1-4])")
_HSV = re.compile(r"(\d*\.?\d+)[ ,]+(\d*\.?\d+)[ ,]+(\d*\.?\d+)")
_LONG_HEX = re.compile(r"(#[0-9a-f]{6})([0-9a-f]{2})")


def to_color(text: str) -> str:
    """Return a Graphviz color as a CSS name or `#rrggbb`, or '' if it is not visible.

    The first color of a list is used.

    >>> to_color("darkgreen"), to_color("gray60"), to_color("dodgerblue3"), to_color("red;0.5:blue")
    ('darkgreen', '#999999', '#1874cd', 'red')
    >>> to_color("0.5 1.0 1.0"), to_color("#12345680"), to_color("transparent"), to_color("reddish")
    ('#00ffff', '#123456', '', '')
    """
    first = text.split(":")[0].split(";")[0].strip().lower()
    name = first.removeprefix("/svg/").removeprefix("/x11/").removeprefix("//")
    return name if is_color(name) else _X11_ONLY.get(name) or _gray(name) or _shade(name) or _number(name)


def _gray(name: str) -> str:
    match = _GRAY.fullmatch(name)
    return _hex(*[int(match[1]) / 100] * 3) if match else ""


def _shade(name: str) -> str:
    match = _SHADE.fullmatch(name)
    first = match and (_FIRST_SHADE.get(match[1]) or NAMES.get(match[1]))
    if not match or not first:
        return ""
    factor = _FACTORS[match[2]]
    return _hex(*(int(first[at : at + 2], 16) / 255 * factor for at in (1, 3, 5)))


def _number(name: str) -> str:
    hsv, long_hex = _HSV.fullmatch(name), _LONG_HEX.fullmatch(name)
    if hsv:
        hue, saturation, value = (min(float(part), 1.0) for part in hsv.groups())
        return _hex(*colorsys.hsv_to_rgb(hue, saturation, value))
    return long_hex[1] if long_hex and long_hex[2] != "00" else ""


def _hex(red: float, green: float, blue: float) -> str:
    return "#" + "".join(f"{int(part * 255 + 0.5):02x}" for part in (red, green, blue))
