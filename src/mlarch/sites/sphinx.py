"""Draw the Sphinx directive `mlarch`: `extensions = ["mlarch.sites.sphinx"]`."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from mlarch.drawing import png
from mlarch.errors import MlarchError
from mlarch.model.description import to_text
from mlarch.publish.embed import alt_text
from mlarch.sites.blocks import Block, draw, figure, read_options, short_path

__all__ = ["MlarchPicture", "PictureDirective", "setup"]

_LOCATED = re.compile(r"(?P<path>[^\s:][^:]*):(?P<line>\d+):(?:\d+:)? (?P<message>.*)", re.DOTALL)
_OPTIONS = ("theme", "flow", "direction", "width", "fit", "title", "legend", "notes", "transparent")
_MAX_WIDTH = 440.0  # points, the text width of a LaTeX page of Sphinx


class MlarchPicture(nodes.General, nodes.Element):  # type: ignore[misc]  # docutils has no types
    """A drawn architecture: its SVG, alt text and description."""


class PictureDirective(SphinxDirective):
    """The directive `mlarch`: a document, or the name of an entry or a file."""

    has_content = True
    optional_arguments = 1
    option_spec = dict.fromkeys(_OPTIONS, directives.unchanged_required)

    def run(self) -> list[nodes.Node]:
        source, _ = self.get_source_info()
        path = str(short_path(Path(source)))
        folder = Path(self.env.srcdir, self.config.mlarch_architectures)
        try:
            words = [f"{name}={value}" for name, value in self.options.items()]
            options = read_options(words, f"{path}:{self.lineno}")
            text, line = self._text(source)
            name = self.arguments[0] if self.arguments else ""
            block = Block(path, self.lineno, line, name, text, options)
            drawn = draw(block, folder, self.config.mlarch_theme)
        except MlarchError as error:
            return [self._error(problem) for problem in error.problems]
        for file in drawn.files:
            self.env.note_dependency(str(file))
        arch = drawn.architecture
        return [MlarchPicture("", svg=drawn.svg, alt=alt_text(arch), text=to_text(arch))]

    def _text(self, source: str) -> tuple[str, int]:
        """Return the content as indented in the file, and its first line number."""
        if not self.content:
            return "", self.lineno + 1
        _, offset = self.content.info(0)
        line = (offset if offset is not None else self.content_offset) + 1
        indent = _indent(Path(source), line, self.content[0])
        return "\n".join(indent + text if text else "" for text in self.content), line

    def _error(self, problem: str) -> nodes.Node:
        """Report a problem as an error of Sphinx on its own line."""
        match = _LOCATED.match(problem)
        message = match["message"] if match else problem
        location = {"source": match["path"], "line": int(match["line"])} if match else {"line": self.lineno}
        node: nodes.Node = self.state.document.reporter.error(f"mlarch: {message}", **location)
        return node


def _indent(source: Path, line: int, text: str) -> str:
    """Return the white space before a text in a line of its file, if any."""
    lines = source.read_text("utf-8-sig").splitlines() if source.is_file() else []
    whole = lines[line - 1] if line <= len(lines) else ""
    indent = whole.removesuffix(text)
    return indent if whole.endswith(text) and not indent.strip() else ""


def _visit_html(self: Any, node: MlarchPicture) -> None:
    self.body.append(figure(node["svg"]))
    raise nodes.SkipNode


def _visit_latex(self: Any, node: MlarchPicture) -> None:
    name = f"mlarch-{hashlib.sha256(node['svg'].encode()).hexdigest()[:16]}.png"
    Path(self.builder.outdir, name).write_bytes(png.rasterise(node["svg"], 2.0))
    width = float(re.search(r'<svg [^>]*\bwidth="([\d.]+)"', node["svg"])[1]) * 0.75  # type: ignore[index]  # mlarch always writes it
    size = rf"width={min(width, _MAX_WIDTH):.0f}bp"
    self.body.append(f"\n\\noindent\\sphinxincludegraphics[{size}]{{{{{name[:-4]}}}.png}}\n")
    raise nodes.SkipNode


def _visit_text(self: Any, node: MlarchPicture) -> None:
    self.new_state(0)
    self.add_text(node["text"])
    self.end_state(wrap=False)
    raise nodes.SkipNode


def _visit_plain(self: Any, node: MlarchPicture) -> None:
    self.body.append(self.deunicode(node["alt"]) if hasattr(self, "deunicode") else self.escape(node["alt"]))
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directive and its settings.

    `mlarch_architectures` is the folder of architectures, relative to the pages. `mlarch_theme` is
    the theme of the pictures.
    """
    from mlarch import __version__

    app.add_config_value("mlarch_architectures", "architectures", "env", str)
    app.add_config_value("mlarch_theme", "auto", "env", str)
    app.add_node(
        MlarchPicture,
        html=(_visit_html, None),
        latex=(_visit_latex, None),
        man=(_visit_plain, None),
        texinfo=(_visit_plain, None),
        text=(_visit_text, None),
    )
    app.add_directive("mlarch", PictureDirective)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
