"""Write a page that shows each picture changed since a git revision, old beside new.

    python scripts/show_picture_changes.py [REVISION] [-o DIR]

The page is DIR/index.html; REVISION is HEAD and DIR is build/picture-changes by default.
"""

from __future__ import annotations

import argparse
import html
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

_SUFFIXES = (".svg", ".png")
_PAGE = """<!doctype html>
<meta charset="utf-8">
<title>Changed pictures</title>
<style>
body {{ font: 15px sans-serif; margin: 24px; background: #f4f4f5; }}
section {{ display: grid; grid-template-columns: 1fr 1fr; gap: 16px; margin-bottom: 40px; }}
h2 {{ grid-column: 1 / -1; margin: 0; font-size: 16px; }}
img {{ max-width: 100%; background: #fff; border: 1px solid #d4d4d8; }}
</style>
<h1>{count} changed since {revision}</h1>
{sections}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Show changed pictures, old beside new.")
    parser.add_argument("revision", nargs="?", default="HEAD", help="git revision [default: HEAD]")
    parser.add_argument("-o", "--output", type=Path, default=Path("build/picture-changes"), metavar="DIR")
    arguments = parser.parse_args()
    paths = changed_pictures(arguments.revision)
    write_page(paths, arguments.revision, arguments.output)
    print(f"{len(paths)} changed: {arguments.output / 'index.html'}")


def changed_pictures(revision: str) -> list[Path]:
    """Return the SVG and PNG files that differ from a revision or are new, relative to the repository."""
    changed = _git("diff", "--name-only", "-z", revision, "--").split("\0")
    untracked = _git("ls-files", "--others", "--exclude-standard", "-z").split("\0")
    return sorted({Path(name) for name in (*changed, *untracked) if name.endswith(_SUFFIXES)})


def write_page(paths: Iterable[Path], revision: str, output: Path) -> None:
    """Write `output/index.html` with copies of both versions of each picture beside it."""
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    sections = [_section(path, revision, output) for path in paths]
    page = _PAGE.format(count=len(sections), revision=html.escape(revision), sections="\n".join(sections))
    (output / "index.html").write_text(page, encoding="utf-8")


def _section(path: Path, revision: str, output: Path) -> str:
    cells = "".join(_cell(side, data, path, output) for side, data in _versions(path, revision))
    return f"<section><h2>{html.escape(path.as_posix())}</h2>{cells}</section>"


def _versions(path: Path, revision: str) -> Iterator[tuple[str, bytes]]:
    """Yield the old and the new content; empty if there is none."""
    old = subprocess.run(["git", "show", f"{revision}:{path.as_posix()}"], capture_output=True, check=False)
    yield "old", old.stdout if old.returncode == 0 else b""
    yield "new", path.read_bytes() if path.is_file() else b""


def _cell(side: str, data: bytes, path: Path, output: Path) -> str:
    if not data:
        return f"<p>no {side} version</p>"
    file = output / side / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    source = html.escape(file.relative_to(output).as_posix(), quote=True)
    return f'<img src="{source}" alt="{side}">'


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main()
