"""The HTML page in a browser, and the PDF in a PDF reader."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import pyvips

from mlarch import get
from mlarch.drawing import to_svg
from mlarch.exporters import export
from mlarch.exporters.pdf import HELP
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.model.description import to_text
from tools import HOSTILE, PAGES, chromium, drawn_architectures, hostile, plain, run

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

# Mean difference of 4 x 4 CSS pixels, of 255, that anti-aliasing may cause.
LARGEST_DIFFERENCE = 25


def to_html(arch: Architecture, **options: Any) -> str:
    return str(export(arch, "html", **options))


def to_pdf(arch: Architecture, **options: Any) -> bytes:
    data = export(arch, "pdf", **options)
    assert isinstance(data, bytes)
    return data


def cached(**fields: Any) -> Architecture:
    """Return a small architecture with every fact that a tooltip can show."""
    return Architecture(
        **{
            "name": "cached",
            "title": "A cache",
            "nodes": [
                Node(
                    id="web", label="Web", technology="onprem.network.Nginx", role="reverse-proxy",
                    replicas=2, status="planned", tags=("pii", "eu"), description="Serves", link="https://example.com/a?b=c",
                ),
                Node(id="cache", label="Cache", technology="onprem.inmemory.Redis", cluster="state"),
            ],
            "clusters": [ClusterData(id="state", label="State", kind="zone")],
            "edges": [EdgeData(source="web", target="cache", label="lookup", kind="call")],
            **fields,
        }
    )  # fmt: skip


class Page(HTMLParser):
    """The elements of a page, and the text inside styles and scripts."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, str]] = []
        self.open = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open = tag

    def handle_endtag(self, tag: str) -> None:
        self.open = ""

    def handle_data(self, data: str) -> None:
        self.inside.append((self.open, data))

    def texts(self, tag: str) -> list[str]:
        return [text for name, text in self.inside if name == tag]

    def policy(self) -> dict[str, list[str]]:
        meta = next(attrs for tag, attrs in self.tags if "http-equiv" in attrs)
        parts = (part.split() for part in str(meta["content"]).split(";"))
        return {name: sources for name, *sources in parts}


# HTML.


def test_a_page_loads_nothing() -> None:
    """Every source is a data URI or inside the page."""
    for name, arch in drawn_architectures().items():
        page = Page(to_html(arch))
        loaded = [
            str(value)
            for tag, attrs in page.tags
            for attribute, value in attrs.items()
            if attribute in ("src", "srcset", "data", "poster", "action")
            or (attribute.endswith("href") and tag != "a")
        ]
        assert all(value.startswith(("data:", "#")) for value in loaded), name
        assert not [tag for tag, _ in page.tags if tag in ("link", "iframe", "object", "embed", "base")]
        assert not re.search(r"@import|url\(", "".join(page.texts("style")))


def test_a_page_allows_only_its_own_styles_and_script() -> None:
    """The policy forbids everything except the hashes of the styles and the script."""
    page = Page(to_html(cached()))
    policy = page.policy()
    hashes = {tag: [_hash(text) for text in page.texts(tag)] for tag in ("style", "script")}
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == ["'none'"]
    assert policy["img-src"] == ["data:"]
    assert policy["style-src"] == hashes["style"]
    assert policy["script-src"] == hashes["script"][1:]
    assert len(hashes["script"]) == 2
    assert not [
        attrs for _, attrs in page.tags if any(name.startswith("on") or name == "style" for name in attrs)
    ]


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_a_page_holds_title_summary_credit_and_description() -> None:
    """Title, summary and credit are outside the picture; `title=False` removes them."""
    arch = cached(summary="Answers fast.", credit="After a talk.")
    whole, bare = to_html(arch), to_html(arch, title=False)
    for markup in ("<h1>A cache</h1>", "<p>Answers fast.</p>", "<p>After a talk.</p>"):
        assert (markup in whole, markup in bare) == (True, False)
    assert to_text(arch) in Page(whole).texts("pre")[0]
    assert 'class="title"' not in whole


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_text_in_a_page(label: str) -> None:
    """A hostile label adds no element, and appears in description and tooltips."""
    page, harmless = Page(to_html(hostile(label))), Page(to_html(hostile("plain")))
    kinds = [{tag for tag, _ in parsed.tags} for parsed in (page, harmless)]
    assert kinds[0] <= kinds[1] | {"tspan"}
    assert len(page.texts("script")) == 2
    parts = json.loads(page.texts("script")[0])
    assert {plain(parts[id]["label"]) for id in ("end", "c", "empty")} == {plain(label)}


def test_pages_run_in_a_browser_without_a_complaint(tmp_path: Path) -> None:
    """Chromium runs the script of a page under its policy without console messages."""
    everything = hostile(" ".join(label for label in HOSTILE if len(label) < 100))
    for number, arch in enumerate((get("offline-inference"), everything)):
        (tmp_path / f"{number}.html").write_text(to_html(arch), encoding="utf-8")
        opened = chromium((tmp_path / f"{number}.html").as_uri() + "#end")
        assert 'data-ready="yes"' in opened.stdout
        assert "CONSOLE" not in opened.stderr
    assert re.search(r'class="node status-planned found"[^>]* data-id="end"', opened.stdout)


def used(arch: Architecture, folder: Path) -> dict[str, Any]:
    """Return the results of `pages/viewer.js`, run in the page without its policy."""
    script = (PAGES / "viewer.js").read_text(encoding="utf-8")
    page = re.sub(r'<meta http-equiv="[^>]*>', "", to_html(arch)).replace(
        "</body>", f"<script>{script}</script></body>"
    )
    (folder / "page.html").write_text(page, encoding="utf-8")
    opened = chromium((folder / "page.html").as_uri(), "--window-size=1200,900")
    match = re.search(r'<pre id="result">(.+?)</pre>', opened.stdout, re.DOTALL)
    assert match, opened.stderr
    results: dict[str, Any] = json.loads(html.unescape(match[1]))
    return results


def test_a_page_pans_zooms_searches_and_has_tooltips(tmp_path: Path) -> None:
    """Buttons, keys, wheel and pointer work; search and tooltips are complete."""
    results = used(cached(), tmp_path)
    x, y, width, height = results["start"]
    assert results["zoomed"][2:] == pytest.approx([width / 1.25, height / 1.25], rel=0.01)
    assert results["moved"][0] == pytest.approx(results["zoomed"][0] + results["zoomed"][2] / 10, rel=0.01)
    assert results["fitted"] == [x, y, width, height]
    assert results["wheeled"][2] < width
    assert results["dragged"][0] < results["wheeled"][0]
    assert (results["found"], results["count"]) == (["cache"], "1 found")
    assert results["revealed"][:2] != [x, y]
    assert (results["none"], results["cleared"], results["hacked"]) == ("0 found", False, False)
    assert results["tips"]["web -> cache"] == "Web \u2192 Cache\nlabel\nlookup\nkind\ncall"
    assert results["tips"]["state"] == "State\nkind\nzone"
    assert results["tips"]["web"].split("\n")[:5] == ["Web", "technology", "Nginx", "role", "reverse proxy"]
    assert results["tips"]["web"].endswith("tags\npii, eu\nlink\nhttps://example.com/a?b=c")
    assert (results["titles"], results["label"]) == (0, "A cache")
    assert results["names"][1] == "Cache, technology: Redis"


def test_hostile_labels_stay_text_while_a_page_is_used(tmp_path: Path) -> None:
    """Tooltips are text, also for ids that are names of JavaScript's object prototype."""
    label = "<img src=x onerror=hacked=1> </script><script>hacked=1</script> ${hacked=1}"
    arch = hostile(label).rename({"a": "__proto__", "end": "constructor"})
    results = used(arch, tmp_path)
    assert results["hacked"] is False
    assert plain(results["tips"]["__proto__"]).startswith(plain(label))
    assert plain(results["tips"]["constructor"]).startswith(plain(label))


# PDF.


def test_a_pdf_is_one_page_of_text(tmp_path: Path) -> None:
    """A PDF has the title and every label of an architecture as text."""
    for arch in drawn_architectures().values():
        path = tmp_path / "x.pdf"
        path.write_bytes(to_pdf(arch))
        facts = dict(line.split(":", 1) for line in run("pdfinfo", path).stdout.splitlines())
        assert (facts["Pages"].strip(), facts["Title"].strip()) == ("1", plain(arch.title))
        words = letters(run("pdftotext", "-raw", path, "-").stdout)
        assert [node.label for node in arch.nodes.values() if letters(node.label) not in words] == []


def letters(text: str) -> str:
    return plain(text).replace(" ", "")


def test_a_pdf_embeds_fonts_and_has_no_image_but_icons(tmp_path: Path) -> None:
    """A subset of Inter is embedded in two weights; lines and boxes are vectors."""
    path = tmp_path / "x.pdf"
    path.write_bytes(to_pdf(get("offline-inference")))
    fonts = run("pdffonts", path).stdout.splitlines()[2:]
    assert len(fonts) == 2
    assert all("+Inter" in line and " yes yes yes " in line for line in fonts)
    sizes = [line.split()[3:5] for line in run("pdfimages", "-list", path).stdout.splitlines()[2:]]
    assert all(int(width) <= 256 and int(height) <= 256 for width, height in sizes)
    assert path.stat().st_size < 150_000


def test_a_pdf_has_the_size_of_the_picture(tmp_path: Path) -> None:
    """A CSS pixel is three quarters of a point, unless the page would be too large."""
    size = re.search(r'width="(\d+)" height="(\d+)"', to_svg(cached()))
    assert size is not None
    (tmp_path / "x.pdf").write_bytes(to_pdf(cached()))
    page = re.search(r"Page size: +([\d.]+) x ([\d.]+) pts", run("pdfinfo", tmp_path / "x.pdf").stdout)
    assert page is not None
    assert [float(length) for length in page.groups()] == [int(length) * 0.75 for length in size.groups()]


def test_a_pdf_has_links(tmp_path: Path) -> None:
    """A node with a link is a link in the PDF."""
    (tmp_path / "x.pdf").write_bytes(to_pdf(cached()))
    assert "https://example.com/a?b=c" in run("pdfinfo", "-url", tmp_path / "x.pdf").stdout


def test_hostile_labels_are_text_in_a_pdf(tmp_path: Path) -> None:
    """Labels are text, except those that Inter has no glyphs for, which are images."""
    arch = hostile("x").replace(
        nodes=[Node(id=f"n{number}", label=label) for number, label in enumerate(HOSTILE)],
        clusters=(), edges=(), flows={}, title="A & <b>",
    )  # fmt: skip
    (tmp_path / "x.pdf").write_bytes(to_pdf(arch))
    words = letters(run("pdftotext", "-raw", tmp_path / "x.pdf", "-").stdout)
    written = [label for label in HOSTILE if label.isprintable() and all(ord(c) < 0x250 for c in label)]
    assert [label for label in written if len(label) < 500 and letters(label) not in words] == []
    assert len(written) > 30


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_a_pdf_looks_like_the_picture(theme: str, tmp_path: Path) -> None:
    """Boxes, lines, colors and icons are the same as in the PNG."""
    nodes = [
        Node(id="a", technology="onprem.network.Nginx", status="new"),
        Node(id="b", technology="mlarch.nodes.UWSGI", status="deprecated", cluster="c", color="teal"),
        Node(id="d"),
    ]
    edges = [
        EdgeData(source="a", target="b", kind="data", arrow="both"),
        EdgeData(source="b", target="d", style="bold"),
        *(EdgeData(source="a", target="a", id=key, color="red") for key in ("a -> a", "a -> a [2]")),
    ]
    arch = Architecture(name="x", nodes=nodes, edges=edges, clusters=[ClusterData(id="c")])
    (tmp_path / "x.pdf").write_bytes(to_pdf(arch, theme=theme, title=False, legend=False))
    run("pdftoppm", "-r", "384", "-png", "-singlefile", tmp_path / "x.pdf", tmp_path / "x")
    page = pyvips.Image.new_from_file(str(tmp_path / "x.png"))
    drawn = arch.to_png(scale=4, theme=theme, title=False, legend=False)
    picture = pyvips.Image.new_from_buffer(drawn, "").flatten()
    assert (page.width, page.height) == (picture.width, picture.height)
    difference = (page.extract_band(0, n=3) - picture.extract_band(0, n=3)).abs()
    assert difference.shrink(16, 16).max() < LARGEST_DIFFERENCE


def test_without_fpdf_the_error_names_the_extra(tmp_path: Path) -> None:
    """Without fpdf2 only PDF fails, and the message names the extra to install."""
    code = (
        "import sys; sys.modules['fpdf'] = None\n"
        "from mlarch.cli import main\n"
        "main(['render', 'nginx', '-f', 'mermaid,pdf'])"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr, [*tmp_path.iterdir()]) == (2, f"error: {HELP}\n", [])
