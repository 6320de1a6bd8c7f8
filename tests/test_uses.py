"""Test pictures for their uses: size, slides and pages, outlines, notes, counts, styles, colors."""

from __future__ import annotations

import re
import subprocess
import sys
from xml.etree.ElementTree import fromstring

import pytest
from click.testing import CliRunner

from mlarch.cli import main
from mlarch.drawing import png, read_fingerprint, to_png, to_svg
from mlarch.drawing.checker import check, check_svg
from mlarch.drawing.text_as_paths import text_as_paths
from mlarch.drawing.themes import PRINT, THEMES
from mlarch.errors import MlarchError, ParameterError
from mlarch.layout.cards import node_card
from mlarch.layout.legend import legend_items
from mlarch.layout.options import Options
from mlarch.layout.page_fit import lay_out
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.colors import contrast, readable
from mlarch.model.edge_kinds import EDGE_KINDS
from mlarch.project import entry_loading
from pictures import picture

pytestmark = pytest.mark.slow

CHAIN = "flask-serving/3-docker"
NOTES = ("Weights are copied at start. " * 8, "A short one.")


def specimen(direction: str = "TB") -> Architecture:
    """Return an architecture that combines statuses, tags, counts, colors and kinds."""
    return Architecture(
        name="specimen",
        summary="Whatever a picture can say about its parts.",
        credit="nobody",
        direction=direction,
        notes=NOTES,
        styles={
            "pii": {"color": "red", "legend": "Personal data"},
            "slow": {"style": "dashed", "legend": "Slow path"},
            "main": {"style": "bold", "color": "navy"},
            "mark": {"mark": "!", "legend": "Needs attention"},
            "idle": {"color": "blue", "legend": "never used"},
        },
        flows={"request": ["users", "web", "db"]},
        clusters=[
            ClusterData(id="cloud", kind="provider", label="Cloud", technology="onprem.container.Docker"),
            ClusterData(id="region", kind="region", label="Region", cluster="cloud"),
            ClusterData(id="trust", kind="trust-boundary", label="Theirs"),
        ],
        nodes=[
            Node(id="users", label="Users", technology="onprem.client.Users", status="external"),
            Node(id="web", label="Web", technology="onprem.network.Nginx", replicas=3, cluster="region"),
            Node(
                id="app",
                label="App",
                technology="programming.framework.Flask",
                replicas=12,
                tags=["mark"],
                cluster="region",
            ),
            Node(id="plain", label="Workers", replicas=100, cluster="cloud", status="new"),
            Node(id="db", label="Database", tags=["pii"], cluster="cloud", color="yellow"),
            Node(id="old", label="Old store", status="deprecated", cluster="cloud"),
            Node(id="bank", label="Bank", cluster="trust", color="orange"),
        ],
        edges=[
            EdgeData(source="users", target="web", label="HTTPS"),
            EdgeData(source="web", target="app", kind="call", label="WSGI"),
            EdgeData(source="web", target="db", kind="data", color="gold", label="rows"),
            EdgeData(source="app", target="old", kind="event", status="planned", label="copy"),
            EdgeData(source="app", target="bank", tags=["main"], label="pay"),
            EdgeData(source="plain", target="db", kind="telemetry", tags=["slow"], label="sizes"),
        ],
    )


def size(svg: str) -> tuple[float, float]:
    root = fromstring(svg)
    return float(root.get("width", "")), float(root.get("height", ""))


# size


def test_width_scales_the_finished_picture() -> None:
    """A width sets the size of the finished SVG and PNG; coordinates stay the same."""
    arch = entry_loading.get(CHAIN)
    natural, narrow = fromstring(to_svg(arch)), fromstring(to_svg(arch, width=300))
    assert (
        narrow.get("viewBox")
        == natural.get("viewBox")
        == f"0 0 {natural.get('width')} {natural.get('height')}"
    )
    width, height = size(to_svg(arch, width=300))
    assert (width, round(height / width, 3)) == (300, round(float(natural.get("height", "")) / 428, 3))
    pixels = to_png(arch, width=300, scale=2)[16:20]
    assert int.from_bytes(pixels, "big") == 600


@pytest.mark.parametrize(
    ("fit", "sizes"), [("16:9", [(1280, 720)]), ("a4", [(794, 1123), (1123, 794)])], ids=["slide", "a4"]
)
@pytest.mark.parametrize("name", [CHAIN, "gcp-scaling/9-offline-inference", "kubernetes/2-with"])
def test_a_page_is_filled(name: str, fit: str, sizes: list[tuple[int, int]]) -> None:
    """A picture fitted to a page has its size and shape, and no findings."""
    arch = entry_loading.get(name)
    width, height = size(to_svg(arch, fit=fit))
    assert (round(width), round(height)) in sizes
    assert check(arch, lay_out(arch, Options(fit=fit))) == ()


def test_fit_chooses_the_direction() -> None:
    """A chain goes across on a slide and down on paper, unless a direction is set."""
    arch = entry_loading.get(CHAIN)

    def across(**options: object) -> bool:
        first, *_, last = lay_out(arch, Options.of(**options)).nodes
        return last.box.x - first.box.x > abs(last.box.y - first.box.y)

    assert [across(fit=fit) for fit in ("16:9", "a4", "readme", "")] == [True, False, False, False]
    assert not across(fit="16:9", direction="TB") and across(fit="a4", direction="LR")


def test_fit_for_a_readme() -> None:
    """For a README wider pictures are scaled to 900 px, and others stay the same."""
    assert size(to_svg(entry_loading.get("gcp-scaling/9-offline-inference"), fit="readme"))[0] == 900
    small = entry_loading.get(CHAIN)
    assert size(to_svg(small, fit="readme")) == size(to_svg(small))
    assert size(to_svg(small, fit="16:9", width=640)) == (640, 360)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"fit": "a5"}, "fit 'a5' is not one of readme, 16:9, a4"),
        ({"text": "outline"}, "text 'outline' is not one of text, paths"),
        ({"width": -1}, "width must be a number of px above 0, not -1"),
        ({"width": float("nan")}, "width must be a number of px above 0, not nan"),
    ],
)
def test_invalid_values(options: dict[str, object], message: str) -> None:
    """Errors for invalid values list the allowed ones."""
    with pytest.raises(ParameterError) as caught:
        Options.of(**options)
    assert str(caught.value) == message


# notes and legend


def test_notes_are_optional() -> None:
    """Notes are below the legend, wrapped, without overlaps, and only with the option."""
    arch = specimen()
    assert "A short one." not in picture(to_svg(arch)).words()
    placed = lay_out(arch, Options(notes=True))
    notes = [line for line in placed.lines if line.style == "note"]
    assert "".join(line.text for line in notes).replace(" ", "") == "".join(NOTES).replace(" ", "")
    assert len(notes) > 2 and notes == sorted(notes, key=lambda line: line.y)
    assert min(line.box.y for line in notes) > max(entry.line.box.y for entry in placed.legend)
    assert check(arch, placed) == ()


def test_the_legend_lists_the_looks_in_use() -> None:
    """The legend lists used kinds, statuses and tags; looks of edges alone have a line as sample."""
    items = legend_items(specimen())
    assert [(item.key, item.shape) for item in items] == [
        *((kind, "line") for kind in ("request", "call", "event", "data", "telemetry")),
        ("new", "box"),
        ("planned", "line"),
        ("deprecated", "box"),
        ("external", "box"),
        ("pii", "box"),
        ("slow", "line"),
        ("main", "line"),
        ("mark", "box"),
    ]
    assert {"Personal data", "Slow path", "main", "outside our control"} <= {item.text for item in items}


def test_samples_are_no_nodes() -> None:
    """Samples of the legend have none of the classes of nodes, edges and clusters."""
    parsed = picture(to_svg(specimen()))
    (legend,) = [group for group in parsed.elements("g") if group.get("class") == "legend"]
    samples = {group.get("class"): [part.tag.rpartition("}")[2] for part in group] for group in legend}
    assert samples["status-new"] == ["rect", "text"] and samples["status-planned"] == ["path", "path", "text"]
    assert samples["tag-mark"] == ["circle", "text", "text"]
    assert not {"node", "edge", "cluster"} & {name for key in samples for name in str(key).split()}


# cards


@pytest.mark.parametrize("beside", [True, False], ids=["beside", "above"])
@pytest.mark.parametrize("technology", ["onprem.network.Nginx", ""], ids=["icon", "bare"])
@pytest.mark.parametrize("replicas", [2, 64, 100_000])
def test_the_replica_count_has_space(replicas: int, technology: str, beside: bool) -> None:
    """The number of replicas is in the upper right corner of the front card, clear of icon and text."""
    for marked in (False, True):
        node = Node(
            id="n", label="Model server", technology=technology, description="on a GPU", replicas=replicas
        )
        card = node_card(node, icon_beside=beside, marked=marked)
        (count,) = [line for line in card.lines if line.style == "badge"]
        assert count.text == f"\u00d7{replicas}" and count.box.right <= card.width - (8 + 8)
        assert count.box.y <= 6 and count.box.x > card.width / 2
        others = [line.box for line in card.lines if line is not count] + ([card.icon] if card.icon else [])
        assert not [box for box in others if box.overlaps(count.box, 0.01)]


def test_no_space_for_a_missing_icon() -> None:
    """The card of an unknown technology has no icon and no gap for it."""
    unknown = node_card(Node(id="n", label="Thing", technology="no.such.Thing"), icon_beside=True)
    assert unknown == node_card(Node(id="n", label="Thing"), icon_beside=True)


# looks


@pytest.mark.parametrize("theme", [*THEMES])
@pytest.mark.parametrize("direction", ["TB", "LR"])
def test_everything_is_readable_in_every_theme(theme: str, direction: str) -> None:
    """Whatever colors an author chooses, the picture has no findings, including contrast."""
    arch = specimen(direction)
    assert check_svg(to_svg(arch, theme=theme, notes=True), arch) == ()
    if theme != "auto":  # which asks for a page of both colors
        clear = to_svg(arch, theme=theme, transparent=True)
        assert check_svg(clear, arch, canvas=THEMES[theme].canvas) == ()


def test_colors_of_authors_are_visible() -> None:
    """A color too near to the canvas is adjusted until it is visible, and others stay the same."""
    svgs = {theme: to_svg(specimen(), theme=theme) for theme in ("light", "dark")}
    strokes = {
        theme: re.search(r"\.color-ffff00 \.line\{stroke:(#\w+)\}", svg)[1]  # type: ignore[index]
        for theme, svg in svgs.items()
    }
    assert strokes["dark"] == "#ffff00" and 1.6 <= contrast(strokes["light"], "white") < 2
    assert readable("red", "white", 3) == "#ff0000"
    assert contrast(readable("navy", "#0d1320", 3), "#0d1320") >= 3


def test_styles_of_tags_are_drawn() -> None:
    """A tag style makes boxes and lines dashed or bold, with matching arrowheads."""
    svg = to_svg(specimen())
    assert re.search(r"\.tag-slow \.line\{stroke-dasharray:6 4\}", svg)
    assert re.search(r"\.tag-main \.line\{stroke-dasharray:none;stroke-width:3\}", svg)
    heads = {
        group.get("data-id"): [part.get("d", "") for part in group if part.get("class") == "head"]
        for group in picture(svg).groups("edge")
    }
    lengths = {}
    for key in ("app -> bank", "web -> app"):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", heads[key][0])]
        lengths[key] = abs(numbers[1] - numbers[3])
    assert lengths["web -> app"] < lengths["app -> bank"]


def test_kinds_of_clusters_are_told_apart() -> None:
    """Trust boundaries, regions and providers have different borders."""
    style = picture(to_svg(specimen())).style()
    for rule in (
        r"kind-trust-boundary \.box\{stroke-dasharray:7 4",
        r"kind-region \.box\{stroke-dasharray:5 3",
    ):
        assert re.search(rule, style)
    assert len(set(re.findall(r"kind-(?:provider|trust-boundary) \.box\{stroke:(#\w+)", style))) == 2


def test_a_print_needs_no_colors() -> None:
    """In black and white every kind of edge has its own dash."""
    assert len(set(PRINT.dashes.values())) == len(EDGE_KINDS)


@pytest.mark.parametrize(
    ("drawing", "dark"),
    [
        ('<rect width="48" height="48" fill="black"/>', True),
        (
            '<rect width="48" height="24" fill="black"/><rect y="24" width="48" height="24" fill="orange"/>',
            True,
        ),
        (
            '<rect width="48" height="9" fill="black"/><rect y="9" width="48" height="39" fill="orange"/>',
            False,
        ),
        ('<rect width="48" height="48" fill="gray"/>', False),
    ],
    ids=["black", "black word", "black outline", "gray"],
)
def test_dark_icons(drawing: str, dark: bool) -> None:
    """An icon needs a plate if about half of it is invisible on a dark card."""
    icon = f'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60">{drawing}</svg>'
    assert png.is_dark(icon.encode()) is dark


# outlines


def test_paths_need_no_fonts_and_no_style_sheet() -> None:
    """Text as paths leaves only shapes with their own colors, and icons in place."""
    arch = specimen()
    svg = to_svg(arch, text="paths", theme="auto")
    tags = {element.tag.rpartition("}")[2] for element in fromstring(svg).iter()}
    assert tags == {
        *("svg", "title", "desc", "metadata", "fingerprint"),
        *("g", "rect", "circle", "path", "image"),
    }
    colors = {
        theme: set(re.findall('="(#[^"]*)"', to_svg(arch, text="paths", theme=theme))) for theme in THEMES
    }
    assert colors["auto"] == colors["light"] != colors["dark"]
    assert "@media" not in svg and "font" not in svg.partition("</desc>")[2]
    assert check_svg(svg, arch) == ()
    assert read_fingerprint(svg.encode()) not in ("", read_fingerprint(to_svg(arch, theme="auto").encode()))


def test_paths_look_like_text() -> None:
    """A picture with outlines looks like the picture with text, except for hinting."""
    import pyvips

    arch = specimen()
    for theme in ("light", "dark"):
        with_text, with_paths = (
            pyvips.Image.pngload_buffer(png.rasterise(to_svg(arch, theme=theme, text=text), 1.0))
            .flatten()
            .gaussblur(2)
            for text in ("text", "paths")
        )
        assert (with_text.width, with_text.height) == (with_paths.width, with_paths.height)
        assert (with_text - with_paths).abs().avg() < 0.15


def test_paths_are_labelled() -> None:
    """Outlines are labelled with their words in order, and struck text is struck."""
    arch = specimen()
    parsed = picture(to_svg(arch, text="paths"))
    labels = [path.get("aria-label") for path in parsed.elements("path") if path.get("aria-label")]
    assert labels == [" ".join(words.split()) for words in picture(to_svg(arch)).words()]
    struck = {path.get("aria-label"): path.get("d", "").count("h") for path in parsed.elements("path")}
    assert struck["Old store"] == 2 and struck["Bank"] == 0


def test_letters_without_an_outline_stay_text() -> None:
    """Text with characters that Inter lacks stays text, and the rest is outlines."""
    arch = (
        Architecture(name="x").with_node("a", label="\u6a21\u578b & <1>").with_node("b", label="na\u00efve")
    )
    parsed = picture(to_svg(arch, text="paths"))
    (text,) = parsed.elements("text")
    assert "".join(text.itertext()) == "\u6a21\u578b & <1>"
    assert {text.get("font-size"), text.get("font-weight"), text.get("fill")} == {
        "13",
        "600",
        THEMES["light"].text,
    }
    assert "na\u00efve" in [path.get("aria-label") for path in parsed.elements("path")]


def test_outlines_without_fonttools() -> None:
    """Without fontTools the error says what to install, and pictures with text still work."""
    script = (
        "import sys; sys.modules['fontTools'] = None\n"
        "from mlarch import Architecture\n"
        "arch = Architecture(name='x').with_node('a')\n"
        "arch.to_svg()\n"
        "try: arch.to_svg(text='paths')\n"
        "except Exception as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stdout == "text as paths needs fontTools: pip install 'mlarch[paths]'\n", done.stderr


def test_outlined_twice_is_the_same() -> None:
    """Converting text to paths twice changes nothing."""
    once = to_svg(entry_loading.get(CHAIN), text="paths")
    assert text_as_paths(once) == once


# the command line


def test_flags_reach_the_picture(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Options on the command line give the same picture as in Python."""
    flags = ("--width", "640", "--fit", "16:9", "--transparent", "--no-title", "--notes", "--text", "paths")
    done = CliRunner().invoke(main, ["render", CHAIN, "-o", "-", *flags])
    options = {
        "width": 640,
        "fit": "16:9",
        "transparent": True,
        "title": False,
        "notes": True,
        "text": "paths",
    }
    assert (done.exit_code, done.stdout) == (0, to_svg(entry_loading.get(CHAIN), **options))
    refused = CliRunner().invoke(main, ["render", CHAIN, "-o", "-", "--fit", "letter"])
    assert (refused.exit_code, refused.stderr) == (2, "error: fit 'letter' is not one of readme, 16:9, a4\n")


def test_pdf_keeps_to_the_page() -> None:
    """A PDF fitted to A4 is one page of A4 in points, with text as text."""
    from mlarch.exporters import export

    try:
        data = export(entry_loading.get(CHAIN), "pdf", fit="a4", text="paths")
    except MlarchError as error:
        pytest.fail(str(error))
    assert isinstance(data, bytes) and re.search(rb"/MediaBox \[0 0 595\.50 842\.25\]", data)
