"""Draw fenced blocks of MkDocs pages whose language is `mlarch`: the plugin of that name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mkdocs.config import base, config_options
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from mlarch.errors import MlarchError
from mlarch.sites.blocks import Block, Fence, draw, fences, figure, read_options

__all__ = ["MlarchPlugin"]

_TOKEN = re.compile(r"(?:<p>)?(mlarch-picture-[0-9a-f]{16})(?:</p>)?")


class Settings(base.Config):  # type: ignore[no-untyped-call]  # mkdocs is partly untyped
    """What `mkdocs.yml` can say: the folder of architectures, from there, and the theme of pictures."""

    architectures = config_options.Type(str, default="architectures")
    theme = config_options.Type(str, default="auto")


class MlarchPlugin(BasePlugin[Settings]):  # type: ignore[no-untyped-call]  # mkdocs is partly untyped
    """A plugin that puts pictures into pages in place of blocks.

    They are inside the page, so that links and tooltips work; they come in last, so that neither
    Markdown nor the index of the search reads them.
    """

    def __init__(self) -> None:
        self._folder = Path()
        self._pictures: dict[str, str] = {}
        self._files: set[Path] = set()

    def on_config(self, config: MkDocsConfig) -> None:
        self._folder = Path(config.config_file_path).absolute().parent / self.config.architectures

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        found = list(fences(markdown))
        if not found:
            return markdown
        path = _shown(page)
        lines, problems = markdown.splitlines(), list[str]()
        for fence, moved in zip(reversed(found), reversed(_moved(found, page)), strict=True):
            try:
                token = self._draw(fence, moved, path)
                lines[fence.first - 1 : fence.last] = ["", fence.indent + token, ""]
            except MlarchError as error:
                problems = [*error.problems, *problems]
        if problems:
            raise PluginError("\n".join(problems))
        return "\n".join(lines) + "\n"

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        return _TOKEN.sub(r"<!--\1-->", html)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        for token, picture in self._pictures.items():
            output = output.replace(f"<!--{token}-->", picture)
        return output

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., Any]
    ) -> LiveReloadServer:
        """Watch what pictures are made from, too."""
        for path in ({self._folder} if self._folder.is_dir() else set[Path]()) | self._files:
            server.watch(str(path))
        return server

    def _draw(self, fence: Fence, moved: int, path: str) -> str:
        """Draw a block and return what stands for it until the page is finished."""
        head = fence.first + moved
        words = fence.info.split()
        name = words.pop(0) if words and "=" not in words[0] else ""
        options = read_options(words, f"{path}:{head}")
        block = Block(path, head, head + 1, name, fence.text, options)
        drawn = draw(block, self._folder, self.config.theme)
        self._files.update(drawn.files)
        token = f"mlarch-picture-{hashlib.sha256(f'{path}:{head}'.encode()).hexdigest()[:16]}"
        self._pictures[token] = figure(drawn.svg)
        return token


def _shown(page: Page) -> str:
    path = Path(page.file.abs_src_path or page.file.src_uri)
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _moved(found: list[Fence], page: Page) -> list[int]:
    """Return by how many lines each block stands lower in its file: front matter is cut off."""
    path = Path(page.file.abs_src_path or "")
    source = list(fences(path.read_text("utf-8-sig"))) if path.is_file() else []
    moved, at = list[int](), 0
    for fence in found:
        same = (
            n for n in range(at, len(source)) if (source[n].info, source[n].text) == (fence.info, fence.text)
        )
        place = next(same, None)
        moved.append(source[place].first - fence.first if place is not None else (moved or [0])[-1])
        at = place + 1 if place is not None else at
    return moved
