"""The page that shows changed pictures, old beside new."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "show_picture_changes.py"


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a changed, a deleted, a new and an unchanged picture."""
    git(tmp_path, "init")
    for name in ("changed.svg", "deleted.svg", "same.svg"):
        (tmp_path / name).write_text(f"<svg>old {name}</svg>")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "Add pictures")
    (tmp_path / "changed.svg").write_text("<svg>new</svg>")
    (tmp_path / "deleted.svg").unlink()
    (tmp_path / "added <1>.svg").write_text("<svg>added</svg>")
    (tmp_path / "notes.txt").write_text("no picture")
    return tmp_path


def test_the_page_shows_old_beside_new(repository: Path) -> None:
    """Changed, deleted and new pictures are on the page, unchanged pictures and other files are not."""
    done = subprocess.run(
        [sys.executable, SCRIPT, "-o", "page"], cwd=repository, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"3 changed: {Path('page/index.html')}\n"
    page = (repository / "page" / "index.html").read_text()
    assert '<h2>changed.svg</h2><img src="old/changed.svg" alt="old"><img src="new/changed.svg"' in page
    assert "<h2>added &lt;1&gt;.svg</h2><p>no old version</p>" in page
    assert page.count("<p>no new version</p>") == 1
    assert "same.svg" not in page and "notes.txt" not in page
    assert (repository / "page" / "old" / "changed.svg").read_text() == "<svg>old changed.svg</svg>"
    assert (repository / "page" / "new" / "changed.svg").read_text() == "<svg>new</svg>"
