"""Create the project folder of a case, with traps in it and secrets beside it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from architectures import random_architecture

__all__ = ["ROOT", "scene"]

ROOT = Path(__file__).parents[2]

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
SECRET = "title: secret\nnodes: {secret: {}}\nservices: {secret: {image: secret}}\n"
# Running this anywhere is detected.
SCRIPT = "import os\nos.system('touch pwned')\n"


@cache
def _files() -> Mapping[str, str]:
    return {
        "project/base.yaml": random_architecture(3, nodes=6, edges=8, max_label=12).to_yaml(),
        "project/round.yaml": "extends: a.yaml\n",
        "project/a.yaml": "extends: round.yaml\n",
        "project/mlarch.yaml": "technologies: {acme.Hub: {icon: icons/a.svg, role: cache}}\n",
        "project/icons/a.svg": SVG,
        "project/script.py": SCRIPT,
        "project/architectures/script.py": SCRIPT,
        "project/architectures/web.yaml": "extends: flask-serving/2-nginx\nnodes: {proxy: {label: Ours}}\n",
        "outside/secret.yaml": SECRET,
        "outside/secret.svg": SVG,
    }


_LINKS = {
    "link.yaml": "../outside/secret.yaml",
    "link.svg": "../outside/secret.svg",
    "links": "../outside",
    "loop.yaml": "loop.yaml",
    "k/secret.yaml": "../../outside/secret.yaml",
    "k/outside": "../../outside",
    "architectures/secret.yaml": "../../outside/secret.yaml",
}


@contextmanager
def scene(folder: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """Create a project inside `folder` with these files, work in it, and remove it."""
    for name, text in _files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    project = folder / "project"
    for name, target in _LINKS.items():
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).symlink_to(target)
    os.mkfifo(project / "pipe.yaml")
    for name, data in files.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(data)
    before = Path.cwd()
    os.chdir(project)
    try:
        yield project
    finally:
        os.chdir(before)
        shutil.rmtree(folder)
