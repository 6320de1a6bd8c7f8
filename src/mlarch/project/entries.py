"""Know the entries there are, of the zoo and one's own, from the text of their files."""

from __future__ import annotations

import ast
import functools
import importlib
import importlib.util
import inspect
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any

from mlarch.documents.conventions import FOLDER, GROUP, SETTINGS
from mlarch.errors import MlarchError, UnknownNameError, did_you_mean
from mlarch.layout.installed import offered
from mlarch.model import Architecture, default_label, slug
from mlarch.model.decision import Decision
from mlarch.zoo import MODULES

__all__ = [
    "Entry",
    "Parameter",
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
_MOST_BYTES = 5_000_000  # what is larger is refused where it is loaded
_STEP = re.compile(r"(?:(?P<family>.+)/)?(?P<step>\d+)-(?P<rest>[^/]+)")


@dataclass(frozen=True)
class Parameter:
    """A keyword of a builder; `default` is its value and `annotation` its type as written."""

    name: str
    default: Any
    annotation: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the list: an architecture, a decision or a family of steps.

    `path` is the file it stands in, `function` its builder there (empty for documents and plain
    scripts), `step` its number in `family`, `members` the names of a family's steps in order. Those
    of the zoo are `builtin`; those of another installed package name it in `package`.
    """

    name: str
    kind: str = "architecture"
    title: str = ""
    summary: str = ""
    family: str = ""
    step: int | None = None
    source: str = ""
    tags: tuple[str, ...] = ()
    path: str = ""
    function: str = ""
    parameters: tuple[Parameter, ...] = ()
    members: tuple[str, ...] = ()
    extends: str = ""
    builtin: bool = False
    package: str = ""

    @property
    def short_name(self) -> str:
        """Return the last part of the name without its number.

        >>> Entry(name="gcp-scaling/6-cache").short_name
        'cache'
        """
        return re.sub(r"^\d+-", "", self.name.rsplit("/", 1)[-1])

    def to_mapping(self) -> dict[str, Any]:
        """Return what `mlarch list --json` prints of this entry."""
        keys = ("name", "kind", "title", "summary", "family", "step", "source", "tags", "path")
        return {key: getattr(self, key) for key in keys} | {"tags": list(self.tags)}


@functools.cache
def zoo() -> tuple[Entry, ...]:
    """Return the entries of the zoo in its order; imports none of them."""
    return tuple(entry for module in MODULES for entry in _zoo_module(_ZOO / f"{module}.py"))


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
            family, step = _place(name)
            yield replace(entry, name=name, family=family, step=step, package=prefix)


def documents(folder: str | PathLike[str]) -> tuple[Path, ...]:
    """Return the documents in a folder and those below it."""
    return tuple(path for path in _files(Path(folder)) if is_document(path))


def in_file(path: str | PathLike[str]) -> tuple[Entry, ...]:
    """Return the builders under `@architecture` in a Python file; none where it is no Python."""
    try:
        return tuple(_builders(ast.parse(Path(path).read_text("utf-8")), str(path)))
    except (SyntaxError, ValueError):
        return ()  # what is wrong is said where it is run


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


# Names.


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


def _place(name: str) -> tuple[str, int | None]:
    """Return family and step of a name.

    >>> _place("gcp-scaling/6-cache"), _place("sql-vs-nosql")
    (('gcp-scaling', 6), ('', None))
    """
    match = _STEP.fullmatch(name)
    if match is None or not match["family"]:
        return "", None
    return match["family"], int(match["step"])


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


# Reading Python files.


def _zoo_module(path: Path) -> Iterator[Entry]:
    for entry in _builders(ast.parse(path.read_text("utf-8")), str(path)):
        yield replace(entry, builtin=True)


def _builders(tree: ast.Module, path: str) -> Iterator[Entry]:
    """Yield an entry for each top-level function under `@architecture("name", ...)`."""
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        for call in function.decorator_list:
            if isinstance(call, ast.Call) and _called(call) == "architecture":
                yield _builder_entry(function, call, path)


def _builder_entry(function: ast.FunctionDef, call: ast.Call, path: str) -> Entry:
    given = {keyword.arg: _literal(keyword.value) for keyword in call.keywords if keyword.arg}
    name = _literal(call.args[0]) if call.args else given.get("name")
    name = name if isinstance(name, str) else slug(function.name)
    family, step = _place(name)
    return Entry(
        name=name,
        kind=_string(given, "kind") or "architecture",
        title=_string(given, "title") or name,
        summary=_string(given, "summary"),
        family=family,
        step=step,
        source=_string(given, "source"),
        tags=_words(given.get("tags")),
        path=path,
        function=function.name,
        parameters=_parameters(function.args),
    )


def _parameters(arguments: ast.arguments) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(
            argument.arg,
            None if default is None else _literal(default),
            "" if argument.annotation is None else ast.unparse(argument.annotation),
        )
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    )


def _diagrams(path: Path, name: str) -> Iterator[Entry]:
    """Yield an entry for each `Diagram(...)` of a script; titles tell several apart."""
    titles = [_diagram_title(call) for call in _diagram_calls(path)] or [""]
    for number, title in enumerate(titles, start=1):
        own = name if len(titles) == 1 else f"{name}/{slug(title) or number}"
        family, step = _place(own)
        yield Entry(name=own, title=title or own, family=family, step=step, path=str(path))


def _diagram_calls(path: Path) -> list[ast.Call]:
    try:
        tree = ast.parse(path.read_text("utf-8"))
    except (SyntaxError, ValueError):
        return []  # what is wrong is said where it is run
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _called(node) == "Diagram"]
    return sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def _diagram_title(call: ast.Call) -> str:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    value = call.args[0] if call.args else named.get("name")
    title = _literal(value) if value is not None else ""
    return title if isinstance(title, str) else ""


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _literal(value: ast.expr) -> Any:
    try:
        return ast.literal_eval(value)
    except ValueError:
        return None


def _string(given: Mapping[str, Any], key: str) -> str:
    value = given.get(key)
    return value if isinstance(value, str) else ""


def _words(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(word) for word in value) if isinstance(value, (list, tuple)) else ()


# Reading one's own files.


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
    yield from builders or _diagrams(path, name)


def _document(path: Path, default: str) -> Entry:
    header = _header(path)
    name = _string(header, "name") or default
    family, step = _place(name)
    return Entry(
        name=name,
        kind="decision" if "questions" in header else "architecture",
        title=_string(header, "title"),
        summary=_string(header, "summary"),
        family=family,
        step=step,
        source=_string(header, "source"),
        tags=_words(header.get("tags")),
        path=str(path),
        extends=_string(header, "extends"),
    )


def _header(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        text = file.read(_MOST_BYTES).decode("utf-8", errors="replace")
    if path.suffix != ".json":
        return _yaml_header(text)
    try:
        value = json.loads(text)
    except ValueError:
        return {}  # what is wrong is said where it is loaded
    return value if isinstance(value, dict) else {}


_KEY = re.compile(r"""["']?(name|title|summary|source|tags|extends|questions)["']?\s*:(?:\s+(.*))?""")


def _yaml_header(text: str) -> dict[str, Any]:
    """Return the few top-level keys a list shows; a line reader, so that listing needs no YAML.

    >>> _yaml_header("title: 'It''s mine'  # so far\\ntags: [a, b]\\nnodes: {}")
    {'title': "It's mine", 'tags': ['a', 'b']}
    """
    lines = text.lstrip("\ufeff").splitlines()
    found: dict[str, Any] = {}
    for at, line in enumerate(lines):
        match = _KEY.fullmatch(line.rstrip())
        if match is None:
            continue
        below = _below(lines[at + 1 :])
        value = (match[2] or "").strip()
        found[match[1]] = _tags(value, below) if match[1] == "tags" else _text(value, below)
    return found


def _below(lines: list[str]) -> list[str]:
    """Return the lines that belong to the key above them."""
    block = []
    for line in lines:
        if line.strip() and not line.startswith((" ", "-")):
            break
        block.append(line.strip())
    return block


def _text(value: str, below: list[str]) -> str:
    if re.fullmatch(r"[>|][+-]?\d?(?:\s+#.*)?", value):
        return " ".join(line for line in below if line)
    if value[:1] not in ("'", '"'):
        more = [] if value.startswith("#") else [line for line in below if line and not line.startswith("#")]
        return re.sub(r"(?:^|\s+)#.*", "", " ".join([value, *more]))
    return _quoted_text(" ".join([value, *below]))


def _quoted_text(value: str) -> str:
    if value[0] == "'":
        match = re.match(r"'((?:[^']|'')*)'", value)
        return match[1].replace("''", "'") if match else value
    match = re.match(r'"(?:[^"\\]|\\.)*"', value)
    try:
        return str(json.loads(match[0])) if match else value
    except ValueError:
        return match[0][1:-1] if match else value


def _tags(value: str, below: list[str]) -> list[str]:
    if value.startswith("["):
        inside = " ".join([value, *below]).partition("[")[2].partition("]")[0]
        return [_text(word.strip(), []) for word in inside.split(",") if word.strip()]
    if value and not value.startswith("#"):
        return [_text(value, [])]
    return [_text(line[1:].strip(), []) for line in below if line.startswith("-")]


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
