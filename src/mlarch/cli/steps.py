"""Draw several architectures together: at the same place in each picture, or all on one sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from mlarch.model import Architecture
    from mlarch.project.entry import Entry

__all__ = ["draw_sheet", "draw_stable", "file_name", "step_options"]

Command = TypeVar("Command", bound=Callable[..., Any])

_PICTURES = ("svg", "png")


def step_options(function: Command) -> Command:
    """Take how steps are drawn as `stable`, `trim` and `sheet`."""
    for option in (
        click.option("--sheet", is_flag=True, help="Draw all steps on one sheet."),
        click.option("--trim", is_flag=True, help="With --stable: cut each picture to its own size."),
        click.option("--stable", is_flag=True, help="Draw steps so that what they share stays in its place."),
    ):
        function = option(function)
    return function


def draw_stable(
    found: Sequence[Architecture], output: str, formats: str, drawing: dict[str, Any], *, trim: bool
) -> list[Path]:
    """Write a picture of each step, and return the paths; nothing is written unless all can be drawn."""
    from mlarch.cli.destination import STDOUT, destination
    from mlarch.drawing import steps

    if output == str(STDOUT):
        raise click.UsageError("'--stable' writes several pictures, and '-o -' takes one.")
    to = destination(output, formats, len(found))
    _refuse_others(to.formats, "--stable")
    pictures = list(to.pictures(found))
    options = {name: value for name, value in drawing.items() if name != "scale"}
    drawn: dict[str, Sequence[str | bytes]] = {}
    for format in to.formats:
        drawn[format] = (
            steps.to_svgs(found, trim=trim, **options)
            if format == "svg"
            else steps.to_pngs(found, trim=trim, scale=drawing.get("scale", 2.0), **options)
        )
    turn = {arch.name: number for number, arch in enumerate(found)}
    return _saved(
        {one.path: drawn[one.format][turn[one.architecture.name]] for one in pictures}, len(pictures)
    )


def draw_sheet(
    found: Sequence[Architecture], family: Entry | None, output: str, formats: str, drawing: dict[str, Any]
) -> list[Path]:
    """Write one sheet of all steps, or print it, and return the paths."""
    from mlarch.cli.destination import STDOUT, destination
    from mlarch.drawing import png, sheet
    from mlarch.exporters import writing

    to = destination(output, formats, 1)
    _refuse_others(to.formats, "--sheet")
    options = {name: value for name, value in drawing.items() if name != "scale"}
    said = {"heading": family.title, "summary": family.summary} if family else {}
    svg = sheet.to_svg(found, **said, **options)
    if to.file == STDOUT:
        click.echo(svg if to.formats[0] == "svg" else png.rasterise(svg, drawing.get("scale", 2.0)), nl=False)
        return []
    files: dict[Path, str | bytes] = {}
    for format in to.formats:
        path = to.file or writing.place(to.folder or "", f"{file_name(found, family)}-sheet", format)
        files[path] = svg if format == "svg" else png.rasterise(svg, drawing.get("scale", 2.0))
    return _saved(files, len(files))


def file_name(found: Sequence[Architecture], family: Entry | None) -> str:
    """Return what a picture of several architectures is called."""
    return family.name if family else found[-1].name


def _refuse_others(formats: Sequence[str], option: str) -> None:
    for format in formats:
        if format not in _PICTURES:
            raise click.UsageError(f"'{option}' draws svg and png, not {format}.")


def _saved(files: dict[Path, str | bytes], count: int) -> list[Path]:
    from mlarch.exporters.saving import save

    if len(files) < count:
        raise click.UsageError("Several steps have one name, and would be written to one file.")
    return [save(path, data) for path, data in files.items()]
