"""Write pictures: those asked for, or all of a folder that are not up to date."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from mlarch.documents.conventions import FOLDER
from mlarch.errors import DocumentError, LayoutError, MlarchError, OutputError, ScriptError
from mlarch.exporters.saving import save, sweep
from mlarch.exporters.writing import PICTURES, SCALE, as_bytes, place, produce
from mlarch.model.formats import format_of
from mlarch.project import cache

if TYPE_CHECKING:
    from mlarch.model import Architecture
    from mlarch.project.entry import Entry

__all__ = [
    "Built",
    "build",
    "compare",
    "compare_family",
    "entries",
    "in_themes",
]

_ENDS = {"svg": b"</svg>", "png": b"IEND\xaeB`\x82"}

Done = Callable[[str], object]


@dataclass(frozen=True)
class Wanted:
    """A file that a build makes of an entry: its name below the folder, its format, how it looks."""

    name: str
    format: str
    options: Mapping[str, Any]


@dataclass(frozen=True)
class How:
    """Where a build writes, the provider it draws for, and what it may do."""

    out: Path
    provider: str = ""
    check: bool = False
    force: bool = False
    python: bool = True

    def allows(self, entry: Entry) -> bool:
        """Say whether an entry may be read: Python of the user's is run for it."""
        from mlarch.project import registry

        return self.python or entry.builtin or registry.is_document(entry.path)


@dataclass(frozen=True)
class Film:
    """A family whose steps become one animated picture."""

    family: Entry
    members: tuple[Entry, ...]


@dataclass(frozen=True)
class Built:
    """What a build did; `stale` is what it would have written, had it not only been asked to check.

    `left` says what has no equivalent with the provider that was asked for.
    """

    written: tuple[Path, ...] = ()
    unchanged: tuple[Path, ...] = ()
    stale: tuple[Path, ...] = ()
    problems: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    def __add__(self, other: Built) -> Built:
        return Built(
            self.written + other.written,
            self.unchanged + other.unchanged,
            self.stale + other.stale,
            self.problems + other.problems,
            self.left + other.left,
        )


def entries(folder: str | PathLike[str] = FOLDER) -> tuple[Entry, ...]:
    """Return what a build draws: the architectures in `folder`, or the zoo where there is no such folder."""
    from mlarch.project import registry

    return registry.local(folder) if Path(folder).is_dir() else registry.zoo()


def build(
    out: str | PathLike[str] = "out",
    *,
    folder: str | PathLike[str] = FOLDER,
    provider: str = "",
    check: bool = False,
    force: bool = False,
    python: bool = True,
    jobs: int | None = None,
    shard: tuple[int, int] = (1, 1),
    done: Done = str,
) -> Built:
    """Draw every one of `entries(folder)` into `out`, unless it is up to date.

    The project's file says in which formats and themes, else it is SVG and PNG in the light one. A
    picture is up to date when the fingerprint inside it is that of its architecture. `provider`
    retargets each of them to "gcp", "aws", "azure" or "oss". `check` writes nothing, `force` writes
    everything, `jobs` is how many are drawn side by side, `done` is called with a name after each.
    `shard` is which part of how many is drawn: machines that draw (1, 2) and (2, 2) have drawn all.
    Python files of the folder are run, unless `python` is false, which is then a problem of each.
    An entry that fails stops no other: what is wrong with it is in `problems`. The steps of a family
    become an animated SVG of its name as well.
    """

    began, asked = time.time(), (provider, shard)
    seen = cache.read(Path(folder))
    if not force and (kept := cache.recall(Path(out), Path(folder), seen, *asked)):
        for beside in {path.parent for path in kept[0]} if not check else ():
            sweep(beside)
        return Built(unchanged=tuple(kept[0]), left=tuple(kept[1]))
    from mlarch import drawing  # noqa: F401  # once, for all processes
    from mlarch.documents.paths import NAMED
    from mlarch.exporters.parallel import in_processes

    how = How(Path(out), provider, check, force, python)
    found = entries(folder)
    if not check:
        _sweep(Path(out), found)
    shown = _share(found, shard)
    films = list(_films(found, shown, how))

    def draw(one: Film | Entry) -> tuple[Built, frozenset[Path]]:
        built = _build_film(one, how) if isinstance(one, Film) else _build_entry(one, how)
        return built, frozenset(NAMED)

    # Films, which take longest, come first: whoever is done goes on with what is left.
    asked_for: list[Film | Entry] = [*films, *shown]
    drawn = []
    for one, (part, named) in zip(asked_for, in_processes(draw, asked_for, jobs, at_once=1), strict=True):
        drawn.append(part)
        NAMED.update(named)
        if not isinstance(one, Film):
            done(one.name)
    parts = [*drawn[len(films) :], *drawn[: len(films)]]
    built = sum(parts, Built())
    if not (check or built.problems):
        left = [path for part in parts for path in (*part.written, *part.unchanged)]
        cache.remember(Path(out), Path(folder), seen, began, left, built.left, *asked)
    return built


def _sweep(out: Path, found: Iterable[Entry]) -> None:
    """Remove what killed builds have left in the folders that pictures of the entries go to."""
    for parent in {PurePath(entry.name).parent for entry in found}:
        if not parent.is_absolute() and ".." not in parent.parts:
            sweep(Path(out, parent))


def _films(found: tuple[Entry, ...], shown: tuple[Entry, ...], how: How) -> Iterator[Film]:
    """Yield the families whose first step is shown, but for those that may not be run."""
    from mlarch.project import registry

    known = {entry.name: entry for entry in found}
    for family in registry.families(found):
        members = [known[name] for name in family.members]
        if family.name not in known and members[0] in shown and all(how.allows(one) for one in members):
            yield Film(family, tuple(members))


def _share(found: tuple[Entry, ...], shard: tuple[int, int]) -> tuple[Entry, ...]:
    """Return the part of the entries that is one machine's of several.

    >>> from mlarch.project import registry
    >>> [len(_share(registry.zoo(), (number, 3))) for number in (1, 2, 3)]
    [6, 6, 5]
    """
    number, count = shard
    return found[number - 1 :: count]


def compare(entry: Entry, arch: Architecture, out: str | PathLike[str]) -> Built:
    """Return which pictures of an entry are stale; `arch` is its architecture, and nothing is written."""
    pictures = (_build_picture(entry, arch, wanted, How(Path(out), check=True)) for wanted in _wants(entry))
    return sum(pictures, Built())


def in_themes(
    entry: Entry,
    out: str | PathLike[str],
    themes: Iterable[str],
    provider: str = "",
    *,
    check: bool = False,
    force: bool = False,
) -> tuple[Architecture, dict[Path, Built]]:
    """Bring the SVG of an entry up to date in each theme, and return its path with what was done.

    Where the project makes that picture anyway, it is that file.

    Raises:
        MlarchError: where the entry cannot be read.
    """
    from mlarch.layout import engine
    from mlarch.project import loading

    (arch, _), wants = _on(provider, loading.load_entry(entry)), _wants(entry)
    look = {key: value for key, value in wants[0].options.items() if key != "theme"} if wants else {}
    done: dict[Path, Built] = {}
    for theme in themes:
        made = [one for one in wants if one.format == "svg" and one.options["theme"] == theme]
        name = entry.name if theme == "light" else f"{entry.name}-{theme}"
        wanted = made[0] if made else Wanted(name, "svg", {"theme": theme, **look})
        with engine.apart(not entry.builtin):
            how = How(Path(out), provider, check, force and not made)
            built = _build_picture(entry, arch, wanted, how)
        done[place(out, wanted.name, "svg")] = built
    return arch, done


def compare_family(family: Entry, members: list[Entry], out: str | PathLike[str]) -> Built:
    """Return whether the animation of a family is stale; nothing is written."""
    return _build_film(Film(family, tuple(members)), How(Path(out), check=True))


def _build_entry(entry: Entry, how: How) -> Built:
    from mlarch.project import loading

    if not how.allows(entry):
        return Built(problems=(f"{entry.path}: Python, which --no-python does not run",))
    try:
        arch, left = _on(how.provider, loading.load_entry(entry))
        wants = _wants(entry)
    except MlarchError as error:
        return _failed(entry, error)

    from mlarch.layout import engine

    with engine.apart(not entry.builtin):  # A document that brings the engine down spoils no other.
        pictures = (_build_picture(entry, arch, wanted, how) for wanted in wants)
        return sum(pictures, Built(left=left))


def _build_film(film: Film, how: How) -> Built:
    """Draw the steps of a family as one animated SVG, where SVG is wanted and they have parts in common."""
    from mlarch import drawing as draw
    from mlarch.drawing import animation
    from mlarch.layout import engine
    from mlarch.layout.steps.common_parts import have_common_parts
    from mlarch.project import loading

    try:
        steps = [_on(how.provider, loading.load_entry(entry))[0] for entry in film.members]
        wanted = next((one for one in _wants(film.members[0]) if one.format == "svg"), None)
    except MlarchError:
        return Built()  # said of the step itself
    if wanted is None or not have_common_parts(steps):
        return Built()
    path = place(how.out, film.family.name, "svg")
    try:
        look = {"heading": film.family.title, **wanted.options}
        data = path.read_bytes() if path.is_file() else b""
        whole = data.rstrip().endswith(_ENDS["svg"])
        if whole and not how.force and draw.read_fingerprint(data) == animation.mark(steps, **look):
            return Built(unchanged=(path,))
        if how.check:
            return Built(stale=(path,))
        with engine.apart(not all(entry.builtin for entry in film.members)):
            return Built(written=(save(path, animation.to_svg(steps, **look)),))
    except MlarchError as error:
        return _failed(film.family, error)


def _wants(entry: Entry) -> list[Wanted]:
    """Return what the project of an entry makes of it: each theme of a picture is a file of its own."""
    from mlarch.documents.project_file import project_at

    project = project_at(None if entry.builtin else Path(entry.path).parent)
    themes = project.build.themes or (project.theme.extends,)
    look = {key: value for key, value in vars(project.theme).items() if value and key != "extends"}
    wants = []
    for format in map(format_of, project.build.formats):
        for theme in themes if format in PICTURES else themes[:1]:
            name = entry.name if theme == themes[0] else f"{entry.name}-{theme}"
            wants.append(Wanted(name, format, {"theme": theme, **look}))
    return wants


def _on(provider: str, arch: Architecture) -> tuple[Architecture, tuple[str, ...]]:
    """Return an architecture on a provider, if one is asked for, and what stays as it is."""
    if not provider:
        return arch, ()
    from mlarch.analysis.retarget import retarget

    moved = retarget(arch, provider)
    return moved.architecture, moved.report.problems


def _build_picture(entry: Entry, arch: Architecture, wanted: Wanted, how: How) -> Built:
    try:
        path = place(how.out, wanted.name, wanted.format)
        if not how.force and _is_current(path, arch, wanted):
            return Built(unchanged=(path,))
        if how.check:
            return Built(stale=(path,))
        return Built(written=(save(path, produce(arch, wanted.format, **wanted.options)),))
    except MlarchError as error:
        return _failed(entry, error)


def _is_current(path: Path, arch: Architecture, wanted: Wanted) -> bool:
    """Say whether a file was made from just this architecture, with these options."""
    from mlarch import drawing as draw

    try:
        data = path.read_bytes()
    except OSError:
        return False
    if wanted.format not in PICTURES:  # cheap to make, and without a fingerprint
        return data == as_bytes(produce(arch, wanted.format, **wanted.options))
    if not data.rstrip().endswith(_ENDS[wanted.format]):
        return False  # cut off, by whatever copied it
    more = {"scale": SCALE} if wanted.format == "png" else {}
    from mlarch.layout.options import Options

    options = Options.of(**wanted.options)
    return draw.read_fingerprint(data) == draw.fingerprint(arch.view(), options, **more)


def _failed(entry: Entry, error: MlarchError) -> Built:
    """Return the problems of an entry, under its name unless they begin with that or a file's."""
    if isinstance(error, (DocumentError, LayoutError, OutputError, ScriptError)):
        return Built(problems=error.problems)
    return Built(problems=tuple(f"{entry.name}: {problem}" for problem in error.problems))
