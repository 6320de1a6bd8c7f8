"""Draw with mlarch in a `with Diagram(...)` block."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import diagrams

from mlarch.errors import OutputError, RecordingError, UnknownNameError, did_you_mean
from mlarch.model import DIRECTIONS, Architecture
from mlarch.model.formats import FORMATS
from mlarch.model.picture_options import DiagramOptions
from mlarch.model.vocabulary import Direction
from mlarch.recording.arguments import check_choice, check_options
from mlarch.recording.draft import Draft
from mlarch.recording.ignored_attributes import log_ignored
from mlarch.recording.lifecycle import attach_draft, enter, filename_of, finish, formats_of, leave
from mlarch.recording.location import caller
from mlarch.recording.parts import check_id
from mlarch.recording.patching import acquire, release
from mlarch.recording.session import Recorded, current_session

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["Diagram"]

_UNSUPPORTED = ("jpg", "jpeg")


class Diagram(diagrams.Diagram):  # type: ignore[misc]  # diagrams is untyped
    """A drop-in for `diagrams.Diagram` that draws with mlarch.

    If the block ends without an exception, it writes `filename.<outformat>` for each format and no
    other file, unless `write` is false or a script or builder is being recorded. A viewer opens only
    with `show`. `name` is the title and `id` the name of the architecture. `curvestyle` is accepted
    and has no effect. `options` are those of a picture, such as `theme` or `width`.

    Raises:
        OutputError: if a format is not supported or a file cannot be written.
        RecordingError: if an argument is unknown or wrong, or an edge never reaches a target.
        ModelError: if the diagram contradicts itself.
    """

    def __init__(
        self,
        name: str = "",
        filename: str = "",
        direction: Direction = "LR",
        curvestyle: str = "ortho",
        outformat: str | Sequence[str] = "png",
        autolabel: bool = False,
        show: bool = False,
        strict: bool = False,
        graph_attr: dict[str, str] | None = None,
        node_attr: dict[str, str] | None = None,
        edge_attr: dict[str, str] | None = None,
        *,
        write: bool = True,
        id: str = "",
        summary: str = "",
        source: str = "",
        credit: str = "",
        notes: str | Iterable[str] = (),
        tags: str | Iterable[str] = (),
        **options: Unpack[DiagramOptions],
    ) -> None:
        check_choice("Diagram", "direction", direction.upper(), DIRECTIONS)
        check_options("Diagram", options, DiagramOptions)
        super().__init__(
            name,
            str(filename) or _default_filename(name),
            direction,
            autolabel=autolabel,
            show=show,
            strict=strict,
            graph_attr=graph_attr,
            node_attr=node_attr,
            edge_attr=edge_attr,
        )
        self.outformat, self.write, self.options = outformat, write, options
        self._fields = {"summary": summary, "source": source, "credit": credit, "tags": tags}
        if id:
            self._fields["name"] = check_id(id)
        draft = Draft(merge=strict)
        draft.notes += [notes] if isinstance(notes, str) and notes else notes
        attach_draft(self, draft)
        if write and current_session() is None:
            _check_formats(formats_of(self))

    def __enter__(self) -> Diagram:
        acquire()
        enter(self)
        return self

    def __exit__(self, kind: Any, *reason: Any) -> None:
        try:
            if kind is None:
                recorded = finish(self, **self._fields)
                log_ignored([recorded.ignored] if current_session() is None else [])
        finally:
            leave(self)
            release()
        if kind is None and self.write:
            self.render()

    @property
    def architecture(self) -> Architecture:
        """The recorded architecture.

        Raises:
            RecordingError: if the block is still open or ended with an exception.
        """
        recorded: Recorded | None = getattr(self, "_mlarch_recorded", None)
        if recorded is None:
            raise RecordingError(
                f"{caller()}: the diagram '{self.name}' has no architecture before its block ends"
            )
        return recorded.architecture

    def render(self) -> list[Path]:
        """Write the files, open the first if `show` is set, and return their paths.

        Inside a script or builder that is recorded, write nothing and return no path.
        """
        if current_session() is not None:
            return []
        paths = [Path(f"{filename_of(self)}.{format}") for format in formats_of(self)]
        written = self.architecture.render(*paths, **self.options)
        if self.show:
            webbrowser.open(written[0].absolute().as_uri())
        return written

    def connect(self, node: Any, node2: Any, edge: Any) -> None:
        """Refuse edges after the block."""
        raise RecordingError(f"{caller()}: the diagram '{self.name}' is closed: no edge can be added to it")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return self.architecture._repr_mimebundle_(include, exclude)

    def _repr_png_(self) -> None:
        """Leave the picture in a notebook to `_repr_mimebundle_`."""


def _default_filename(title: str) -> str:
    """Return the file name that `diagrams` makes of a title, without folders."""
    return "_".join(title.replace("/", " ").replace("\\", " ").split()).lower()


def _check_formats(formats: Iterable[str]) -> None:
    for format in formats:
        if format in _UNSUPPORTED:
            raise OutputError(f"{caller()}: outformat '{format}' cannot be written yet: use svg or png")
        if format not in FORMATS:
            raise UnknownNameError(
                f"{caller()}: unknown outformat '{format}'.{did_you_mean(format, FORMATS)}"
            )
