"""Sites: MkDocs and Sphinx pages have pictures, and errors have the line of the page."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from mkdocs.commands.build import build as build_mkdocs
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from mlarch.model.description import to_text
from mlarch.project import entry_loading
from mlarch.sites.blocks import fences

pytestmark = pytest.mark.slow

MARKDOWN = """\
---
title: Home
---
# Home

```mlarch nginx theme=light
```

- in a list

    ~~~ mlarch
    title: In place
    nodes:
      a: {label: "<A & *B*>", link: "https://example.com/a"}
    ~~~

```mlarch
own.yaml
```

````text
```mlarch
not: this
```
````
"""
PAGE = """\
Home
====

.. mlarch:: nginx
   :theme: light

* in a list

  .. mlarch::

     title: In place
     nodes:
       a: {label: "<A & *B*>", link: "https://example.com/a"}

.. mlarch:: own.yaml
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a site, a document among its pages and a local architecture."""
    monkeypatch.chdir(tmp_path)
    Path("docs").mkdir()
    Path("architectures").mkdir()
    Path("docs/own.yaml").write_text("title: Of a file\nnodes: {a: {}}\n")
    Path("architectures/mine.yaml").write_text("title: Mine\nnodes: {a: {}}\n")
    Path("mkdocs.yml").write_text("site_name: Site\nsite_url: ''\nplugins: [search, mlarch]\n")
    Path("docs/conf.py").write_text(
        "extensions = ['mlarch.sites.sphinx']\nmlarch_architectures = '../architectures'\n"
    )
    return tmp_path


def mkdocs(page: str) -> str:
    """Return the page of a built site."""
    Path("docs/index.md").write_text(page)
    build_mkdocs(load_config("mkdocs.yml"))
    return Path("site/index.html").read_text()


def sphinx(page: str, builder: str = "html") -> tuple[str, str]:
    """Return the page of a built site, and the warnings of Sphinx."""
    Path("docs/index.rst").write_text(page)
    warnings = io.StringIO()
    with docutils_namespace():
        app = Sphinx("docs", "docs", "site", "cache", builder, status=None, warning=warnings, freshenv=True)
        app.build()
    files = {"html": "index.html", "text": "index.txt", "latex": f"{app.config.project}.tex".lower()}
    pages = [*Path("site").glob(files[builder]), *Path("site").glob("*.tex")]
    return pages[0].read_text(), re.sub(r"\x1b\[[\d;]*m", "", warnings.getvalue())


def pictures(page: str) -> list[ET.Element]:
    """Return the pictures of a page, which must be well-formed."""
    return [ET.fromstring(svg) for svg in re.findall(r"<svg .*?</svg>", page, re.DOTALL)]


def titles(page: str) -> list[str | None]:
    return [picture.findtext("{http://www.w3.org/2000/svg}title") for picture in pictures(page)]


TITLES = [entry_loading.get("nginx").title, "In place", "Of a file"]


def test_mkdocs_pages_have_pictures() -> None:
    """Pictures of an entry, a document and a file replace their blocks, and other code stays."""
    page = mkdocs(MARKDOWN)
    assert titles(page) == TITLES
    assert 'href="https://example.com/a"' in page
    assert "not: this" in page
    assert "mlarch-picture" not in page
    assert re.search(r"<li>\s*<p>in a list</p>\s*<figure", page)
    assert page.count("prefers-color-scheme") == 2
    assert ".mlarch svg [class]:not(#_){display:inline}" in page  # Bootstrap hides empty badges
    assert entry_loading.get("nginx").to_svg(theme="light").partition(" ")[2].strip() in page


def test_mkdocs_search_ignores_pictures() -> None:
    """The search index has the text of the page, but not of its pictures."""
    mkdocs(MARKDOWN)
    index = Path("site/search/search_index.json").read_text()
    assert "in a list" in index
    assert "font-family" not in index
    assert "mlarch-picture" not in index


def test_sphinx_pages_have_pictures() -> None:
    """An entry, a document and a file are drawn in HTML without warnings."""
    page, warnings = sphinx(PAGE)
    assert warnings == ""
    assert titles(page) == TITLES
    assert 'href="https://example.com/a"' in page
    assert page.count("prefers-color-scheme") == 2


def test_sphinx_writes_text_and_latex() -> None:
    """Text output has the description, and LaTeX output has a PNG for each picture."""
    text, _ = sphinx(PAGE, "text")
    assert " ".join(to_text(entry_loading.get("nginx")).split()) in " ".join(text.split())
    latex, warnings = sphinx(PAGE, "latex")
    files = [f"{name}.png" for name in re.findall(r"\{\{(mlarch-[0-9a-f]+)\}\.png\}", latex)]
    assert (warnings, len(files)) == ("", 3)
    assert all(Path("site", name).read_bytes().startswith(b"\x89PNG") for name in files)


def test_local_architectures() -> None:
    """A name is found in the folder of the settings as well as in the zoo."""
    assert titles(mkdocs("```mlarch mine\n```\n")) == ["Mine"]
    assert titles(sphinx("A\n=\n\n.. mlarch:: mine\n")[0]) == ["Mine"]


BAD = [
    (
        "nodes:\n  cache: {technology: redsi}\n",
        (2, 23, "node 'cache': unknown technology 'redsi'. Did you mean 'redis'?"),
    ),
    (
        "title: A\nnodes: {a: {}}\nedges: {a -> b: x}\n",
        (3, 9, "edge 'a -> b': unknown node or cluster 'b'."),
    ),
    ("cahce\n", (0, 0, "unknown architecture 'cahce'. Did you mean 'cache'?")),
    ("../../no.yaml\n", (0, 0, "'../../no.yaml' leads out of the project's folder")),
    ("kubernetes\n", (0, 0, "'kubernetes' is a family; its architectures are 'kubernetes/1-without' and")),
]


@pytest.mark.parametrize(("text", "expected"), BAD)
def test_mkdocs_errors_have_the_line_of_the_page(
    text: str, expected: tuple[int, int, str], caplog: pytest.LogCaptureFixture
) -> None:
    """A problem in a block aborts the build, with its line in the file including front matter."""
    line, column, message = expected
    indented = "".join(f"    {content}\n" for content in text.splitlines())
    with pytest.raises(Abort):
        mkdocs(f"---\ntitle: A\n---\n\n- item\n\n    ```mlarch\n{indented}    ```\n")
    place = f"docs/index.md:{7 + line}:{f'{column + 4}:' if column else ''}"
    assert f"{place} {message}" in caplog.text


@pytest.mark.parametrize(("text", "expected"), BAD)
def test_sphinx_errors_have_the_line_of_the_page(text: str, expected: tuple[int, int, str]) -> None:
    """A problem in a directive is a Sphinx error on its line, and the rest of the page is built."""
    line, _, message = expected
    indented = "".join(f"     {content}\n" for content in text.splitlines())
    page, warnings = sphinx(f"Home\n====\n\n* item\n\n  .. mlarch::\n\n{indented}\n\nThe end.\n")
    assert f"docs/index.rst:{7 + line if line else 6}: ERROR: mlarch: {message}" in warnings
    assert "The end." in page


@pytest.mark.parametrize(
    ("info", "message"),
    [
        ("nginx them=dark", "unknown option 'them'. Did you mean 'theme'?"),
        ("nginx theme=drak", "unknown theme 'drak'. Did you mean 'dark'?"),
        ("nginx dark", "'dark' is not of the form 'name=value'"),
        ("nginx flow=requst", "unknown flow 'requst' of 'flask-serving/2-nginx'. Did you mean 'request'?"),
    ],
)
def test_options_of_a_block_are_checked(info: str, message: str, caplog: pytest.LogCaptureFixture) -> None:
    """The options of a block are checked like those of the command line."""
    with pytest.raises(Abort):
        mkdocs(f"# A\n\n```mlarch {info}\n```\n")
    assert f"docs/index.md:3: {message}" in caplog.text


def test_all_errors_of_a_page_are_reported(caplog: pytest.LogCaptureFixture) -> None:
    """The build reports the problems of all blocks of a page, in order."""
    with pytest.raises(Abort):
        mkdocs("```mlarch aa\n```\n\n```mlarch bb\n```\n")
    assert caplog.messages[-1].splitlines() == [
        "docs/index.md:1: unknown architecture 'aa'.",
        "docs/index.md:4: unknown architecture 'bb'.",
    ]


def test_fences() -> None:
    """Longer fences contain shorter ones, and a fence without an end reaches the end of the page."""
    text = "````\n```mlarch\n```\n````\n``` mlarchy\n```\n~~~mlarch a b=c\nx\n```\n~~~~\n  ```mlarch\n  y"
    blocks = [(fence.info, fence.text, fence.indent, fence.first, fence.last) for fence in fences(text)]
    assert blocks == [("a b=c", "x\n```", "", 7, 10), ("", "  y", "  ", 11, 13)]
