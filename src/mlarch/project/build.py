"""Bring the pictures of a folder of architectures up to date."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterable, Iterator
from os import PathLike
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from mlarch.documents.paths import FOLDER
from mlarch.documents.saving import sweep
from mlarch.project import cache
from mlarch.project.build_result import BuildResult

if TYPE_CHECKING:
    from mlarch.project.entry import Entry
    from mlarch.project.pictures import BuildOptions, FamilyAnimation

__all__ = ["build", "entries"]

Done = Callable[[str], object]


def entries(folder: str | PathLike[str] = FOLDER) -> tuple[Entry, ...]:
    """Return the architectures in `folder`, or the zoo if there is no folder."""
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
) -> BuildResult:
    """Draw each of `entries(folder)` into `out`, unless its pictures are up to date.

    Formats and themes are those of the project file, by default SVG and PNG in the light theme. The
    steps of a family also become an animated SVG with its name. A picture is up to date if it has the
    fingerprint of its architecture. An entry that fails does not stop the others.

    Args:
        provider: the provider to retarget to: "gcp", "aws", "azure" or "oss".
        check: write nothing, and report what is stale.
        force: draw what is up to date too.
        python: run the Python files of the folder; otherwise each of them is a problem.
        jobs: the number of entries to draw in parallel.
        shard: the part to draw, and the number of parts: (1, 2) and (2, 2) are everything.
        done: a function that is called with the name of each entry when it is drawn.
    """
    started, target, source = time.time(), Path(out), Path(folder)
    inputs = cache.input_hash(source)
    if not force and (record := cache.recall(target, source, inputs, provider, shard)):
        files, notes = record
        for parent in {path.parent for path in files} if not check else ():
            sweep(parent)
        return BuildResult(unchanged=tuple(files), unmatched=tuple(notes))
    from mlarch.project.pictures import BuildOptions

    options = BuildOptions(target, provider, check, force, python)
    result, outputs, requested = _build(entries(folder), options, jobs, shard, done)
    if not (check or result.problems):
        cache.remember(
            target,
            source,
            inputs,
            started,
            provider,
            shard,
            outputs=outputs,
            requested=requested,
            notes=result.unmatched,
        )
    return result


def _build(
    entries: tuple[Entry, ...], options: BuildOptions, jobs: int | None, shard: tuple[int, int], done: Done
) -> tuple[BuildResult, list[Path], set[Path]]:
    """Return the result, the files in order, and the paths that documents have named."""
    from mlarch.project.parallel import in_processes
    from mlarch.project.pictures import FamilyAnimation

    if not options.check:
        _sweep(options.out, entries)
    shown = _shard(entries, shard)
    animations = list(_animations(entries, shown, options))
    # Animations take longest. They come first, so that the processes end at about the same time.
    targets: list[FamilyAnimation | Entry] = [*animations, *shown]
    results, requested = list[BuildResult](), set[Path]()
    updates = in_processes(functools.partial(_update, options), targets, jobs, chunksize=1)
    for target, (result, named) in zip(targets, updates, strict=True):
        results.append(result)
        requested |= named
        if not isinstance(target, FamilyAnimation):
            done(target.name)
    results = [*results[len(animations) :], *results[: len(animations)]]
    outputs = [path for result in results for path in (*result.written, *result.unchanged)]
    return sum(results, BuildResult()), outputs, requested


def _update(options: BuildOptions, target: FamilyAnimation | Entry) -> tuple[BuildResult, set[Path]]:
    """Return the result of one target, and the paths that its documents name."""
    from mlarch.project.pictures import FamilyAnimation, update_animation, update_entry

    requested: set[Path] = set()
    if isinstance(target, FamilyAnimation):
        return update_animation(target, options, requested), requested
    return update_entry(target, options, requested), requested


def _sweep(out: Path, entries: Iterable[Entry]) -> None:
    """Remove the temporary files of killed builds."""
    for parent in {PurePath(entry.name).parent for entry in entries}:
        if not parent.is_absolute() and ".." not in parent.parts:
            sweep(Path(out, parent))


def _animations(
    entries: tuple[Entry, ...], shown: tuple[Entry, ...], options: BuildOptions
) -> Iterator[FamilyAnimation]:
    """Yield the families whose first step is shown, unless a step may not be run."""
    from mlarch.project import registry
    from mlarch.project.pictures import FamilyAnimation

    by_name = {entry.name: entry for entry in entries}
    for family in registry.families(entries):
        steps = tuple(by_name[name] for name in family.members)
        if family.name not in by_name and steps[0] in shown and all(map(options.allows, steps)):
            yield FamilyAnimation(family, steps)


def _shard(entries: tuple[Entry, ...], shard: tuple[int, int]) -> tuple[Entry, ...]:
    """Return every n-th entry: the part of one machine of several.

    >>> from mlarch.project.entry import Entry
    >>> entries = tuple(Entry(name=name) for name in "abcde")
    >>> [[entry.name for entry in _shard(entries, (number, 2))] for number in (1, 2)]
    [['a', 'c', 'e'], ['b', 'd']]
    """
    number, count = shard
    return entries[number - 1 :: count]
