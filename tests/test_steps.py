"""Test pictures of steps: shared parts never move, animations play, and families are described."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
import xml.etree.ElementTree as ET
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
import pyvips
from click.testing import CliRunner, Result

import mlarch
from architectures import random_architecture
from mlarch import Architecture
from mlarch.cli import main
from mlarch.drawing import animation, sheet
from mlarch.drawing.checker import check, check_svg
from mlarch.errors import ModelError, ParameterError
from mlarch.layout.options import Options
from mlarch.layout.page_fit import lay_out
from mlarch.layout.positioned import Box, Layout
from mlarch.layout.steps.stable_layout import stable_layouts
from mlarch.layout.steps.step_union import join_steps
from mlarch.model import step_changes
from mlarch.project import registry
from mlarch.project.build import build
from tools import missing, tool

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

SVG = "{http://www.w3.org/2000/svg}"
FAMILIES = ("gcp-scaling", "flask-serving", "kubernetes")
every_family = pytest.mark.parametrize("family", FAMILIES)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def steps_of(family: str) -> list[Architecture]:
    return [mlarch.get(name) for name in registry.find(f"zoo:{family}").members]


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


def refused(*arguments: str) -> str:
    """Return the last error line of a command that must exit with 2 and write nothing."""
    before = sorted(Path().rglob("*"))
    result = run(*arguments)
    assert (result.exit_code, result.stdout, sorted(Path().rglob("*"))) == (2, "", before)
    return result.stderr.splitlines()[-1]


def places(layouts: tuple[Layout, ...]) -> dict[str, set[Box]]:
    """Return the boxes of each node over all steps."""
    boxes: dict[str, set[Box]] = {}
    for layout in layouts:
        for node in layout.nodes:
            boxes.setdefault(node.id, set()).add(node.box)
    return boxes


# Stable positions.


@every_family
@pytest.mark.parametrize("trim", [False, True])
def test_shared_nodes_do_not_move(family: str, trim: bool) -> None:
    """A node has the same box in all steps of a family, trimmed or not."""
    layouts = stable_layouts(steps_of(family), trim=trim)
    if trim:
        layouts = tuple(relative(layout) for layout in layouts)
    moved = {id: boxes for id, boxes in places(layouts).items() if len(boxes) > 1}
    assert len(layouts) > 1 and moved == {}


def relative(layout: Layout) -> Layout:
    """Return a layout relative to its first node, which all families keep."""
    x, y = layout.nodes[0].box.x, layout.nodes[0].box.y
    nodes = [dataclasses.replace(node, box=rounded(node.box.moved(-x, -y))) for node in layout.nodes]
    return dataclasses.replace(layout, nodes=tuple(nodes))


def rounded(box: Box) -> Box:
    return Box(*(round(length, 1) for length in (box.x, box.y, box.width, box.height)))


@every_family
def test_steps_are_of_one_size_and_sound(family: str) -> None:
    """All pictures have one size, and none has findings."""
    steps = steps_of(family)
    layouts = stable_layouts(steps)
    assert len({(layout.width, layout.height) for layout in layouts}) == 1
    assert [check(arch, layout) for arch, layout in zip(steps, layouts, strict=True)] == [()] * len(steps)


def test_trimmed_steps_are_small() -> None:
    """A trimmed first step of three nodes is much smaller than the ninth."""
    first, *_, last = stable_layouts(steps_of("gcp-scaling"), trim=True)
    assert first.width * first.height < 0.3 * last.width * last.height


def test_the_last_step_is_laid_out_as_on_its_own() -> None:
    """Earlier steps do not distort the last one: no wider, and no cluster torn apart."""
    steps = steps_of("gcp-scaling")
    *_, last = stable_layouts(steps)
    alone = lay_out(steps[-1])
    assert last.width <= alone.width * 1.1 and last.height <= alone.height * 1.1
    widths = [{cluster.id: cluster.box.width for cluster in layout.clusters} for layout in (last, alone)]
    assert widths[0]["serving"] <= widths[1]["serving"] * 1.4


@every_family
def test_shared_edges_keep_their_line(family: str) -> None:
    """An edge between shared nodes has the same line in all steps."""
    lines: dict[str, set[tuple[tuple[float, float], ...]]] = {}
    for layout in stable_layouts(steps_of(family)):
        for edge in layout.edges:
            lines.setdefault(edge.id, set()).add(edge.points)
    assert {key for key, points in lines.items() if len(points) > 1} == set()


def test_clusters_grow_with_their_nodes() -> None:
    """In each step a cluster holds its nodes and no others, and grows with them."""
    steps = steps_of("gcp-scaling")
    sizes = []
    for arch, layout in zip(steps, stable_layouts(steps), strict=True):
        boxes = {cluster.id: cluster.box for cluster in layout.clusters}
        for node in layout.nodes:
            for id, box in boxes.items():
                corners = (node.box.x, node.box.y), (node.box.right, node.box.bottom)
                inside = all(map(box.contains, corners))
                assert inside is (id in arch.ancestors(node.id)), (arch.name, id, node.id)
        sizes.append(boxes["google-cloud"].width * boxes["google-cloud"].height)
    assert all(a <= b for a, b in pairwise(sizes)) and sizes[0] < 0.2 * sizes[-1]


def test_a_cluster_of_earlier_steps_only_is_drawn_too() -> None:
    """The server of the first two steps is missing in the third, in which its nodes are in containers."""
    first, second, third = stable_layouts(steps_of("flask-serving"))
    assert [cluster.id for cluster in second.clusters] == ["server", "worker"]
    assert "server" not in {cluster.id for cluster in third.clusters}
    assert len(set(places((first, second, third))["app"])) == 1


def test_a_node_that_changes_clusters_has_two_places() -> None:
    """A node that moves to a neighbouring cluster has two places, so that both clusters fit their nodes."""
    a = Architecture(name="a").with_cluster("left").with_cluster("right").with_node("x", cluster="left")
    a = a.with_node("y", cluster="left").with_node("z", cluster="right").connect("y", "z")
    b = a.with_node("x", cluster="right")
    assert join_steps([a, b]).ids[0]["x"] != join_steps([a, b]).ids[1]["x"]
    first, second = stable_layouts([a, b])
    assert check(a, first) == check(b, second) == ()
    assert len(places((first, second))["y"]) == 1


def test_cards_are_as_large_as_the_largest_of_them() -> None:
    """A card has the size of its longest label in any step."""
    a = Architecture(name="a").with_node("x", label="X").with_node("y").connect("x", "y")
    b = a.with_node("x", label="A label that is much longer", replicas=3)
    boxes = places(stable_layouts([a, b]))
    assert len(boxes["x"]) == 1
    wide = lay_out(b).nodes[0].box
    assert next(iter(boxes["x"])).width == wide.width


def next_step(arch: Architecture, seed: int) -> Architecture:
    """Return an architecture with one node moved, one added, and one removed."""
    clusters, nodes = [*arch.clusters, ""], [*arch.nodes]
    moved = nodes[seed % len(nodes)]
    with suppress(ModelError):  # into a cluster that it has an edge with
        arch = arch.with_node(moved, cluster=clusters[seed % len(clusters)], replicas=seed % 3 + 1)
    arch = arch.with_node(f"new-{seed}", cluster=clusters[-1]).connect(f"new-{seed}", moved, "new")
    return arch.without(nodes[(seed + 3) % len(nodes)])


@pytest.mark.parametrize("seed", range(12))
def test_random_steps(seed: int) -> None:
    """Random steps that add, remove and move nodes are drawn completely, each shared node in one place."""
    steps = [random_architecture(seed, nodes=8, edges=6, clusters=4)]
    for number in range(3):
        steps.append(next_step(steps[-1], 5 * seed + number))
    for order in (steps, steps[::-1]):
        union, boxes = join_steps(order), dict[str, Box]()
        for step, (arch, layout) in enumerate(zip(order, stable_layouts(order), strict=True)):
            assert [node.id for node in layout.nodes] == list(arch.nodes)
            assert [edge.id for edge in layout.edges] == list(arch.edges)
            assert {cluster.id for cluster in layout.clusters} == set(arch.clusters)
            for node in layout.nodes:
                assert boxes.setdefault(union.ids[step][node.id], node.box) == node.box


def test_a_flow_that_only_some_steps_have() -> None:
    """A flow is numbered in the steps that have it, and unknown in all steps it is an error."""
    steps = steps_of("gcp-scaling")
    layouts = stable_layouts(steps, Options(flow="offline"))
    numbered = [any(edge.badges for edge in layout.edges) for layout in layouts]
    assert numbered == [False] * 8 + [True]
    with pytest.raises(mlarch.UnknownNameError, match=r"^unknown flow 'offlien' of 'gcp-scaling/9-"):
        stable_layouts(steps, Options(flow="offlien"))


def test_render_stable() -> None:
    """The command writes one picture per step, all of one size, each with its own title."""
    assert run("render", "zoo:flask-serving", "--stable", "-f", "svg,png", "--scale", "0.5").exit_code == 0
    written = sorted(path.as_posix() for path in Path("flask-serving").iterdir())
    assert len(written) == 6
    sizes = {pyvips.Image.new_from_file(name).width for name in written if name.endswith(".png")}
    assert len(sizes) == 1
    for arch in steps_of("flask-serving"):
        svg = Path(f"{arch.name}.svg").read_text()
        assert check_svg(svg, arch) == () and f">{arch.title}</title>" in svg


def test_render_stable_trimmed() -> None:
    """Trimmed pictures differ in size."""
    assert run("render", "zoo:kubernetes", "--stable", "--trim").exit_code == 0
    sizes = {re.search(r'viewBox="([^"]+)"', path.read_text())[1] for path in Path("kubernetes").iterdir()}  # type: ignore[index]
    assert len(sizes) == 2


# Animation.


def keyframes(svg: str) -> dict[str, list[tuple[float, float]]]:
    """Return the opacity over time by class of parts, as (percent, opacity)."""
    by_class = {}
    for name, body in re.findall(r"@keyframes m\w+-(v\d+)\{((?:[^{}]+\{[^}]*\})+)\}", svg):
        frames = re.findall(r"([\d.]+)%\{opacity:(\d)", body)
        by_class[name] = [(float(percent), float(opacity)) for percent, opacity in frames]
    return by_class


def opacity(frames: list[tuple[float, float]], percent: float) -> float:
    for (start, before), (end, after) in pairwise(frames):
        if start <= percent <= end:
            return before + (after - before) * (percent - start) / (end - start) if end > start else after
    raise AssertionError(f"{percent} is not within {frames}")


def visible_at(svg: str, percent: float) -> dict[str, list[ET.Element]]:
    """Return the visible groups at a time by class; nothing may be half visible."""
    frames, root = keyframes(svg), ET.fromstring(svg)
    visible: dict[str, list[ET.Element]] = {"node": [], "cluster": [], "edge": [], "text": []}
    for child in root:
        classes = (child.get("class") or "").split()
        alpha = opacity(frames[classes[1]], percent) if classes[:1] == ["v"] else 1.0
        assert alpha in (0.0, 1.0), (percent, classes)
        for element in child.iter() if alpha else ():
            sort = (element.get("class") or "").split()[:1]
            if element.get("data-id") and sort[0] in visible:
                visible[sort[0]].append(element)
            elif sort == ["title"]:
                visible["text"].append(element)
    return visible


@every_family
def test_each_step_of_an_animation_shows_just_its_parts(family: str) -> None:
    """In the middle of each step exactly its nodes, clusters, edges and title are visible, once each."""
    steps = steps_of(family)
    svg = animation.to_svg(steps)
    for number, arch in enumerate(steps):
        visible = visible_at(svg, (number + 0.6) / len(steps) * 100)
        ids = {
            sort: sorted(str(element.get("data-id")) for element in elements)
            for sort, elements in visible.items()
        }
        assert ids["node"] == sorted(arch.nodes)
        assert ids["cluster"] == sorted(arch.clusters)
        assert ids["edge"] == sorted(arch.edges)
        assert " ".join("".join(text.itertext()) for text in visible["text"]) == arch.title


def test_replaced_parts_stay_until_the_new_one_is_visible() -> None:
    """While the text of a card changes, one version is opaque, so that the card is never transparent."""
    steps = steps_of("gcp-scaling")
    svg = animation.to_svg(steps)
    frames, fading = keyframes(svg), 300 / len(steps) + 0.1  # per cent: just after the fourth began
    alphas = [
        opacity(frames[child.get("class", "").split()[1]], fading)
        for child in ET.fromstring(svg)
        if (child.get("class") or "").startswith("v ")
        and any(group.get("data-id") == "instance-1" for group in child.iter(f"{SVG}g"))
    ]
    assert len(alphas) == 3 and max(alphas) == 1.0 and 0.0 < sorted(alphas)[1] < 1.0


def test_shared_nodes_do_not_move_in_an_animation() -> None:
    """All versions of a node's card have the same coordinates."""
    steps = steps_of("gcp-scaling")
    cards: dict[str, set[tuple[str | None, ...]]] = {}
    for group in ET.fromstring(animation.to_svg(steps)).iter(f"{SVG}g"):
        if (group.get("class") or "").startswith("node "):
            box = next(rect for rect in group.iter(f"{SVG}rect") if "box" in (rect.get("class") or ""))
            at = tuple(box.get(name) for name in ("x", "y", "width", "height"))
            cards.setdefault(str(group.get("data-id")), set()).add(at)
    assert len(cards) == len({id for arch in steps for id in arch.nodes}) == 24
    assert {id: places for id, places in cards.items() if len(places) > 1} == {}


def test_the_animation_is_self_contained() -> None:
    """The file has no script, no external reference, unique ids, and a title."""
    svg = animation.to_svg(steps_of("gcp-scaling"), heading="Growing")
    assert "<script" not in svg and not re.search(r'href="(?!#|data:)', svg) and "url(" not in svg
    ids = re.findall(r' id="([^"]+)"', svg)
    assert len(ids) == len(set(ids)) and len({id.split("-")[0] for id in ids}) == 1
    assert re.search(r"<title id=[^>]+>Growing</title>", svg) and "9. Scaling on Google Cloud, step 9" in svg
    assert len(svg) < 200_000


def test_reduced_motion() -> None:
    """With `prefers-reduced-motion`, and without CSS animations, the last step is shown."""
    steps = steps_of("kubernetes")
    svg = animation.to_svg(steps)
    assert "@media (prefers-reduced-motion:reduce){" in svg and "animation-play-state:paused" in svg
    hidden = set(re.findall(r"\.(v\d+)\{[^}]*;opacity:0", svg))
    late = {name for name, frames in keyframes(svg).items() if frames[-1][1] == 0}
    assert hidden == late and hidden


def test_an_animation_is_the_same_every_time() -> None:
    """The same steps give the same bytes, and other durations do not."""
    steps = steps_of("kubernetes")
    assert animation.to_svg(steps) == animation.to_svg(steps)
    assert animation.to_svg(steps) != animation.to_svg(steps, seconds=4)


@pytest.mark.parametrize("theme", ["dark", "auto", "print"])
def test_an_animation_has_themes(theme: str) -> None:
    """Themes color an animation like a still picture."""
    svg = animation.to_svg(steps_of("kubernetes"), theme=theme)
    assert svg.count("prefers-color-scheme:dark") == (2 if theme == "auto" else 0)
    assert ("#0d1320" in svg) is (theme != "print")


@pytest.mark.parametrize("family", FAMILIES)
def test_gif(family: str) -> None:
    """A GIF has one picture per step, loops, and stays below 1.5 MB."""
    steps = steps_of(family)
    data = animation.to_gif(steps, seconds=2)
    film = pyvips.Image.new_from_buffer(data, "", n=-1)
    assert data.startswith(b"GIF89a") and len(data) < 1_500_000
    assert film.height // film.get("page-height") == len(steps)
    assert film.get("delay") == [2000] * len(steps) and film.get("loop") == 0


def test_a_gif_of_a_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """A GIF has the chosen width, or an error if it is too large; without a width it gets smaller."""
    steps = steps_of("kubernetes")
    data = animation.to_gif(steps, width=500)
    assert pyvips.Image.new_from_buffer(data, "").width == 500
    monkeypatch.setattr(animation, "LARGEST_GIF", len(data))
    assert pyvips.Image.new_from_buffer(animation.to_gif(steps), "").width == 500
    with pytest.raises(ParameterError, match=r"^the GIF takes 0\.0 MB at 900 pixels, more than 0\.\d+ MB"):
        animation.to_gif(steps, width=900)


def test_it_plays_in_a_browser(tmp_path: Path) -> None:
    """In chromium a new part is missing before its step, and shared parts stay the same."""
    program = tool("chromium", "chromium-browser", "google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright")
    steps = steps_of("gcp-scaling")
    Path("x.svg").write_text(animation.to_svg(steps, seconds=1))
    boxes = {node.id: node.box for node in stable_layouts(steps)[-1].nodes}
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 2000})
        page.goto(Path("x.svg").absolute().as_uri())
        # Halted at a time of its own each, so that no machine is too slow for it.
        at = "time => document.getAnimations().forEach(one => { one.pause(); one.currentTime = time })"
        frames = []
        for number, time in enumerate((800, 1800)):
            page.evaluate(at, time)
            page.screenshot(path=f"{number}.png")
            frames.append(pyvips.Image.new_from_file(f"{number}.png"))
        playing = "document.getAnimations().forEach(one => one.play())"
        page.evaluate(playing)
        before = page.evaluate("document.getAnimations()[0].currentTime")
        page.wait_for_timeout(300)
        assert page.evaluate("document.getAnimations()[0].currentTime") > before
        browser.close()
    assert difference(frames, boxes["users"]) == 0.0
    assert difference(frames, boxes["repository"]) > 0.0 and blank(frames[0], boxes["repository"])
    assert not blank(frames[1], boxes["repository"])


def test_reduced_motion_in_a_browser() -> None:
    """With reduced motion chromium shows the last step, and nothing moves."""
    program = tool("chromium", "chromium-browser", "google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright")
    steps = steps_of("kubernetes")
    Path("x.svg").write_text(animation.to_svg(steps, seconds=1))
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(reduced_motion="reduce")
        page.goto(Path("x.svg").absolute().as_uri())
        states = page.evaluate("document.getAnimations().map(one => one.playState)")
        visible = page.evaluate(
            "[...document.querySelectorAll('.node')]"
            ".filter(one => getComputedStyle(one).visibility == 'visible').map(one => one.dataset.id)"
        )
        browser.close()
    assert set(states) == {"paused"}
    assert sorted(visible) == sorted(steps[-1].nodes)


def difference(frames: list[pyvips.Image], box: Box) -> float:
    first, second = (part(frame, box) for frame in frames)
    largest: float = (first - second).abs().max()
    return largest


def blank(frame: pyvips.Image, box: Box) -> bool:
    return bool(part(frame, box).deviate() == 0.0)


def part(frame: pyvips.Image, box: Box) -> pyvips.Image:
    area = [round(length) for length in (box.x, box.y, box.width, box.height)]
    return frame.extract_band(0, n=3).crop(*area)


def test_animate_command() -> None:
    """The suffix selects SVG or GIF; without -o the file has the family's name."""
    assert run("animate", "zoo:flask-serving").stderr == "wrote flask-serving-animated.svg\n"
    assert run("animate", "zoo:flask-serving", "-o", "x.gif", "--width", "200").exit_code == 0
    assert Path("x.gif").read_bytes().startswith(b"GIF89a")
    svg = run("animate", "zoo:flask-serving", "-o", "-", "--seconds", "5").stdout
    assert "animation-duration:15s" in svg
    bare = run("animate", "zoo:flask-serving", "-o", "-", "--no-title", "--theme", "dark").stdout
    assert 'class="title"' not in bare and "#0d1320" in bare


def test_any_list_of_files_can_be_animated() -> None:
    """Documents are steps in the order of the arguments."""
    Path("a.yaml").write_text("title: One\nnodes: {web: {label: Web}}\n")
    Path("b.yaml").write_text(
        "title: Two\nnodes: {web: {label: Web}, db: {label: DB}}\nedges: {web -> db: SQL}\n"
    )
    svg = run("animate", "a.yaml", "b.yaml", "-o", "-").stdout
    assert [len(visible_at(svg, percent)["node"]) for percent in (30.0, 80.0)] == [1, 2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["animate", "cache"],
         "error: one architecture has no steps: 'gcp-scaling/6-cache'; give two or more, or a family"),
        (["animate", "cache", "docker"],
         "error: 'flask-serving/3-docker' has no node or cluster in common with the other steps"),
        (["animate", "kubernetes", "-o", "x.png"], "Error: '-o x.png': an animation is .svg or .gif."),
        (["animate", "kubernetes", "--seconds", "0.5"],
         "error: seconds must be more than 0.7 and at most 60, not 0.5"),
        (["animate", "kubernets"], "error: unknown architecture 'kubernets'. Did you mean 'kubernetes'?"),
        (["render", "cache", "--stable"],
         "error: one architecture has no steps: 'gcp-scaling/6-cache'; give two or more, or a family"),
        (["render", "kubernetes", "--stable", "-o", "-"],
         "Error: '--stable' writes several pictures, and '-o -' takes one."),
        (["render", "kubernetes", "--stable", "-f", "yaml"],
         "Error: '--stable' draws svg and png, not yaml."),
        (["render", "kubernetes", "--trim"], "Error: '--trim' needs '--stable'."),
        (["render", "kubernetes", "--sheet", "--stable"],
         "Error: '--sheet' goes without '--stable' and '--trim'."),
        (["render", "cache", "--sheet"],
         "error: one architecture has no steps: 'gcp-scaling/6-cache'; give two or more, or a family"),
    ],
)  # fmt: skip
def test_bad_input(arguments: list[str], message: str) -> None:
    """Errors for invalid steps and options; nothing is written."""
    assert refused(*arguments) == message


def test_steps_without_anything_in_common_are_all_named() -> None:
    """The error names all architectures without common parts."""
    strangers = [Architecture(name=name).with_node(name) for name in ("a", "b")]
    with pytest.raises(ParameterError) as caught:
        animation.to_svg(strangers)
    assert len(caught.value.problems) == 2


# Sheet, story and build.


@every_family
def test_sheet(family: str) -> None:
    """A sheet holds every step once, under the family's title, with each icon embedded once."""
    steps = steps_of(family)
    result = run("render", f"zoo:{family}", "--sheet", "-o", "-")
    root = ET.fromstring(result.stdout)
    cells = [cell for cell in root if cell.tag == f"{SVG}svg"]
    for cell, arch in zip(cells, steps, strict=True):
        ids = [
            group.get("data-id")
            for group in cell.iter(f"{SVG}g")
            if (group.get("class") or "").startswith("node")
        ]
        assert ids == list(arch.nodes)
    embedded = re.findall(r'<image [^>]*?href="(data:[^"]+)"', result.stdout)
    assert len(embedded) == len(set(embedded)) == len(re.findall("<symbol ", result.stdout))
    entry = registry.find(f"zoo:{family}")
    assert entry.title in "".join(root.itertext())


def test_a_sheet_is_drawn_as_png_too() -> None:
    """The command writes both formats under the family's name."""
    assert run("render", "zoo:kubernetes", "--sheet", "-f", "svg,png", "--scale", "0.3").exit_code == 0
    assert sorted(path.name for path in Path().iterdir()) == ["kubernetes-sheet.png", "kubernetes-sheet.svg"]


def test_cells_do_not_overlap() -> None:
    """Nine cells are in three rows of three, inside the sheet."""
    root = ET.fromstring(sheet.to_svg(steps_of("gcp-scaling")))
    boxes = [
        Box(*(float(cell.get(name, "")) for name in ("x", "y", "width", "height")))
        for cell in root
        if cell.tag == f"{SVG}svg"
    ]
    assert len({box.x for box in boxes}) == len({box.y for box in boxes}) == 3
    assert not any(a.overlaps(b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])
    assert max(box.right for box in boxes) < float(root.get("width", "0"))


def test_story() -> None:
    """A family is described step by step: additions, removals, reason and price."""
    output = run("show", "zoo:gcp-scaling").stdout
    assert output.startswith("gcp-scaling: Scaling on Google Cloud, from one user to millions\n")
    assert (
        "\n4. Scaling on Google Cloud, step 4: horizontal scaling  (gcp-scaling/4-horizontal-scaling)\n"
        in output
    )
    fourth = output.partition("\n4. ")[2].partition("\n\n")[0].splitlines()
    assert fourth[2:4] == [
        "   adds     Managed instance group, Load balancer, Instance 2, 5 connections",
        "   removes  Users -> Instance 1",
    ]
    assert "   why      Capacity grows by the machine, and one may fail." in fourth
    assert (
        "   price    State must leave the instances: sessions, files and caches belong elsewhere." in fourth
    )


def test_story_as_json() -> None:
    """Each step is an object with the difference to the one before."""
    chapters = json.loads(run("show", "zoo:gcp-scaling", "--json").stdout)
    assert [chapter["step"] for chapter in chapters] == list(range(1, 10))
    assert chapters[0]["difference"] is None
    assert [part["id"] for part in chapters[5]["difference"]["added"]] == ["cache", "serving -> cache"]
    assert chapters[5]["adds"] == ["Memorystore", "1 connection"]


def test_a_story_on_another_provider() -> None:
    """A family can be shown on another provider."""
    assert "ElastiCache" in run("show", "zoo:gcp-scaling", "--provider", "aws").stdout


def test_a_family_has_no_yaml() -> None:
    """A family cannot be shown as one YAML document."""
    assert refused("show", "zoo:kubernetes", "--yaml").startswith("error: 'zoo:kubernetes' has several")


@every_family
def test_chapters_add_up(family: str) -> None:
    """The additions and removals lead from the first step to the last."""
    steps = steps_of(family)
    parts = set(steps[0].nodes)
    for chapter in step_changes.compare_steps(steps)[1:]:
        assert chapter.difference is not None
        parts |= {part.id for part in chapter.difference.of("added", "node")}
        parts -= {part.id for part in chapter.difference.of("removed", "node")}
    assert parts == set(steps[-1].nodes)


def test_build_animates_families() -> None:
    """A build also draws each family as an animation, unless that is up to date."""
    folder = Path("architectures/shop")
    folder.mkdir(parents=True)
    (folder / "1-start.yaml").write_text("nodes: {web: {}}\n")
    (folder / "2-more.yaml").write_text("nodes: {web: {}, db: {}}\nedges: {web -> db: SQL}\n")
    film = Path("out/shop.svg")
    assert film in build().written and "@keyframes" in film.read_text()
    assert film in build().unchanged
    (folder / "2-more.yaml").write_text("nodes: {web: {}, cache: {}}\n")
    assert film in build(check=True).stale
    film.write_bytes(film.read_bytes()[:-20])
    assert film in build().written


def test_build_skips_families_without_common_parts() -> None:
    """Steps of a family that share nothing are not animated, and are no problem."""
    folder = Path("architectures/shop")
    folder.mkdir(parents=True)
    (folder / "1-start.yaml").write_text("nodes: {web: {}}\n")
    (folder / "2-more.yaml").write_text("nodes: {db: {}}\n")
    built = build()
    assert not built.problems and not Path("out/shop.svg").exists()


def test_help_loads_no_layout() -> None:
    """Help of the command loads neither layout nor diagrams."""
    import subprocess

    code = "from mlarch.cli import main; main(['animate', '--help'], standalone_mode=False); import sys; "
    code += "assert not {'mlarch.drawing', 'diagrams', 'pyvips', 'yaml'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
