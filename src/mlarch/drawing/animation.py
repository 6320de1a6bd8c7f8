"""Draw several architectures as one animation: an SVG with CSS, or a GIF.

Each step shows its title and its parts. Shared parts keep their place, new parts fade in, and removed
parts fade out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mlarch.drawing import png
from mlarch.drawing.fingerprints import fingerprint
from mlarch.drawing.icon_symbols import definitions
from mlarch.drawing.keyframes import FADE, Visibility, animation_rules
from mlarch.drawing.picture import ROOT, DrawnPart, pictures
from mlarch.drawing.stylesheet import stylesheet
from mlarch.drawing.svg import head, parts, whole
from mlarch.drawing.themes import DARK, THEMES, Theme
from mlarch.errors import ParameterError
from mlarch.layout.options import Options
from mlarch.layout.positioned import Layout
from mlarch.layout.steps.combined import combine
from mlarch.layout.steps.plan import own_options
from mlarch.layout.steps.stable_layout import stable_layouts
from mlarch.model import Architecture

__all__ = ["LARGEST_GIF", "SECONDS", "mark", "to_gif", "to_svg"]

SECONDS = 3.0
"""Seconds per step."""

LARGEST_GIF = 1_500_000
"""The most bytes of a GIF; a larger one is drawn again with fewer pixels."""

_WIDTHS = (1000, 900, 800, 700, 600, 500, 400)
_DOT, _DOT_GAP = 3.5, 13.0
_LAYERS = ("canvas", "logo", "line", "cluster", "edge", "node", "edge-label", "legend", "dot")
_CUT_LAYERS = ("line", "legend", "dot")
"""Layers whose parts disappear at once, to make room for the next ones."""


def to_svg(
    steps: Sequence[Architecture], *, heading: str = "", seconds: float = SECONDS, **options: object
) -> str:
    """Return an animation as SVG; `options` are those of `Options`.

    Each step takes `seconds`. `heading` is the title of the file, while the picture shows the title of
    each step. Readers who prefer reduced motion, and programs without CSS animations, show the last step.
    The animation pauses under the pointer.

    Raises:
        ParameterError: if there is only one architecture, if one has nothing in common with the others,
            or if `seconds` is not longer than a fade.
        LayoutError: if the layout engine fails.
    """
    if not FADE < seconds <= 60:
        raise ParameterError(f"seconds must be more than {FADE:g} and at most 60, not {seconds:g}")
    chosen = Options.of(**options)
    animation = _animation(steps, chosen)
    timed = [*_timed_parts(animation)]
    visibilities = dict.fromkeys(part.visibility for part in timed if not part.is_constant)
    numbers = {visibility: number for number, visibility in enumerate(visibilities)}
    rules = [stylesheet(animation.combined, chosen, ROOT), *_dot_rules(chosen)]
    rules += animation_rules(numbers, len(steps), seconds)
    body = [f"<style>{''.join(rules)}</style>", *animation.symbols]
    body += [
        part.markup if part.is_constant else f'<g class="v v{numbers[part.visibility]}">{part.markup}</g>'
        for part in timed
    ]
    start = head(
        _texts(steps, heading),
        animation.extent,
        chosen,
        mark(steps, heading=heading, seconds=seconds, **options),
    )
    return whole(start, body, chosen)


def mark(
    steps: Sequence[Architecture], *, heading: str = "", seconds: float = SECONDS, **options: object
) -> str:
    """Return the fingerprint of an animation as SVG."""
    inner = [fingerprint(arch.view()) for arch in steps]
    return fingerprint(steps[-1].view(), Options.of(**options), animation=[inner, heading, float(seconds)])


def to_gif(
    steps: Sequence[Architecture], *, seconds: float = SECONDS, width: int = 0, **options: object
) -> bytes:
    """Return an animation as GIF of at most `LARGEST_GIF` bytes, `seconds` per step.

    `width` is in pixels; 0 takes the largest of some widths that is small enough.

    Raises:
        ParameterError: as `to_svg`, and if the GIF is too large at the chosen width.
        LayoutError: if the layout engine fails.
        RasterError: if the rasteriser is missing or fails.
    """
    if not 0.02 <= seconds <= 60:
        raise ParameterError(f"seconds must be 0.02 to 60, not {seconds:g}")
    chosen = replace(Options.of(**options), text="text", width=0.0, fit="")
    animation = _animation(steps, chosen)
    frames = [_frame(animation, step, chosen) for step in range(len(steps))]
    data = b""
    for pixels in (width,) if width else _WIDTHS:
        scale = pixels / animation.extent[0]
        data = png.gif([png.rasterise(frame, scale) for frame in frames], round(seconds * 1000))
        if len(data) <= LARGEST_GIF:
            return data
    size = f"{len(data) / 1_000_000:.1f} MB at {pixels} pixels"
    raise ParameterError(f"the GIF takes {size}, more than {LARGEST_GIF / 1_000_000:g} MB: choose SVG")


@dataclass(frozen=True)
class _Animation:
    """The drawn parts of each step; `combined` has all parts, `extent` is in px."""

    combined: Architecture
    steps: Sequence[Sequence[DrawnPart]]
    depths: dict[str, int]
    symbols: Sequence[str]
    extent: tuple[float, float]


def _animation(steps: Sequence[Architecture], options: Options) -> _Animation:
    steps = [arch.view() for arch in steps]
    layouts = stable_layouts(steps, options)
    own = [own_options(arch, options) for arch in steps]
    drawings = pictures(zip(steps, layouts, strict=True), options)
    drawn_parts = [
        [*parts(replace(picture, options=chosen)), *_dots(layout, step, len(steps))]
        for step, (picture, chosen, layout) in enumerate(zip(drawings, own, layouts, strict=True))
    ]
    depths = {cluster.id: cluster.depth for layout in layouts for cluster in layout.clusters}
    extent = (layouts[0].width, layouts[0].height)
    return _Animation(combine(steps), drawn_parts, depths, [*definitions(drawings[0])], extent)


def _frame(animation: _Animation, step: int, options: Options) -> str:
    """Return one step as a still picture."""
    rules = [stylesheet(animation.combined, options, ROOT), *_dot_rules(options)]
    markup = [part.markup for part in animation.steps[step]]
    body = [f"<style>{''.join(rules)}</style>", *animation.symbols, *markup]
    return whole(head(("", ""), animation.extent, options, ""), body, options)


def _texts(steps: Sequence[Architecture], heading: str) -> tuple[str, str]:
    """Return title and description of the file."""
    titles = " ".join(f"{number}. {arch.title}." for number, arch in enumerate(steps, start=1))
    return (heading or steps[-1].title, f"An animation of {len(steps)} steps. {titles}")


@dataclass(frozen=True)
class _TimedPart:
    """A part of the drawing and the steps in which it is visible."""

    markup: str
    visibility: Visibility
    is_constant: bool


def _timed_parts(animation: _Animation) -> Iterator[_TimedPart]:
    """Yield every distinct part once, in the order of painting."""
    steps: dict[DrawnPart, set[int]] = {}
    for step, step_parts in enumerate(animation.steps):
        for part in step_parts:
            steps.setdefault(part, set()).add(step)
    present = [{(part.layer, part.id) for part in step_parts} for step_parts in animation.steps]
    count = len(animation.steps)

    def order(part: DrawnPart) -> tuple[int, int, int]:
        depth = animation.depths.get(part.id, 0) if part.layer == "cluster" else 0
        return (_LAYERS.index(part.layer), depth, min(steps[part]))

    for part in sorted(steps, key=order):
        own = frozenset(steps[part])
        last = {step for step in own if (step + 1) % count not in own}
        replaced = frozenset(step for step in last if (part.layer, part.id) in present[(step + 1) % count])
        visibility = Visibility(own, replaced, part.layer in _CUT_LAYERS)
        yield _TimedPart(part.markup, visibility, len(own) == count)


def _dots(layout: Layout, step: int, count: int) -> Iterator[DrawnPart]:
    """Yield a row of dots in the lower right corner, with the dot of this step filled."""
    y = layout.height - 14.0
    for number in range(count):
        x = layout.width - 24.0 - (count - 1 - number) * _DOT_GAP
        name = "dot here" if number == step else "dot"
        markup = f'<circle class="{name}" cx="{x:g}" cy="{y:g}" r="{_DOT:g}"/>'
        yield DrawnPart("dot", f"{number}", markup)


def _dot_rules(options: Options) -> Iterator[str]:
    yield _dot_colors(THEMES[options.theme])
    if options.theme == "auto":
        yield f"@media (prefers-color-scheme:dark){{{_dot_colors(DARK)}}}"


def _dot_colors(theme: Theme) -> str:
    color = theme.muted
    return f"#{ROOT} .dot{{fill:none;stroke:{color};stroke-width:1.2}}#{ROOT} .here{{fill:{color}}}"
