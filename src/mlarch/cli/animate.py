"""Draw steps as one picture that moves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mlarch.cli.arguments import set_option, surroundings, targets_argument
from mlarch.cli.drawing import drawing_options, given
from mlarch.cli.project import look

__all__ = ["animate"]

_FORMATS = (".svg", ".gif")


@click.command()
@targets_argument
@click.option("-o", "--output", default="", metavar="FILE|-", help="Where to: .svg or .gif; SVG on -.")
@click.option(
    "--seconds", type=float, default=3.0, show_default=True, metavar="N", help="How long a step is shown."
)
@drawing_options
@set_option
def animate(
    names: tuple[str, ...],
    output: str,
    seconds: float,
    settings: tuple[str, ...],
    **options: Any,
) -> None:
    """Draw a family, or any list of architectures, as one animated SVG or GIF.

    What is in several steps stands still, what is new fades in. An SVG needs no script, and shows the
    last step where motion is not wanted; a GIF stays below 1.5 MB.
    """
    from mlarch.cli.steps import file_name
    from mlarch.drawing import animation
    from mlarch.exporters import writing
    from mlarch.exporters.saving import save
    from mlarch.project import targets

    found = targets.resolve_all(names, surroundings(settings))
    family = targets.family_of(names)
    path = Path(output or writing.place("", f"{file_name(found, family)}-animated", "svg"))
    if output != "-" and path.suffix.lower() not in _FORMATS:
        raise click.UsageError(f"'-o {output}': an animation is .svg or .gif.")
    drawing = {**look(names), **given(options)}
    if path.suffix.lower() == ".gif":
        width = int(drawing.pop("width", 0))
        save(path, animation.to_gif(found, seconds=seconds, width=width, **drawing))
    else:
        svg = animation.to_svg(found, heading=family.title if family else "", seconds=seconds, **drawing)
        if output == "-":
            click.echo(svg, nl=False)
            return
        save(path, svg)
    click.echo(f"wrote {path}", err=True)
