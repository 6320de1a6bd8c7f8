"""Render pictures in headless chromium."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Any

from tools import tool

__all__ = ["only_fonts", "page", "result_of", "screenshot"]

_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
)


def page(svgs: Iterable[tuple[str, int, int]]) -> str:
    """Return an HTML page with SVGs, each at a position in px."""
    divs = (f'<div style="position:absolute;left:{x}px;top:{y}px">{svg}</div>' for svg, x, y in svgs)
    return f'<!DOCTYPE html><meta charset="utf-8"><body style="margin:0">{"".join(divs)}</body>'


def result_of(html: str, script: str, folder: Path, **environment: str) -> Any:
    """Return the value that a script returns in a page."""
    element = f"<script>document.title = JSON.stringify((() => {{ {script} }})())</script>"
    dom = _run(html + element, folder, "--dump-dom", **environment).decode()
    title = re.search(r"<head>.*?<title>(.*?)</title>", dom, re.DOTALL)
    assert title, dom[:500]
    return json.loads(unescape(title[1]))


def screenshot(html: str, size: tuple[int, int], folder: Path) -> Path:
    """Return a PNG of a page, in the size of the window."""
    picture = folder / "page.png"
    _run(html, folder, f"--screenshot={picture}", f"--window-size={size[0]},{size[1]}")
    return picture


def only_fonts(fonts: Path, folder: Path) -> dict[str, str]:
    """Return the environment of a machine with the fonts of one folder only."""
    assert any(fonts.rglob("*.ttf")), f"{fonts} has no fonts"
    config = folder / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<dir>{fonts}</dir><include ignore_missing="yes">/etc/fonts/conf.d</include>'
        f"<cachedir>{folder / 'cache'}</cachedir></fontconfig>"
    )
    return {"FONTCONFIG_FILE": str(config)}


def _run(html: str, folder: Path, *options: str, **environment: str) -> bytes:
    path = folder / "page.html"
    path.write_text(html, encoding="utf-8")
    home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config")}
    command = [
        tool("chromium", "chromium-browser", "google-chrome"),
        *_OPTIONS,
        f"--user-data-dir={folder / 'profile'}",
        *options,
        path.as_uri(),
    ]
    done = subprocess.run(
        command, env={**os.environ, **home, **environment}, capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
