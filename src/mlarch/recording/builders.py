"""Turn a function that draws into a builder: calling it returns an architecture."""

from __future__ import annotations

import contextvars
import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, ParamSpec, Protocol, cast

from mlarch.errors import ParameterError, RecordingError
from mlarch.model import Architecture
from mlarch.recording.draft import Draft
from mlarch.recording.location import CodePlace
from mlarch.recording.parameters import check_signature, values
from mlarch.recording.parts import check_id
from mlarch.recording.patching import patched
from mlarch.recording.session import Session, Sheet, start

__all__ = ["Builder", "Heading", "architecture"]

P = ParamSpec("P")
P_out = ParamSpec("P_out")
Texts = str | Iterable[str]


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What a builder says about itself, readable without calling it."""

    name: str
    kind: str = "architecture"
    title: str = ""
    summary: str = ""
    source: str = ""
    credit: str = ""
    evidence: str = ""
    reviewed: str = ""
    provider: str = ""
    direction: str = "TB"
    pros: tuple[str, ...] = ()
    cons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Builder(Protocol[P_out]):
    """A function decorated with `architecture`."""

    entry: Heading
    __name__: str

    def __call__(self, *args: P_out.args, **kwargs: P_out.kwargs) -> Architecture: ...


def architecture(
    name: str,
    *,
    title: str = "",
    summary: str = "",
    source: str = "",
    credit: str = "",
    evidence: str = "",
    reviewed: str = "",
    provider: str = "",
    direction: str = "TB",
    kind: Literal["architecture", "decision"] = "architecture",
    pros: Texts = (),
    cons: Texts = (),
    notes: Texts = (),
    tags: Texts = (),
    styles: Mapping[str, Any] | None = None,
) -> Callable[[Callable[P, None]], Builder[P]]:
    """Decorate a function of `diagrams` code: calling it returns what it draws as an Architecture.

    Its parameters are keyword-only, checked against their annotations, and kept in `parameters`.
    Nothing is written, no viewer opens, no process starts. `entry` holds what is written here.

    Raises:
        UnknownNameError: when called with a name that is no parameter.
        ParameterError: when called with a value of the wrong kind.
        RecordingError, ModelError: when called, where the drawing contradicts itself.
    """
    heading = Heading(
        name=check_id(name),
        kind=kind,
        title=title or name,
        summary=summary,
        source=source,
        credit=credit,
        evidence=evidence,
        reviewed=reviewed,
        provider=provider,
        direction=direction.upper(),
        pros=_texts(pros),
        cons=_texts(cons),
        notes=_texts(notes),
        tags=_texts(tags),
    )

    def decorate(function: Callable[P, None]) -> Builder[P]:
        check_signature(function, name)

        @functools.wraps(function)
        def build(*args: Any, **given: Any) -> Architecture:
            if args:
                raise ParameterError(f"parameters of '{name}' are given by name, not {args[0]!r}")
            used = values(function, name, given)
            return contextvars.copy_context().run(_record, function, heading, used, styles or {})

        build.entry = heading  # type: ignore[attr-defined]  # as Builder says
        return cast("Builder[P]", build)

    return decorate


def _record(
    function: Callable[..., object], heading: Heading, used: dict[str, Any], styles: Mapping[str, Any]
) -> Architecture:
    draft, session = Draft(), Session()
    draft.styles.update(styles)
    start(session, Sheet(draft))
    with patched():
        result = function(**used)
        _check_drawn(function, heading, draft, session, result)
    fields = {name: value for name, value in vars(heading).items() if name != "kind" and value}
    return draft.build(**fields, parameters=used)


def _check_drawn(
    function: Callable[..., object], heading: Heading, draft: Draft, session: Session, result: object
) -> None:
    code = function.__code__
    place = CodePlace(code.co_filename, code.co_firstlineno)
    if result is not None:
        raise RecordingError(
            f"{place}: '{heading.name}' returns {result!r}: a builder draws and returns nothing"
        )
    if session.diagrams and not draft.items:
        raise RecordingError(
            f"{place}: '{heading.name}' draws inside a Diagram of its own: leave out 'with Diagram(...)'"
        )


def _texts(value: Texts) -> tuple[str, ...]:
    return ((value,) if value else ()) if isinstance(value, str) else tuple(value)
