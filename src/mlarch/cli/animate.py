"""Draw the steps of a family as an animation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mlarch.cli.options import (
    picture_options,
    set_option,
    target_context,
    targets_argument,
    to_picture_options,
)
from mlarch.cli.project_look import project_look

__all__ = ["animate"]

_SUFFIXES = (".svg", ".gif")


@click.command()
@targets_argument
@click.option(
    "-o",
    "--output",
    default="",
    metavar="FILE|-",
    help="Output file, .svg or .gif, or - for SVG on stdout [default: NAME-animated.svg].",
)
@click.option(
    "--seconds",
    type=float,
    default=3.0,
    show_default=True,
    metavar="N",
    help="Seconds that each step is shown.",
)
@picture_options
@set_option
def animate(
    names: tuple[str, ...],
    output: str,
    seconds: float,
    settings: tuple[str, ...],
    **values: Any,
) -> None:
    """Draw a family, or any list of architectures, as one animated SVG or GIF.

    Parts that stay keep their place; new parts fade in. The SVG needs no script, and shows the last
    step to readers who prefer reduced motion. A GIF stays below 1.5 MB.
    """
    from mlarch.cli.steps import file_name
    from mlarch.documents.saving import save
    from mlarch.drawing import animation
    from mlarch.exporters import writing
    from mlarch.project import targets

    steps = targets.resolve_all(names, target_context(settings))
    family = targets.family_of(names)
    path = Path(output or writing.place("", f"{file_name(steps, family)}-animated", "svg"))
    if output != "-" and path.suffix.lower() not in _SUFFIXES:
        raise click.UsageError(f"'-o {output}': an animation is .svg or .gif.")
    options = {**project_look(names), **to_picture_options(values)}
    if path.suffix.lower() == ".gif":
        width = int(options.pop("width", 0))
        save(path, animation.to_gif(steps, seconds=seconds, width=width, **options))
    else:
        svg = animation.to_svg(steps, heading=family.title if family else "", seconds=seconds, **options)
        if output == "-":
            click.echo(svg, nl=False)
            return
        save(path, svg)
    click.echo(f"wrote {path}", err=True)
