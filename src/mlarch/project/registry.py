"""Resolve names: list the entries of the zoo, of installed packages and of a folder, and find one."""

from __future__ import annotations

import ast
import functools
import importlib
import importlib.util
import inspect
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path

from mlarch.documents.conventions import FOLDER, GROUP, SETTINGS
from mlarch.errors import MlarchError, UnknownNameError, did_you_mean
from mlarch.layout.installed import offered
from mlarch.model import Architecture, default_label
from mlarch.model.decision import Decision
from mlarch.project.document_header import header_text, header_texts, read_header
from mlarch.project.entry import Entry, family_and_step
from mlarch.project.python_entries import in_file, script_entries, zoo_entries
from mlarch.zoo import MODULES

__all__ = [
    "available",
    "builder",
    "decision_beside",
    "documents",
    "families",
    "find",
    "in_file",
    "installed",
    "is_document",
    "local",
    "quoted",
    "zoo",
]

_ZOO = Path(__file__).parents[1] / "zoo"
_DOCUMENTS = (".yaml", ".yml", ".json")


@functools.cache
def zoo() -> tuple[Entry, ...]:
    """Return the entries of the zoo in its order; imports none of them."""
    return tuple(entry for module in MODULES for entry in zoo_entries(_ZOO / f"{module}.py"))


def local(folder: str | PathLike[str] = FOLDER) -> tuple[Entry, ...]:
    """Return the architectures in `folder`, documents and Python files, by name.

    Where there is no such folder there are none.

    Raises:
        MlarchError: where two files give one name; it names both.
    """
    root = Path(folder)
    entries = [entry for path in _files(root) for entry in _local_file(path, root)]
    _refuse_duplicates(entries)
    own = {entry.name: entry for entry in entries}
    return tuple(_inherited(entry, own) for entry in sorted(entries, key=_natural))


@functools.cache
def installed() -> tuple[Entry, ...]:
    """Return the architectures of installed packages, under the names of their entry points.

    The entry point `acme = acme_zoo` of group `mlarch.architectures` offers every architecture in
    the folder of the package `acme_zoo` as `acme/...`. Nothing is imported.
    """
    from importlib.metadata import entry_points

    points = entry_points(group=GROUP) if offered(GROUP) else ()
    return tuple(entry for point in points for entry in _of_package(point.name, point.value))


def _of_package(prefix: str, module: str) -> Iterator[Entry]:
    try:
        spec = importlib.util.find_spec(module.partition(":")[0])
    except (ImportError, ValueError):
        return  # an entry point of something that is gone
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for entry in local(folder):
            name = entry.name if entry.name.startswith(f"{prefix}/") else f"{prefix}/{entry.name}"
            family, step = family_and_step(name)
            yield replace(entry, name=name, family=family, step=step, package=prefix)


def documents(folder: str | PathLike[str]) -> tuple[Path, ...]:
    """Return the documents in a folder and those below it."""
    return tuple(path for path in _files(Path(folder)) if is_document(path))


def families(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the families of these entries, each with its steps in order."""
    steps: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.family:
            steps.setdefault(entry.family, []).append(entry)
    return tuple(_family(name, members) for name, members in steps.items())


def available(
    folder: str | PathLike[str] = FOLDER, *, own: tuple[Entry, ...] | None = None
) -> tuple[Entry, ...]:
    """Return local entries, and those of packages and the zoo that they do not shadow.

    Each family stands before its steps. `own` is what to take for the local ones of `folder`.
    """
    own = local(folder) if own is None else own
    shadowed = {entry.name for entry in own}
    return _with_families((*own, *(entry for entry in (*installed(), *zoo()) if entry.name not in shadowed)))


def find(name: str, folder: str | PathLike[str] = FOLDER, *, own: tuple[Entry, ...] | None = None) -> Entry:
    """Return the entry of a full name or of a unique last part, with or without its number.

    `zoo:cache` is the zoo's even where a local architecture has the name; a family's name gives
    an entry of kind "family". `own` is what to take for the local ones of `folder`.

    Raises:
        UnknownNameError: where there is none, with suggestions, or several, with their names.
    """
    wanted = name.removeprefix("zoo:")
    entries = _with_families(zoo()) if name.startswith("zoo:") else available(folder, own=own)
    exact = [entry for entry in entries if entry.name == wanted]
    matches = exact or [entry for entry in entries if wanted in _short_forms(entry)]
    if not matches:
        raise UnknownNameError(f"unknown architecture '{wanted}'.{_suggestion(wanted, entries)}")
    if len(matches) > 1:
        raise UnknownNameError(f"'{wanted}' names several: {quoted(entry.name for entry in matches)}")
    return matches[0]


def builder(entry: Entry) -> Callable[..., Architecture]:
    """Return the function that builds an entry of a Python file; only now is that file run."""
    if not entry.builtin:
        from mlarch import recording

        return recording.load_builder(entry.path, entry.function)
    module = importlib.import_module(f"mlarch.zoo.{Path(entry.path).stem}")
    found: Callable[..., Architecture] = getattr(module, entry.function)
    return found


def decision_beside(entry: Entry) -> Decision:
    """Return the decision that an entry of Python draws: the value of that name beside its builder.

    Raises:
        UnknownNameError: where there is none.
    """
    beside = inspect.unwrap(builder(entry)).__globals__.values()
    found = [value for value in beside if isinstance(value, Decision) and value.name == entry.name]
    if not found:
        raise UnknownNameError(f"{entry.path}: no Decision named '{entry.name}' beside its builder")
    return found[0]


def is_document(path: str | PathLike[str]) -> bool:
    """Say whether a path is, by its suffix, that of a document."""
    return Path(path).suffix in _DOCUMENTS


def quoted(names: Iterable[str], word: str = "or") -> str:
    """Return names in quotes, as a sentence lists them.

    >>> quoted(["a", "b", "c"], "and")
    "'a', 'b' and 'c'"
    """
    *first, last = [f"'{name}'" for name in names]
    return f"{', '.join(first)} {word} {last}" if first else last


def _short_forms(entry: Entry) -> set[str]:
    """Return the names an entry answers to besides its own.

    >>> sorted(_short_forms(Entry(name="gcp-scaling/6-cache", family="gcp-scaling", step=6)))
    ['6-cache', 'cache', 'gcp-scaling/6', 'gcp-scaling/cache']
    """
    forms = {entry.name.rsplit("/", 1)[-1], entry.short_name}
    if entry.family:
        forms |= {f"{entry.family}/{entry.short_name}", f"{entry.family}/{entry.step}"}
    return forms


def _suggestion(wanted: str, entries: Iterable[Entry]) -> str:
    if "/" in wanted:
        return did_you_mean(wanted, [entry.name for entry in entries])
    short = {form for entry in entries for form in (entry.short_name, entry.name) if "/" not in form}
    return did_you_mean(wanted, sorted(short))


def _refuse_duplicates(entries: Iterable[Entry]) -> None:
    first: dict[str, Entry] = {}
    twice = []
    for entry in entries:
        other = first.setdefault(entry.name, entry)
        if other is not entry:
            twice.append(f"'{entry.name}' is the name of two files: {other.path} and {entry.path}")
    if twice:
        raise MlarchError(twice)


def _natural(entry: Entry) -> list[tuple[int, str]]:
    """Sort names with numbers as people do: 2-x before 10-x."""
    parts = re.split(r"(\d+)", entry.name)
    return [(int(part), "") if part.isdigit() else (0, part) for part in parts]


def _family(name: str, members: list[Entry]) -> Entry:
    members = sorted(members, key=lambda entry: entry.step or 0)
    described = _family_texts(members)
    return Entry(
        name=name,
        kind="family",
        title=described.get("title", default_label(name)),
        summary=described.get("summary", ""),
        source=members[0].source if len({entry.source for entry in members}) == 1 else "",
        path=members[0].path if len({entry.path for entry in members}) == 1 else "",
        members=tuple(entry.name for entry in members),
        builtin=all(entry.builtin for entry in members),
    )


def _family_texts(members: Iterable[Entry]) -> dict[str, str]:
    """Return the literal FAMILY of the module that the zoo's steps among these stand in, or change."""
    bases = {entry.name: entry.path for entry in zoo()}
    names = (entry.name for entry in members if entry.builtin or entry.extends == entry.name)
    path = next((bases[name] for name in names if name in bases), "")
    for statement in ast.parse(Path(path).read_text("utf-8")).body if path else ():
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "FAMILY":
            texts: dict[str, str] = ast.literal_eval(statement.value)
            return texts
    return {}


def _with_families(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return these entries with each family where its first step stands, its steps behind it."""
    by_name = {entry.name: entry for entry in entries}
    by_family = {family.name: family for family in families(entries)}
    listed: dict[str, Entry] = {}
    for entry in entries:
        family = by_family.pop(entry.family, None)
        if family is not None:
            listed.setdefault(family.name, family)
            listed |= {name: by_name[name] for name in family.members}
        listed[entry.name] = entry
    return tuple(listed.values())


def _files(root: Path) -> Iterator[Path]:
    suffixes = (".py", *_DOCUMENTS)
    for path in sorted(root.rglob("*")):
        hidden = any(part.startswith((".", "_")) for part in path.relative_to(root).parts)
        other = path.name == SETTINGS or path.name.endswith(".schema.json")
        if path.suffix in suffixes and not hidden and not other and path.is_file() and _inside(path, root):
            yield path


def _inside(path: Path, root: Path) -> bool:
    """Say whether a file, links followed, stays in the folder or in the project it belongs to."""
    return not path.is_symlink() or any(
        path.resolve().is_relative_to(one.resolve()) for one in (root, Path())
    )


def _local_file(path: Path, root: Path) -> Iterator[Entry]:
    name = path.relative_to(root).with_suffix("").as_posix()
    if path.suffix in _DOCUMENTS:
        yield _document(path, name)
        return
    builders = in_file(path)
    yield from builders or script_entries(path, name)


def _document(path: Path, default: str) -> Entry:
    header = read_header(path)
    name = header_text(header, "name") or default
    family, step = family_and_step(name)
    return Entry(
        name=name,
        kind="decision" if "questions" in header else "architecture",
        title=header_text(header, "title"),
        summary=header_text(header, "summary"),
        family=family,
        step=step,
        source=header_text(header, "source"),
        tags=header_texts(header.get("tags")),
        path=str(path),
        extends=header_text(header, "extends"),
    )


def _inherited(entry: Entry, own: Mapping[str, Entry], depth: int = 20) -> Entry:
    """Return a document's entry with the title and the rest it takes from what it extends."""
    base = _base(entry, own) if entry.extends and depth else None
    if base is None:
        return replace(entry, title=entry.title or entry.name)
    base = _inherited(base, own, depth - 1)
    return replace(
        entry,
        kind=base.kind,
        title=entry.title or base.title,
        summary=entry.summary or base.summary,
        source=entry.source or base.source,
        tags=entry.tags or base.tags,
        parameters=base.parameters,
    )


def _base(entry: Entry, own: Mapping[str, Entry]) -> Entry | None:
    if entry.extends.endswith(_DOCUMENTS):
        try:
            path = os.path.realpath(Path(entry.path).parent / entry.extends)
        except ValueError:  # a NUL, half a character
            return None
        return next((other for other in own.values() if os.path.realpath(other.path) == path), None)
    wanted = entry.extends.removeprefix("zoo:")
    if wanted == entry.extends != entry.name and wanted in own:
        return own[wanted]
    return next((other for other in zoo() if other.name == wanted), None)
