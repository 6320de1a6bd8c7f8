"""Load libvips with our font."""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from mlarch.drawing.xml_text import escape
from mlarch.errors import RasterError

__all__ = ["HELP", "available", "reason", "version", "vips"]

HELP = "PNG needs libvips with librsvg: pip install pyvips pyvips-binary"

_FIRST_TEXT = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    b'<text y="9" font-family="Inter" font-size="9">a</text></svg>'
)

# Comes after the system's own rules, so that ours win.
_PREFER_INTER = (
    '<match><test name="family"><string>Inter</string></test>'
    '<edit name="family" mode="prepend_first" binding="strong"><string>Inter</string></edit></match>'
)

_loading = threading.Lock()
"""Without it a second thread could see a pyvips module that is not fully loaded."""


def available() -> bool:
    """Return True if the rasteriser can be loaded."""
    return not isinstance(_load(), Exception)


def version() -> str:
    """Return the version of libvips, empty if it cannot be loaded."""
    module = _load()
    return "" if isinstance(module, Exception) else ".".join(str(module.version(i)) for i in range(3))


def vips() -> Any:
    """Return the pyvips module.

    Raises:
        RasterError: if it cannot be loaded.
    """
    module = _load()
    if isinstance(module, Exception):
        raise RasterError(f"{HELP} ({module})") from module
    return module


def reason(error: Exception) -> str:
    """Return the last line of an error of libvips, which holds the cause."""
    return str(getattr(error, "detail", "") or error).strip().splitlines()[-1]


def _load() -> Any:
    """Return the pyvips module, or the exception from importing it."""
    with _loading:
        return _loaded()


@functools.cache
def _loaded() -> Any:
    try:
        with _our_font():
            import pyvips

            # Fontconfig reads its configuration when the first text is drawn, once per process.
            pyvips.Image.svgload_buffer(_FIRST_TEXT).avg()
    except Exception as error:  # OSError for a missing library, anything for a broken one
        return error
    pyvips.cache_set_max(0)
    return pyvips


@contextmanager
def _our_font() -> Iterator[None]:
    """Add our font for the block; child processes started later do not see it."""
    import tempfile

    before = os.environ.get("FONTCONFIG_FILE")
    with tempfile.TemporaryDirectory(prefix="mlarch-fonts-", ignore_cleanup_errors=True) as folder:
        config = Path(folder, "fonts.conf")
        config.write_text(_font_config(before or "/etc/fonts/fonts.conf", folder), encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(config)
        try:
            yield
        finally:
            del os.environ["FONTCONFIG_FILE"]
            if before is not None:
                os.environ["FONTCONFIG_FILE"] = before


def _font_config(others: str, cache: str) -> str:
    """Return a fontconfig file that adds our font to `others`; never reread."""
    fonts = Path(str(files("fontpkg_inter") / "files"))
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{escape(str(fonts))}</dir>"
        f'<include ignore_missing="yes">{escape(others)}</include>{_PREFER_INTER}'
        f"<cachedir>{escape(cache)}</cachedir><config><rescan><int>0</int></rescan></config></fontconfig>"
    )
