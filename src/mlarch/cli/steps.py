"""Draw several architectures together: with shared parts in the same place, or on one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from mlarch.model import Architecture
    from mlarch.project.entry import Entry

__all__ = ["draw_sheet", "draw_stable", "file_name"]

_PICTURES = ("svg", "png")


def draw_stable(
    architectures: Sequence[Architecture], output: str, formats: str, options: dict[str, Any], *, trim: bool
) -> list[Path]:
    """Write a picture of each step and return the paths; write nothing if one cannot be drawn."""
    from mlarch.cli.destination import STDOUT, destination
    from mlarch.drawing import steps

    if output == str(STDOUT):
        raise click.UsageError("'--stable' writes several pictures, and '-o -' takes one.")
    to = destination(output, formats, len(architectures))
    _refuse_others(to.formats, "--stable")
    pictures = list(to.pictures(architectures))
    layout_options = {name: value for name, value in options.items() if name != "scale"}
    drawn: dict[str, Sequence[str | bytes]] = {}
    for format in to.formats:
        drawn[format] = (
            steps.to_svgs(architectures, trim=trim, **layout_options)
            if format == "svg"
            else steps.to_pngs(architectures, trim=trim, scale=options.get("scale", 2.0), **layout_options)
        )
    numbers = {arch.name: number for number, arch in enumerate(architectures)}
    return _save(
        {file.path: drawn[file.format][numbers[file.architecture.name]] for file in pictures}, len(pictures)
    )


def draw_sheet(
    architectures: Sequence[Architecture],
    family: Entry | None,
    output: str,
    formats: str,
    options: dict[str, Any],
) -> list[Path]:
    """Write or print one sheet of all steps, and return the paths."""
    from mlarch.cli.destination import STDOUT, destination
    from mlarch.drawing import png, sheet
    from mlarch.exporters import writing

    to = destination(output, formats, 1)
    _refuse_others(to.formats, "--sheet")
    layout_options = {name: value for name, value in options.items() if name != "scale"}
    heading = {"heading": family.title, "summary": family.summary} if family else {}
    svg = sheet.to_svg(architectures, **heading, **layout_options)
    if to.file == STDOUT:
        click.echo(svg if to.formats[0] == "svg" else png.rasterise(svg, options.get("scale", 2.0)), nl=False)
        return []
    files: dict[Path, str | bytes] = {}
    for format in to.formats:
        path = to.file or writing.place(to.folder or "", f"{file_name(architectures, family)}-sheet", format)
        files[path] = svg if format == "svg" else png.rasterise(svg, options.get("scale", 2.0))
    return _save(files, len(files))


def file_name(architectures: Sequence[Architecture], family: Entry | None) -> str:
    """Return the file name, without suffix, of a picture of several architectures."""
    return family.name if family else architectures[-1].name


def _refuse_others(formats: Sequence[str], option: str) -> None:
    for format in formats:
        if format not in _PICTURES:
            raise click.UsageError(f"'{option}' draws svg and png, not {format}.")


def _save(files: dict[Path, str | bytes], count: int) -> list[Path]:
    from mlarch.documents.saving import save

    if len(files) < count:
        raise click.UsageError("Several steps have one name, and would be written to one file.")
    return [save(path, data) for path, data in files.items()]
