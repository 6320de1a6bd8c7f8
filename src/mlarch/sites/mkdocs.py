"""Draw the fenced blocks of MkDocs pages whose language is `mlarch`."""

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
from mlarch.sites.blocks import Block, Fence, draw, fences, figure, read_options, short_path

__all__ = ["MlarchPlugin"]

_TOKEN = re.compile(r"(?:<p>)?(mlarch-picture-[0-9a-f]{16})(?:</p>)?")


class Settings(base.Config):  # type: ignore[no-untyped-call]  # mkdocs is partly untyped
    """The settings in `mkdocs.yml`: folder of architectures, and theme."""

    architectures = config_options.Type(str, default="architectures")
    theme = config_options.Type(str, default="auto")


class MlarchPlugin(BasePlugin[Settings]):  # type: ignore[no-untyped-call]  # mkdocs is partly untyped
    """A plugin that replaces blocks with inline SVG, so that links and tooltips work.

    Until the page is finished, a token replaces each picture, so that neither Markdown nor the search
    index reads it.
    """

    def __init__(self) -> None:
        self._folder = Path()
        self._pictures: dict[str, str] = {}
        self._files: set[Path] = set()

    def on_config(self, config: MkDocsConfig) -> None:
        self._folder = Path(config.config_file_path).absolute().parent / self.config.architectures

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        blocks = list(fences(markdown))
        if not blocks:
            return markdown
        path = str(short_path(Path(page.file.abs_src_path or page.file.src_uri)))
        lines, problems = markdown.splitlines(), list[str]()
        for fence, offset in zip(reversed(blocks), reversed(_line_offsets(blocks, page)), strict=True):
            try:
                token = self._draw(fence, offset, path)
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
        """Watch the folder of architectures and the files that pictures were read from."""
        for path in ({self._folder} if self._folder.is_dir() else set[Path]()) | self._files:
            server.watch(str(path))
        return server

    def _draw(self, fence: Fence, offset: int, path: str) -> str:
        """Draw a block, and return the token that replaces it until the page is finished."""
        head = fence.first + offset
        words = fence.info.split()
        name = words.pop(0) if words and "=" not in words[0] else ""
        options = read_options(words, f"{path}:{head}")
        block = Block(path, head, head + 1, name, fence.text, options)
        drawn = draw(block, self._folder, self.config.theme)
        self._files.update(drawn.files)
        token = f"mlarch-picture-{hashlib.sha256(f'{path}:{head}'.encode()).hexdigest()[:16]}"
        self._pictures[token] = figure(drawn.svg)
        return token


def _line_offsets(blocks: list[Fence], page: Page) -> list[int]:
    """Return how many lines of front matter precede each block in its file."""
    path = Path(page.file.abs_src_path or "")
    in_file = list(fences(path.read_text("utf-8-sig"))) if path.is_file() else []
    offsets, start = list[int](), 0
    for block in blocks:
        same = (
            index
            for index in range(start, len(in_file))
            if (in_file[index].info, in_file[index].text) == (block.info, block.text)
        )
        index = next(same, None)
        if index is None:
            offsets.append(offsets[-1] if offsets else 0)
        else:
            offsets.append(in_file[index].first - block.first)
            start = index + 1
    return offsets
