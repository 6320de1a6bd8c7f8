"""Check architectures in every way there is: valid, sensible, drawn as they are, deployed as drawn."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mlarch.analysis.drift import Drift, drift
from mlarch.analysis.lint import Finding, lint
from mlarch.documents import conventions
from mlarch.documents.project_file import project_at
from mlarch.errors import DocumentError, MlarchError, ScriptError
from mlarch.model import Architecture
from mlarch.project import build, loading, registry, targets
from mlarch.project.bases import RegistryBases
from mlarch.project.entry import Entry

__all__ = ["Against", "Review", "Subject", "review", "subjects"]


@dataclass(frozen=True)
class Subject:
    """One thing to check: what messages call it, and its entry where it has one."""

    called: str
    entry: Entry | None = None

    @property
    def is_python(self) -> bool:
        """Say whether reading it runs Python that is not the zoo's."""
        builtin = self.entry is not None and self.entry.builtin
        return not builtin and (self.entry.path if self.entry else self.called).endswith(".py")


@dataclass(frozen=True)
class Against:
    """What subjects are checked against: pictures in `out`, and what is `deployed`, where that is given.

    `severity` is the least of lint to tell of; without `python` a subject that is Python is a problem;
    `read` gives the text of "-".
    """

    out: Path = Path("out")
    deployed: Architecture | None = None
    severity: str = "info"
    python: bool = True
    read: Callable[[], str] = str
    bases: RegistryBases = field(default_factory=RegistryBases)


@dataclass(frozen=True)
class Review:
    """What was found; findings and drift each with what their subject is called."""

    checked: int = 0
    problems: tuple[str, ...] = ()
    findings: tuple[tuple[str, Finding], ...] = ()
    stale: tuple[Path, ...] = ()
    drift: tuple[tuple[str, Drift], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.problems or self.findings or self.stale or self.drift)

    def __add__(self, other: Review) -> Review:
        return Review(
            self.checked + other.checked,
            tuple(dict.fromkeys(self.problems + other.problems)),
            self.findings + other.findings,
            self.stale + other.stale,
            self.drift + other.drift,
        )

    def lines(self) -> Iterator[str]:
        """Yield a line for each thing found, but for problems, which are no findings."""
        for called, one in self.findings:
            where = f"{called}: {one.node}" if one.node else called
            yield f"{where}: {one.code} {one.severity}: {one.message}"
        yield from (f"{path}: stale" for path in self.stale)
        for called, found in self.drift:
            yield from (f"{called}: {line}" for line in found.lines())

    def summary(self) -> str:
        """Return one line that counts what was checked, and what was found."""
        differences = sum(len([*found.lines()]) for _, found in self.drift)
        counts = (
            (len(self.problems), "problem"),
            (len(self.findings), "finding"),
            (len(self.stale), "stale picture"),
            (differences, "difference"),
        )
        said = ", ".join(_counted(count, what) for count, what in counts if count)
        return f"{_counted(self.checked, 'architecture')} checked: {said or 'all is well'}"


def subjects(names: Sequence[str]) -> tuple[Subject, ...]:
    """Return what names, files and folders stand for; `./architectures` where none is given.

    Raises:
        UnknownNameError: where there is no such entry.
        DocumentError: where nothing is given and there is no such folder.
    """
    if not names and not Path(conventions.FOLDER).is_dir():
        raise DocumentError(f"there is no folder '{conventions.FOLDER}' here: name what to check")
    own = registry.local()
    found = (one for name in names or [conventions.FOLDER] for one in _subjects(name, own))
    return tuple({one.called: one for one in found}.values())


def _subjects(name: str, own: Sequence[Entry]) -> Iterator[Subject]:
    path = Path(name)
    is_file = name == "-" or path.suffix == ".py" or registry.is_document(name)
    if path.is_dir() or (is_file and name != "-"):
        here = Path(os.path.realpath(path))  # which says nothing of links in a circle: reading does
        below = [entry for entry in own if Path(entry.path).resolve().is_relative_to(here)]
        files = registry.documents(path) if path.is_dir() else [path]
        yield from [_of(entry) for entry in below] or (Subject(str(file)) for file in files)
    elif is_file or path.name == "pyproject.toml":
        yield Subject(name)
    else:
        entry = registry.find(name)
        yield from (_of(registry.find(one)) for one in entry.members or [entry.name])


def _of(entry: Entry) -> Subject:
    return Subject(entry.name if entry.builtin or entry.package else entry.path, entry)


def review(found: Sequence[Subject], against: Against) -> Review:
    """Return all that is wrong with subjects; one that cannot be read stops no other."""
    return sum((_reviewed(subject, against) for subject in found), Review()) + _films(found, against)


def _reviewed(subject: Subject, against: Against) -> Review:
    try:
        parts = (part for arch in _load(subject, against) for part in _parts(subject, arch, against))
        return sum(parts, Review())
    except MlarchError as error:
        located = isinstance(error, (DocumentError, ScriptError))
        said = (problem if located else f"{subject.called}: {problem}" for problem in error.problems)
        return Review(checked=1, problems=tuple(said))


def _load(subject: Subject, against: Against) -> tuple[Architecture, ...]:
    """Return the architectures of a subject: none for a project's file, several for some scripts."""
    path, entry = Path(subject.called), subject.entry
    if subject.is_python and not against.python:
        raise DocumentError(f"{subject.called}: Python, which --no-python does not run")
    if path.name in (conventions.SETTINGS, "pyproject.toml"):
        project_at(path.parent)
        return ()
    if entry is None:
        return targets.resolve(subject.called, targets.TargetContext(read=against.read))
    if registry.is_document(entry.path):
        return (loading.load(entry.path, name=entry.name, bases=against.bases),)
    return (loading.load_entry(entry),)


def _parts(subject: Subject, arch: Architecture, against: Against) -> Iterator[Review]:
    """Yield what each check finds; a decision is no system, so it neither lints nor drifts."""
    yield Review(checked=1)
    hits = lint(arch, severity=against.severity)
    yield Review(findings=tuple((subject.called, hit) for hit in hits))
    entry = _drawn(subject, against)
    if entry:
        built = build.compare(entry, arch, against.out)
        yield Review(problems=built.problems, stale=built.stale)
    decides = any(node.role == "question" for node in arch.nodes.values())
    if against.deployed is not None and not decides:
        drifted = drift(arch, against.deployed)
        yield Review(drift=((subject.called, drifted),) if drifted else ())


def _drawn(subject: Subject, against: Against) -> Entry | None:
    """Return the entry of a subject where a build draws it, and has drawn before."""
    entry = subject.entry
    own = entry is not None and not entry.builtin and not entry.package
    return entry if own and against.out.is_dir() else None


def _films(found: Sequence[Subject], against: Against) -> Review:
    """Find stale animations of families of which every step is checked."""
    entries = (_drawn(one, against) for one in found if against.python or not one.is_python)
    known = {entry.name: entry for entry in entries if entry}
    families = registry.families(registry.local()) if known else ()
    stale: tuple[Path, ...] = ()
    for family in families:
        if family.name not in known and {*family.members} <= {*known}:
            members = [known[name] for name in family.members]
            stale += build.compare_family(family, members, against.out).stale
    return Review(stale=stale)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
