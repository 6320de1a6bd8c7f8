"""Run every check on architectures: validity, lint, pictures and drift."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mlarch.analysis.drift import Drift, drift
from mlarch.analysis.lint import Finding, lint
from mlarch.analysis.roles import is_decision
from mlarch.documents.paths import FOLDER, is_document, is_project_file
from mlarch.documents.project_file import project_at
from mlarch.errors import DocumentError, MlarchError, ScriptError
from mlarch.model import Architecture
from mlarch.project import entry_loading, loading, registry, targets
from mlarch.project.bases import RegistryBases
from mlarch.project.entry import Entry
from mlarch.project.staleness import check_animation, check_pictures

__all__ = ["Review", "ReviewOptions", "Subject", "review", "subjects"]


@dataclass(frozen=True)
class Subject:
    """An entry or file to check, with the name that messages use."""

    name: str
    entry: Entry | None = None

    @property
    def runs_python(self) -> bool:
        """Whether reading the subject runs Python from outside the zoo."""
        builtin = self.entry is not None and self.entry.builtin
        return not builtin and (self.entry.path if self.entry else self.name).endswith(".py")

    @property
    def drawn_entry(self) -> Entry | None:
        """The entry if `mlarch build` draws it: not in the zoo or a package."""
        entry = self.entry
        return entry if entry and not entry.builtin and not entry.package else None


@dataclass(frozen=True)
class ReviewOptions:
    """The checks to run.

    `out` is the folder of the pictures, `deployed` the deployment to compare with, and `severity` the
    lowest severity that lint reports. Without `python`, a subject that runs Python is a problem.
    `read` returns the text of "-".
    """

    out: Path = Path("out")
    deployed: Architecture | None = None
    severity: str = "info"
    python: bool = True
    read: Callable[[], str] = str
    bases: RegistryBases = field(default_factory=RegistryBases)


@dataclass(frozen=True)
class Review:
    """The results of the checks; findings and drift have a subject's name."""

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
        """Yield a line for each finding, stale picture and difference."""
        for name, finding in self.findings:
            location = f"{name}: {finding.node}" if finding.node else name
            yield f"{location}: {finding.code} {finding.severity}: {finding.message}"
        yield from (f"{path}: stale" for path in self.stale)
        for name, drifted in self.drift:
            yield from (f"{name}: {line}" for line in drifted.lines())

    def summary(self) -> str:
        """Return the number of architectures and of each kind of result."""
        counts = (
            (len(self.problems), "problem"),
            (len(self.findings), "finding"),
            (len(self.stale), "stale picture"),
            (sum(len([*drifted.lines()]) for _, drifted in self.drift), "difference"),
        )
        results = ", ".join(_counted(count, noun) for count, noun in counts if count)
        return f"{_counted(self.checked, 'architecture')} checked: {results or 'no problems'}"


def subjects(names: Sequence[str]) -> tuple[Subject, ...]:
    """Return the subjects of names, files and folders [default: ./architectures].

    Raises:
        UnknownNameError: if there is no such entry.
        DocumentError: if no name is given and there is no such folder.
    """
    if not names and not Path(FOLDER).is_dir():
        raise DocumentError(f"there is no folder '{FOLDER}' here: name what to check")
    local = registry.local()
    by_name = {subject.name: subject for name in names or [FOLDER] for subject in _subjects(name, local)}
    return tuple(by_name.values())


def _subjects(name: str, local: Sequence[Entry]) -> Iterator[Subject]:
    path = Path(name)
    if name == "-" or path.name == "pyproject.toml":
        yield Subject(name)
    elif path.is_dir() or registry.is_file_target(name):
        files = registry.documents(path) if path.is_dir() else [path]
        entries = registry.local_in(path, local)
        yield from map(_of_entry, entries) if entries else (Subject(str(file)) for file in files)
    else:
        yield from map(_of_entry, registry.find_all(name))


def _of_entry(entry: Entry) -> Subject:
    return Subject(entry.name if entry.builtin or entry.package else entry.path, entry)


def review(subjects: Sequence[Subject], options: ReviewOptions) -> Review:
    """Return the results for all subjects, readable or not."""
    results = (_checked(subject, options) for subject in subjects)
    return sum(results, Review()) + _stale_animations(subjects, options)


def _checked(subject: Subject, options: ReviewOptions) -> Review:
    try:
        results = (result for arch in _load(subject, options) for result in _results(subject, arch, options))
        return sum(results, Review())
    except MlarchError as error:
        located = isinstance(error, (DocumentError, ScriptError))
        problems = (problem if located else f"{subject.name}: {problem}" for problem in error.problems)
        return Review(checked=1, problems=tuple(problems))


def _load(subject: Subject, options: ReviewOptions) -> tuple[Architecture, ...]:
    """Return the architectures of a subject, none for a project file."""
    path, entry = Path(subject.name), subject.entry
    if subject.runs_python and not options.python:
        raise DocumentError(f"{subject.name}: Python, which --no-python does not run")
    if is_project_file(path):
        project_at(path.parent)
        return ()
    if entry is None:
        return targets.resolve(subject.name, targets.TargetContext(read=options.read))
    if is_document(entry.path):
        return (loading.load(entry.path, name=entry.name, bases=options.bases),)
    return (entry_loading.load_entry(entry),)


def _results(subject: Subject, arch: Architecture, options: ReviewOptions) -> Iterator[Review]:
    """Yield the result of each check; a decision is not a system and has no drift."""
    yield Review(checked=1)
    findings = lint(arch, severity=options.severity)
    yield Review(findings=tuple((subject.name, finding) for finding in findings))
    if subject.drawn_entry and options.out.is_dir():
        built = check_pictures(subject.drawn_entry, arch, options.out)
        yield Review(problems=built.problems, stale=built.stale)
    if options.deployed is not None and not is_decision(arch):
        drifted = drift(arch, options.deployed)
        yield Review(drift=((subject.name, drifted),) if drifted else ())


def _stale_animations(subjects: Sequence[Subject], options: ReviewOptions) -> Review:
    """Return the stale animations of the families whose steps are all checked."""
    if not options.out.is_dir():
        return Review()
    readable = (subject for subject in subjects if options.python or not subject.runs_python)
    entries = {entry.name: entry for subject in readable if (entry := subject.drawn_entry)}
    stale: tuple[Path, ...] = ()
    for family in registry.families(registry.local()) if entries else ():
        if family.name not in entries and {*family.members} <= {*entries}:
            members = [entries[name] for name in family.members]
            stale += check_animation(family, members, options.out).stale
    return Review(stale=stale)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
