"""Turn a function that draws into a builder: calling it returns an architecture."""

from __future__ import annotations

import contextvars
import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, ParamSpec, Protocol, cast, get_args

from mlarch.errors import ParameterError, RecordingError
from mlarch.model import DIRECTIONS, Architecture
from mlarch.model.vocabulary import Direction
from mlarch.recording.arguments import check_choice
from mlarch.recording.draft import Draft
from mlarch.recording.location import CodePlace
from mlarch.recording.parameters import check_signature, checked_values, parameters_of
from mlarch.recording.parts import check_id
from mlarch.recording.patching import patched
from mlarch.recording.session import Session, Sheet, start

__all__ = ["Builder", "Heading", "architecture"]

P = ParamSpec("P")
P_out = ParamSpec("P_out")
Texts = str | Iterable[str]
EntryKind = Literal["architecture", "decision"]


@dataclass(frozen=True, kw_only=True)
class Heading:
    """The arguments of `@architecture`, readable without calling the builder."""

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
    direction: Direction = "TB",
    kind: EntryKind = "architecture",
    pros: Texts = (),
    cons: Texts = (),
    notes: Texts = (),
    tags: Texts = (),
    styles: Mapping[str, Any] | None = None,
) -> Callable[[Callable[P, None]], Builder[P]]:
    """Decorate a function of `diagrams` code, so that it returns an Architecture.

    Parameters of the function are keyword-only and checked against their annotations. Describe and
    limit them with `Annotated[int, "Worker processes.", Range(1, 100)]`. Their values are kept in
    `Architecture.parameters`. The arguments of the decorator are kept in `entry`. A call writes no
    file, opens no viewer and starts no process.

    Raises:
        UnknownNameError: when called with a name that is no parameter.
        ParameterError: when called with a value that its parameter does not accept.
        RecordingError: if an argument is wrong, or, when called, the code would draw something else.
        ModelError: when called, if the drawing contradicts itself.
    """
    check_choice("architecture()", "kind", kind, get_args(EntryKind))
    check_choice("architecture()", "direction", direction.upper(), DIRECTIONS)
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
        def build(*args: Any, **arguments: Any) -> Architecture:
            if args:
                raise ParameterError(f"parameters of '{name}' are given by name, not {args[0]!r}")
            parameters = checked_values(function, name, arguments)
            return contextvars.copy_context().run(_record, function, heading, parameters, styles or {})

        build.entry = heading  # type: ignore[attr-defined]  # declared by Builder
        _document(build, function)
        return cast("Builder[P]", build)

    return decorate


def _document(build: Callable[..., Architecture], function: Callable[..., None]) -> None:
    """Make `help(build)` show the parameters, and Architecture as the type it returns."""
    parameters = {parameter.name: parameter for parameter in parameters_of(function)}
    signature = inspect.signature(function)
    bare = [item.replace(annotation=parameters[name].type) for name, item in signature.parameters.items()]
    build.__signature__ = signature.replace(  # type: ignore[attr-defined]  # read by inspect
        parameters=bare, return_annotation=Architecture
    )
    build.__annotations__ = {**function.__annotations__, "return": Architecture}
    lines = [
        f"    {parameter.name}: {parameter}" for parameter in parameters.values() if parameter.description
    ]
    if lines:
        build.__doc__ = "\n".join([inspect.getdoc(function) or "", "", "Parameters:", *lines]).lstrip()


def _record(
    function: Callable[..., object], heading: Heading, parameters: dict[str, Any], styles: Mapping[str, Any]
) -> Architecture:
    draft, session = Draft(), Session()
    draft.styles.update(styles)
    start(session, Sheet(draft))
    with patched():
        result = function(**parameters)
        _check_drawing(function, heading, draft, session, result)
    fields = {name: value for name, value in vars(heading).items() if name != "kind" and value}
    return draft.build(**fields, parameters=parameters)


def _check_drawing(
    function: Callable[..., object], heading: Heading, draft: Draft, session: Session, result: object
) -> None:
    code = function.__code__
    place = CodePlace(code.co_filename, code.co_firstlineno)
    if result is not None:
        raise RecordingError(
            f"{place}: '{heading.name}' returns {result!r}: a builder draws and returns nothing"
        )
    if session.diagrams and not draft.parts:
        raise RecordingError(
            f"{place}: '{heading.name}' draws inside a Diagram of its own: leave out 'with Diagram(...)'"
        )


def _texts(value: Texts) -> tuple[str, ...]:
    return ((value,) if value else ()) if isinstance(value, str) else tuple(value)
