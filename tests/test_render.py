"""Test whole pictures: any text, themes, statuses, options, icons, and the same bytes everywhere."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mlarch import model
from mlarch.drawing import THEMES, png
from mlarch.drawing.themes import DARK, LIGHT, PRINT
from mlarch.errors import MlarchError, UnknownNameError
from mlarch.exporters import export
from mlarch.model import Architecture
from mlarch.model.edge_kinds import EDGE_KINDS
from mlarch.project import registry
from pictures import ZOO, Picture, box_of, drawn, part, picture
from tools import pygraphviz

TEXTS = {
    "quotes": "a \"b\" 'c' `d`",
    "script": "<script>alert('x')</script>",
    "entities": "&amp; & &lt;b&gt; &#10; ]]> -->",
    "backslashes": r"C:\new\l\r\N \\ \" \E",
    "braces": "{a|b} <<b>bold</b>> %s $x ;",
    "lines": "first\nsecond\r\nthird",
    "emoji": "ship it \U0001f680\u200d\U0001f468\u200d\U0001f469 \u2764\ufe0f",
    "right to left": "\u0645\u0631\u062d\u0628\u0627 \u0628\u0639\u0627\u0644\u0645 \u202eabc\u202c",
    "wide": "\u6a21\u578b\u670d\u52a1\u5668",
    "combining": "Z\u0351\u036b\u0343\u036a\u0302a\u0334\u0301lgo",
    "long": "segmentation " * 38 + "of it",
    "one word": "x" * 500,
}
CONTROL = "bell\x07 null\x00 escape\x1b[31m \ufffe end"


def labelled(text: str) -> Architecture:
    """Return an architecture with `text` in every field that is drawn."""
    arch = Architecture(name="x", title=text, summary=text, credit=text)
    arch = arch.with_cluster("c", label=text, description=text).with_node("a", label=text, description=text)
    arch = arch.with_node("b", label=text, cluster="c", role=text, technology="onprem.network.Nginx")
    return arch.connect("a", "b", text, description=text).connect("b", "b", text)


def squeezed(text: str | None) -> str:
    """Return text without white space, which wrapping adds and removes."""
    return re.sub(r"\s", "", text or "")


def label(drawing: Picture, name: str, id: str) -> str:
    return squeezed("".join(part(drawing.group(name, id), "text", "label").itertext()))


def is_drawn(label: str, text: str) -> bool:
    """Return True if a label is a text, or a good part of its beginning with an ellipsis."""
    return label == squeezed(text) or (
        label.endswith("\u2026") and len(label) > 5 and squeezed(text).startswith(label[:-1])
    )


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_is_drawn_as_text(text: str) -> None:
    """Every label is drawn as text in the SVG, as far as there is space."""
    parsed = picture(labelled(text).to_svg())
    places = [
        ("node", "a"),
        ("node", "b"),
        ("cluster", "c"),
        ("edge-label", "a -> b"),
        ("edge-label", "b -> b"),
    ]
    for name, id in places:
        assert is_drawn(label(parsed, name, id), text), f"{name} {id}"
    assert [tag for tag in ("script", "b", "foreignObject") if any(parsed.elements(tag))] == []
    titles = [squeezed(title.text) for title in parsed.elements("title")]
    # What has no description tells its label where that had to be cut.
    silent = [("node", "b"), ("edge-label", "b -> b")]
    cut = [place for place in silent if label(parsed, *place) != squeezed(text)]
    assert titles == [squeezed(text)] * (4 + len(cut))
    assert len(parsed.groups("node")) == 2


@pytest.mark.parametrize("text", [*TEXTS.values(), CONTROL], ids=[*TEXTS, "control"])
def test_any_text_in_other_formats(text: str) -> None:
    """The same texts make a PNG, and DOT that Graphviz can read."""
    arch = labelled(text)
    assert arch.to_png(scale=0.5).startswith(b"\x89PNG")
    graph = pygraphviz().AGraph(string=export(arch, "dot"))
    assert len(graph.nodes()) >= 2 and len(graph.edges()) == 2


def test_control_characters() -> None:
    """Characters that XML cannot hold are drawn as U+FFFD."""
    arch = labelled(CONTROL)
    parsed = picture(arch.to_svg())
    assert label(parsed, "node", "a") == squeezed("bell\ufffd null\ufffd escape\ufffd[31m \ufffd end")
    assert arch.to_svg().count("\0") == 0


def test_labels_stay_in_their_boxes() -> None:
    """Very long words do not make the picture too large to read."""
    root = picture(labelled("x" * 500).to_svg()).root
    assert float(root.get("width", "inf")) < 1000 and float(root.get("height", "inf")) < 1000


@pytest.mark.parametrize("theme", THEMES)
def test_an_empty_architecture(theme: str) -> None:
    """An empty architecture is a picture with its title."""
    arch = Architecture(name="empty", title="Nothing yet", summary="It comes.")
    parsed = picture(arch.to_svg(theme=theme))
    assert parsed.words() == ["Nothing yet", "It comes."]
    assert parsed.groups("node") == parsed.groups("edge") == []
    assert arch.to_png(theme=theme).startswith(b"\x89PNG")
    assert picture(Architecture(name="empty").to_svg()).words() == ["empty"]


def test_clusters_alone() -> None:
    """Empty nested clusters are drawn with their titles."""
    arch = (
        Architecture(name="x").with_cluster("a", label="Outer").with_cluster("b", label="Inner", cluster="a")
    )
    parsed = picture(arch.to_svg())
    outer, inner = parsed.box("a"), parsed.box("b")
    assert outer.x < inner.x < inner.right < outer.right and outer.y < inner.y < inner.bottom < outer.bottom
    assert parsed.words() == ["x", "Outer", "Inner"]


# themes


def rules(style: str, root: str) -> dict[str, str]:
    """Return the declarations by selector, in the part of a style sheet without media."""
    plain = style.partition("@media")[0]
    return {
        selector.strip().removeprefix(f"#{root} "): body
        for names, body in re.findall(r"([^{}]+)\{([^{}]*)\}", plain)
        for selector in names.split(",")
    }


def test_themes_are_those_of_the_model() -> None:
    """There are colors for exactly the themes that the model names, in its order."""
    assert tuple(THEMES) == model.THEMES


def test_edge_kinds_are_those_of_the_model() -> None:
    """Every theme has a color and a dash for exactly the edge kinds of the model."""
    for theme in THEMES.values():
        assert [*theme.kinds] == [*theme.dashes] == [*EDGE_KINDS]


def test_edge_kinds_are_listed_once() -> None:
    """No module of layout or drawing lists edge kinds; "request" alone is named, as the default."""
    package = Path(registry.__file__).parents[1]
    kinds = "|".join({*EDGE_KINDS} - {"request", "data"})
    for folder in ("layout", "drawing"):
        for path in (package / folder).rglob("*.py"):
            assert not re.search(rf"""["']({kinds})["']""", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize(
    "package", ["drawing", "drawing.checker", "drawing.svg_reading", "layout", "layout.steps"]
)
def test_no_export_has_the_name_of_a_module(package: str) -> None:
    """No package exports a name that one of its modules has."""
    module = importlib.import_module(f"mlarch.{package}")
    modules = {submodule.name for submodule in pkgutil.iter_modules(module.__path__)}
    assert not modules & {*getattr(module, "__all__", ())}


@pytest.mark.parametrize(
    ("name", "theme"), [("light", LIGHT), ("dark", DARK), ("print", PRINT), ("auto", LIGHT)]
)
def test_a_theme_covers_everything(name: str, theme: object) -> None:
    """Canvas, cards, clusters, text, pills and every kind of edge have the colors of the theme."""
    arch, _ = drawn("everything")
    parsed = picture(arch.to_svg(theme=name))
    declared = rules(parsed.style(), parsed.id)
    chosen = THEMES[name]
    assert chosen == theme
    assert declared[".canvas"] == f"fill:{chosen.canvas}"
    assert declared[".node .box"] == f"fill:{chosen.card};stroke:{chosen.card_border}"
    assert declared[".depth-1 .box"] == f"fill:{chosen.clusters[1]}"
    assert declared[".edge-label .label"] == f"fill:{chosen.pill_text}"
    assert {declared[f".kind-{kind} .head"] for kind in chosen.kinds} == {
        f"fill:{color}" for color in chosen.kinds.values()
    }


def test_auto_is_light_and_dark() -> None:
    """The theme `auto` is the light one, with the colors of the dark one in a media block."""
    arch, _ = drawn("everything")
    auto, light, dark = (picture(arch.to_svg(theme=theme)) for theme in ("auto", "light", "dark"))
    plain, _, media = auto.style().partition("@media (prefers-color-scheme:dark){")
    assert plain.replace(auto.id, "") == light.style().replace(light.id, "")
    colored = {key: body for key, body in rules(dark.style(), dark.id).items() if "fill" in body}
    for selector, body in rules(media, auto.id).items():
        assert colored.get(selector, body) == body
    assert f"fill:{DARK.canvas}" in media
    assert "@media" not in light.style() + dark.style()


def test_a_png_of_auto_is_light() -> None:
    """A PNG of the theme `auto` is light, since it cannot follow the reader's preference."""
    arch = Architecture(name="x").with_node("a")
    light, auto, dark = (arch.to_png(theme=theme, scale=1) for theme in ("light", "auto", "dark"))
    pixels = [data[data.index(b"IDAT") :] for data in (light, auto, dark)]
    assert pixels[0] == pixels[1] != pixels[2]


def test_black_icons_stay_visible() -> None:
    """A black icon on transparent has a light plate in themes with dark cards; other icons have none."""
    arch = Architecture(name="x").with_node("a", technology="programming.framework.Flask")
    arch = arch.with_node("b", technology="onprem.network.Nginx")
    plates = {
        theme: [bool(part_of(picture(arch.to_svg(theme=theme)), id)) for id in ("a", "b")] for theme in THEMES
    }
    assert plates["dark"] == plates["auto"] == [True, False]


def part_of(parsed: Picture, id: str) -> list[object]:
    return [e for e in parsed.group("node", id).iter() if e.get("class") == "plate"]


# status and style


def test_statuses_look_different() -> None:
    """Planned is dashed, deprecated struck through, external dotted, new thicker; existing is plain."""
    parsed = drawn("everything")[1]
    declared = rules(parsed.style(), parsed.id)
    shapes = {
        "planned": ("box", "stroke-dasharray:5 4"),
        "external": ("box", "stroke-dasharray:1.5 3.5;stroke-linecap:round"),
        "deprecated": ("label", "text-decoration:line-through"),
        "new": ("box", "stroke-width:2.2"),
    }
    for status, (what, body) in shapes.items():
        assert (
            body
            in re.findall(rf"\.status-{status} \.{what}\{{([^}}]*)\}}", parsed.style().replace(",", "{}"))
            or declared[f".status-{status} .{what}"]
        )
        group = parsed.group("node", f"s-{status}")
        assert f"status-{status}" in group.get("class", "").split()
    assert not [selector for selector in declared if "status-existing" in selector]


def test_tags_and_own_colors() -> None:
    """Tags and own colors set the color of the border, whatever characters the tag has."""
    _, parsed = drawn("everything")
    declared = rules(parsed.style(), parsed.id)
    assert declared[".tag-pii .box"] == "stroke:#ff0000"
    assert declared[".color-008080 .front"] == "stroke:#008080"
    tagged = parsed.group("node", "bottom").get("class", "").split()
    (odd,) = [name for name in tagged if name.startswith("tag-a")]
    assert declared[f".{odd} .box"] == "stroke:#123456" and re.fullmatch(r"[\w-]+", odd)
    assert "Personal data" in parsed.words()


def test_replicas_are_a_stack() -> None:
    """A node with replicas is three cards, within the box on which lines end."""
    parsed = drawn("everything")[1]
    group = parsed.group("node", "many")
    cards = [box_of(e) for e in group.iter() if e.tag.endswith("}rect")]
    assert len(cards) == 3
    outer = cards[0]
    assert all(
        outer.contains((card.x, card.y)) and outer.contains((card.right, card.bottom)) for card in cards
    )


# options


def test_optional_parts() -> None:
    """Title, legend, credit and canvas can each be left out."""
    arch, full = drawn("everything")
    assert {"One of each", "Whatever can be drawn.", "nobody", "Personal data"} <= set(full.words())
    bare = picture(arch.to_svg(title=False, legend=False, credit=False, transparent=True))
    assert not {"One of each", "Whatever can be drawn.", "nobody", "Personal data"} & set(bare.words())
    assert not [e for e in bare.elements("rect") if e.get("class") == "canvas"]
    assert bare.root.find("{http://www.w3.org/2000/svg}title").text == "One of each"  # type: ignore[union-attr]


def test_the_flow_is_numbered() -> None:
    """The first flow is numbered, or the chosen one, or none."""
    arch = Architecture(name="x").with_node("a").with_node("b").with_node("c")
    arch = arch.connect("a", "b").connect("b", "c").replace(flows={"go": ["a", "b", "c"], "half": ["b", "c"]})

    def numbers(**options: str) -> dict[str | None, list[str]]:
        parsed = picture(arch.to_svg(**options))
        return {g.get("data-edge"): ["".join(t.itertext()) for t in g] for g in parsed.groups("edge-label")}

    assert {key: [t for t in texts if t] for key, texts in numbers().items()} == {
        "a -> b": ["1"],
        "b -> c": ["2"],
    }
    assert {key: [t for t in texts if t] for key, texts in numbers(flow="half").items()} == {"b -> c": ["1"]}
    assert numbers(flow="none") == {}


def test_invalid_options() -> None:
    """Errors for invalid options name them and list the allowed values."""
    arch = Architecture(name="x")
    for options, message in [
        ({"theme": "drak"}, "unknown theme 'drak'. Did you mean 'dark'?"),
        ({"them": "dark"}, "unknown option 'them'. Did you mean 'theme'?"),
        ({"direction": "XY"}, "direction 'XY' is not one of LR, RL, TB, BT"),
        ({"flow": "go"}, "unknown flow 'go': 'x' has none"),
    ]:
        with pytest.raises(MlarchError) as caught:
            arch.to_svg(**options)
        assert str(caught.value) == message
    assert issubclass(UnknownNameError, MlarchError)


# icons


def test_own_icons(tmp_path: Path) -> None:
    """A local icon is embedded with its current content; the error for an invalid file names its node."""
    first, second = (
        Path(registry.__file__).parents[1] / "catalog" / "data" / "icons" / name
        for name in ("cache.png", "queue.png")
    )
    icon = tmp_path / "icon.png"
    arch = Architecture(name="x").with_node("a", icon=str(icon))
    icon.write_bytes(first.read_bytes())
    before = arch.to_svg()
    icon.write_bytes(second.read_bytes())
    assert arch.to_svg() != before
    icon.unlink()
    with pytest.raises(MlarchError) as caught:
        arch.to_svg()
    assert str(caught.value) == f"node 'a': cannot read icon '{icon}': No such file or directory"
    for content in (b"<svg nonsense", b"nonsense", b""):
        icon.write_bytes(content)
        with pytest.raises(
            MlarchError, match=rf"^node 'a': icon '{re.escape(str(icon))}' is not a picture: "
        ):
            arch.to_svg()


@pytest.mark.parametrize("where", ["icon", "logo"])
def test_a_png_with_svg_in_its_text(where: str, tmp_path: Path) -> None:
    """A file with a PNG signature is a PNG, even if a text chunk contains SVG."""
    path = tmp_path / "icon.png"
    plain = (Path(registry.__file__).parents[1] / "catalog" / "data" / "icons" / "cache.png").read_bytes()
    path.write_bytes(png.with_text(plain, "Title", "<svg xmlns='x'/>"))
    arch = Architecture(name="x").with_node("a", icon=str(path) if where == "icon" else "")
    drawn = arch.to_svg(**({"logo": str(path)} if where == "logo" else {}))
    assert "data:image/png;base64," in drawn and "data:image/svg+xml" not in drawn


# the same bytes


SUMS = """
import hashlib, json, sys
from mlarch.project import entry_loading, loading
sums = {}
for name in json.loads(sys.argv[1]):
    arch = entry_loading.get(name)
    sums[name] = [hashlib.sha256(arch.to_svg().encode()).hexdigest()]
    if name.startswith("flask"):
        sums[name].append(hashlib.sha256(arch.to_png()).hexdigest())
print(json.dumps(sums))
"""


@pytest.mark.slow
def test_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    """Hash seed, home, locale, time zone, folder and order of drawing do not change a picture."""
    expected = {name: [hashlib.sha256(drawn(name)[1].text.encode()).hexdigest()] for name in ZOO}
    for name in ZOO:
        if name.startswith("flask"):
            expected[name].append(hashlib.sha256(drawn(name)[0].to_png()).hexdigest())
    environment = {
        "PYTHONHASHSEED": "7",
        "HOME": str(tmp_path),
        "LC_ALL": "tr_TR.UTF-8",
        "TZ": "Asia/Kathmandu",
    }
    done = subprocess.run(
        [sys.executable, "-c", SUMS, json.dumps(ZOO[::-1])],
        cwd=tmp_path, env={**os.environ, **environment}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == expected


@pytest.mark.parametrize("direction", ["TB", "LR"])
def test_the_engine_does_not_warn(direction: str, caplog: pytest.LogCaptureFixture) -> None:
    """No entry of the zoo makes the layout engine warn."""
    with caplog.at_level("WARNING", "mlarch"):
        for name in ZOO:
            drawn(name)[0].to_svg(direction=direction, theme="print")
    assert caplog.messages == []
