"""Run the tools that check exported files: programs, and pages in chromium."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.project import entry_loading, registry

__all__ = [
    "HOSTILE",
    "chromium",
    "drawn_architectures",
    "hostile",
    "in_page",
    "missing",
    "plain",
    "pygraphviz",
    "run",
    "tool",
]

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / ".tools"
PAGES = Path(__file__).parent / "pages"

HOSTILE = (
    *("-->", "a -- b", "`code`", "**`bold`**", "]]", "[x]", "(x)", "{{x}}", "a|b", "a;b", "#quot; #35;"),
    *("</script>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- x", "&lt;b&gt; &amp;"),
    *("${x}", "$$y$$", "%%{init: {'theme':'dark'}}%%", "%% comment", "\"double\" 'single'", "two\nlines"),
    *(
        "end",
        "subgraph x",
        "direction TB",
        "click a",
        "style a:b#c;",
        "@{shape: x}",
        ":::planned",
        "fa:fa-user",
    ),
    *(
        "C:\\new\\temp",
        "ends in \\",
        "1. one",
        "- dash",
        "# head",
        "> quote",
        "---",
        "\ufb02\u00b0\u00b635\u00b6\u00df",
    ),
    *(
        "\u00fcn\u00ef \u6a21\u578b \U0001f680",
        "\u0645\u0631\u062d\u0628\u0627",
        "sep\u2028arated",
        "x" * 500,
        "\x00\x1b",
    ),
)


def hostile(label: str) -> Architecture:
    """Return an architecture with a text in every field that can hold one."""
    return Architecture(
        name="hostile",
        title=label,
        summary=label,
        credit=label,
        nodes=[
            Node(id="a", label=label, description=label, cluster="c"),
            Node(id="end", label=label, status="planned", role="cache", technology="onprem.inmemory.Redis"),
            Node(id="style-transfer", label=label, role="question", link="https://example.com/?a=b&c#d"),
        ],
        clusters=[
            ClusterData(id="c", label=label, description=label),
            ClusterData(id="empty", label=label, technology="gcp.compute.KubernetesEngine"),
        ],
        edges=[
            EdgeData(source="a", target="end", label=label, description=label, kind="event"),
            EdgeData(source="c", target="empty", label=label),
            EdgeData(source="end", target="end", label=label),
        ],
        flows={label: ("a", "end")},
    )


@cache
def drawn_architectures() -> dict[str, Architecture]:
    """Return every entry of the zoo, and other architectures of this repository."""
    folder = ROOT / "architectures"
    local = registry.local(folder) if folder.is_dir() else ()
    by_content: dict[Architecture, tuple[str, Architecture]] = {}
    for entry in (*registry.zoo(), *local):
        arch = entry_loading.load_entry(entry)
        by_content.setdefault(arch.replace(name="x"), (f"{entry.path}: {entry.name}", arch))
    return dict(by_content.values())


def plain(text: str) -> str:
    """Return a text as a reader sees it, with white space collapsed."""
    visible = "".join("\ufffd" if c in "\x00\x1b" else c for c in text if c != "\u2060")
    return " ".join(visible.split())


def tool(*names: str) -> str:
    """Return the path of the first of these programs that exists."""
    folders = os.pathsep.join([os.environ.get("PATH", ""), str(TOOLS / "d2" / "bin")])
    path = next(filter(None, (shutil.which(name, path=folders) for name in names)), None)
    if path and "chromium" in names and not any(Path("/usr/share/fonts").rglob("*.[to]tf")):
        # Without any font chromium crashes at the first letter.
        return missing("a font for chromium")
    return path or missing(names[0])


def missing(name: str) -> Any:
    """Skip a test that needs a missing tool; with MLARCH_TOOLS=1 fail."""
    if os.environ.get("MLARCH_TOOLS") == "1":
        pytest.fail(f"MLARCH_TOOLS=1 requires {name}, which is missing")
    return pytest.skip(
        f"{name} is missing, see scripts/install_tools.sh; with MLARCH_TOOLS=1 this is a failure"
    )


def pygraphviz() -> Any:
    """Return pygraphviz, which needs system libraries that mlarch does without."""
    try:
        import pygraphviz
    except ImportError:
        return missing("pygraphviz with its system libraries")
    return pygraphviz


def run(program: str, *arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a tool, and fail with its output if it fails."""
    done = subprocess.run(
        [tool(program), *map(str, arguments)], capture_output=True, text=True, timeout=120, **options
    )
    assert done.returncode == 0, f"{program} {arguments}: {done.stdout}{done.stderr}"
    return done


def chromium(url: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Open a URL; the final page is on stdout, console messages on stderr."""
    program = tool("chromium", "chromium-browser", "google-chrome")
    # Chromium refuses to run as root, the user of containers, with a sandbox.
    sandbox = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    command = [program, "--headless", "--disable-gpu", "--disable-dev-shm-usage", *sandbox]
    command += ["--enable-logging=stderr", "--virtual-time-budget=1000000", *options, "--dump-dom", url]
    return subprocess.run(command, capture_output=True, text=True, timeout=240)


def in_page(page: str, library: str, sources: Iterable[str], folder: Path) -> list[dict[str, Any]]:
    """Return the result of a page in `pages/` for each source."""
    script = TOOLS / library
    if not script.is_file():
        missing(library)
    for file in (PAGES / page, script):
        shutil.copy(file, folder)
    text = json.dumps([*sources]).replace("<", "\\u003c")
    (folder / "input.js").write_text(f"const input = {text};", encoding="utf-8")
    opened = chromium((folder / page).as_uri())
    match = re.search(r'<pre id="result">(.+?)</pre>', opened.stdout, re.DOTALL)
    assert match, opened.stderr
    results: list[dict[str, Any]] = json.loads(html.unescape(match[1]))
    return results
