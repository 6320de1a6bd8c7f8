"""Bring the pictures of one entry or one family up to date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from mlarch import drawing
from mlarch.documents.paths import is_document
from mlarch.documents.saving import save
from mlarch.drawing import animation
from mlarch.errors import DocumentError, LayoutError, MlarchError, OutputError, ScriptError
from mlarch.exporters.writing import PICTURES, SCALE, as_bytes, place, produce
from mlarch.layout import engine
from mlarch.layout.options import Options
from mlarch.layout.steps.common_parts import have_common_parts
from mlarch.project import entry_loading
from mlarch.project.build_result import BuildResult
from mlarch.project.outputs import Output, outputs_of

if TYPE_CHECKING:
    from mlarch.model import Architecture
    from mlarch.project.entry import Entry

__all__ = [
    "BuildOptions",
    "FamilyAnimation",
    "update_animation",
    "update_entry",
    "update_output",
    "update_themes",
]

_LAST_BYTES = {"svg": b"</svg>", "png": b"IEND\xaeB`\x82"}


@dataclass(frozen=True)
class BuildOptions:
    """The options of a build: see `mlarch.project.build.build`."""

    out: Path
    provider: str = ""
    check: bool = False
    force: bool = False
    python: bool = True

    def allows(self, entry: Entry) -> bool:
        """Return True unless the entry is Python code that may not run."""
        return self.python or entry.builtin or is_document(entry.path)


@dataclass(frozen=True)
class FamilyAnimation:
    """A family and its steps, which become one animated picture."""

    family: Entry
    steps: tuple[Entry, ...]


def update_entry(entry: Entry, options: BuildOptions, requested: set[Path]) -> BuildResult:
    """Bring the outputs of an entry up to date.

    `requested` is extended by the paths that its documents name.
    """
    if not options.allows(entry):
        return BuildResult(problems=(f"{entry.path}: Python, which --no-python does not run",))
    try:
        arch, unmatched = _on_provider(options.provider, entry_loading.load_entry(entry, requested))
        outputs = outputs_of(entry, requested)
    except MlarchError as error:
        return _failure(entry, error)
    with engine.apart(not entry.builtin):  # A document that brings the engine down spoils no other.
        results = (update_output(entry, arch, output, options) for output in outputs)
        return sum(results, BuildResult(unmatched=unmatched))


def update_output(entry: Entry, arch: Architecture, output: Output, options: BuildOptions) -> BuildResult:
    """Bring one output of an entry, whose architecture is `arch`, up to date."""
    try:
        path = place(options.out, output.name, output.format)
        if not options.force and _is_current(path, arch, output):
            return BuildResult(unchanged=(path,))
        if options.check:
            return BuildResult(stale=(path,))
        return BuildResult(written=(save(path, produce(arch, output.format, **output.options)),))
    except MlarchError as error:
        return _failure(entry, error)


def update_animation(animated: FamilyAnimation, options: BuildOptions, requested: set[Path]) -> BuildResult:
    """Bring the animated SVG of a family up to date.

    It needs SVG among the outputs, and steps with parts in common.
    """
    try:
        steps = [
            _on_provider(options.provider, entry_loading.load_entry(entry, requested))[0]
            for entry in animated.steps
        ]
        outputs = outputs_of(animated.steps[0], requested)
    except MlarchError:
        return BuildResult()  # reported for the step itself
    svg = next((output for output in outputs if output.format == "svg"), None)
    if svg is None or not have_common_parts(steps):
        return BuildResult()
    look = {"heading": animated.family.title, **svg.options}
    try:
        path = place(options.out, animated.family.name, "svg")
        if not options.force and _fingerprint(_content(path), "svg") == animation.mark(steps, **look):
            return BuildResult(unchanged=(path,))
        if options.check:
            return BuildResult(stale=(path,))
        with engine.apart(not all(entry.builtin for entry in animated.steps)):
            return BuildResult(written=(save(path, animation.to_svg(steps, **look)),))
    except MlarchError as error:
        return _failure(animated.family, error)


def update_themes(
    entry: Entry,
    out: str | PathLike[str],
    themes: Iterable[str],
    provider: str = "",
    *,
    check: bool = False,
    force: bool = False,
) -> tuple[Architecture, dict[Path, BuildResult]]:
    """Bring the SVG of an entry up to date in each theme; return results by path.

    If the project wants that picture anyway, the path is the one that a build writes.

    Raises:
        MlarchError: if the entry cannot be read.
    """
    (arch, _), outputs = _on_provider(provider, entry_loading.load_entry(entry)), outputs_of(entry)
    look = {key: value for key, value in outputs[0].options.items() if key != "theme"} if outputs else {}
    results: dict[Path, BuildResult] = {}
    for theme in themes:
        wanted = [output for output in outputs if output.format == "svg" and output.options["theme"] == theme]
        name = entry.name if theme == "light" else f"{entry.name}-{theme}"
        output = wanted[0] if wanted else Output(name, "svg", {"theme": theme, **look})
        options = BuildOptions(Path(out), provider, check, force and not wanted)
        with engine.apart(not entry.builtin):
            results[place(out, output.name, "svg")] = update_output(entry, arch, output, options)
    return arch, results


def _on_provider(provider: str, arch: Architecture) -> tuple[Architecture, tuple[str, ...]]:
    """Return an architecture on a provider, and services without equivalent."""
    if not provider:
        return arch, ()
    from mlarch.analysis.retarget import retarget

    retargeted = retarget(arch, provider)
    return retargeted.architecture, retargeted.report.problems


def _is_current(path: Path, arch: Architecture, output: Output) -> bool:
    """Return True if a file was made from this architecture with these options."""
    data = _content(path)
    if output.format not in PICTURES:  # cheap to make, and without a fingerprint
        return data == as_bytes(produce(arch, output.format, **output.options))
    scale = {"scale": SCALE} if output.format == "png" else {}
    options = Options.of(**output.options)
    return bool(data) and _fingerprint(data, output.format) == drawing.fingerprint(
        arch.view(), options, **scale
    )


def _fingerprint(data: bytes, format: str) -> str:
    """Return the fingerprint in a picture, empty if the picture is incomplete."""
    return drawing.read_fingerprint(data) if data.rstrip().endswith(_LAST_BYTES[format]) else ""


def _content(path: Path) -> bytes:
    """Return the content of a file, empty if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _failure(entry: Entry, error: MlarchError) -> BuildResult:
    """Return the problems of an entry, after its name unless they have a file."""
    if isinstance(error, (DocumentError, LayoutError, OutputError, ScriptError)):
        return BuildResult(problems=error.problems)
    return BuildResult(problems=tuple(f"{entry.name}: {problem}" for problem in error.problems))
