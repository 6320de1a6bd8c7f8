"""Draw several architectures as one picture that moves: a self-contained SVG with CSS, or a GIF.

Each step shows its title and its parts, all of them where they stand in every other step. What is new
fades in, and what is gone fades out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mlarch.drawing import png
from mlarch.drawing.fingerprint import fingerprint
from mlarch.drawing.stylesheet import stylesheet
from mlarch.drawing.svg import ROOT, DrawnPart, definitions, head, parts, pictures, whole
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
"""How long a step is shown."""

LARGEST_GIF = 1_500_000
"""The most bytes of a GIF: one that comes out larger is drawn again with fewer pixels."""

_FADE = 0.7
_WIDTHS = (1000, 900, 800, 700, 600, 500, 400)
_DOT, _DOT_GAP = 3.5, 13.0
_ORDER = ("canvas", "logo", "line", "cluster", "edge", "node", "edge-label", "legend", "dot")


def to_svg(
    steps: Sequence[Architecture], *, heading: str = "", seconds: float = SECONDS, **options: object
) -> str:
    """Return an animated picture of architectures, `seconds` of each; `options` are those of `Options`.

    `heading` is the title of the file; the picture shows those of the steps. Where motion is not wanted
    (`prefers-reduced-motion`), and where CSS does not run, the last step is shown. The pointer over the
    picture halts it.

    Raises:
        ParameterError: where there is only one, one shares nothing with the others, or seconds is
            not more than a fade takes.
        LayoutError: where the layout engine fails.
    """
    if not _FADE < seconds <= 60:
        raise ParameterError(f"seconds must be more than {_FADE:g} and at most 60, not {seconds:g}")
    chosen = Options.of(**options)
    film = _film(steps, chosen)
    shown = [*_shown(film)]
    times = {
        key: number for number, key in enumerate(dict.fromkeys(one.key for one in shown if not one.always))
    }
    rules = [stylesheet(film.all, chosen, ROOT), *_dot_rules(chosen), *_motion(times, len(steps), seconds)]
    body = [f"<style>{''.join(rules)}</style>", *film.symbols]
    body += [
        one.part.markup if one.always else f'<g class="v v{times[one.key]}">{one.part.markup}</g>'
        for one in shown
    ]
    opening = head(
        _said(steps, heading), film.extent, chosen, mark(steps, heading=heading, seconds=seconds, **options)
    )
    return whole(opening, body, chosen)


def mark(
    steps: Sequence[Architecture], *, heading: str = "", seconds: float = SECONDS, **options: object
) -> str:
    """Return the fingerprint of what `to_svg` draws."""
    inner = [fingerprint(arch.view()) for arch in steps]
    return fingerprint(steps[-1].view(), Options.of(**options), animation=[inner, heading, float(seconds)])


def to_gif(
    steps: Sequence[Architecture], *, seconds: float = SECONDS, width: int = 0, **options: object
) -> bytes:
    """Return the steps as an animated GIF of at most `LARGEST_GIF` bytes, `seconds` of each.

    Its width in pixels is `width`, or the largest of a few that stays below that size.

    Raises:
        ParameterError: as `to_svg`, and where the GIF is too large at the width asked for.
        LayoutError: where the layout engine fails.
        RasterError: where the rasteriser is missing or refuses.
    """
    if not 0.02 <= seconds <= 60:
        raise ParameterError(f"seconds must be 0.02 to 60, not {seconds:g}")
    chosen = replace(Options.of(**options), text="text", width=0.0, fit="")
    film = _film(steps, chosen)
    frames = [_frame(film, step, chosen) for step in range(len(steps))]
    data = b""
    for pixels in (width,) if width else _WIDTHS:
        scale = pixels / film.extent[0]
        data = png.gif([png.rasterise(frame, scale) for frame in frames], round(seconds * 1000))
        if len(data) <= LARGEST_GIF:
            return data
    size = f"{len(data) / 1_000_000:.1f} MB at {pixels} pixels"
    raise ParameterError(f"the GIF takes {size}, more than {LARGEST_GIF / 1_000_000:g} MB: choose SVG")


# What is shown when.


@dataclass(frozen=True)
class _Film:
    """The parts of every step, and what they share: `all` holds what any step has, `extent` is in px."""

    all: Architecture
    scenes: Sequence[Sequence[DrawnPart]]
    depths: dict[str, int]
    symbols: Sequence[str]
    extent: tuple[float, float]


@dataclass(frozen=True)
class _Shown:
    """A part, the steps in which it is shown, and those of them after which another takes its place."""

    part: DrawnPart
    steps: frozenset[int]
    replaced: frozenset[int]
    count: int

    @property
    def always(self) -> bool:
        return len(self.steps) == self.count

    @property
    def key(self) -> tuple[frozenset[int], frozenset[int], bool]:
        return (self.steps, self.replaced, self.part.what in ("line", "legend", "dot"))


def _film(steps: Sequence[Architecture], options: Options) -> _Film:
    steps = [arch.view() for arch in steps]
    laid_out = stable_layouts(steps, options)
    own = [own_options(arch, options) for arch in steps]
    drawn = pictures(zip(steps, laid_out, strict=True), options)
    scenes = [
        [*parts(replace(picture, options=chosen)), *_dots(layout, step, len(steps))]
        for step, (picture, chosen, layout) in enumerate(zip(drawn, own, laid_out, strict=True))
    ]
    depths = {cluster.id: cluster.depth for layout in laid_out for cluster in layout.clusters}
    extent = (laid_out[0].width, laid_out[0].height)
    return _Film(combine(steps), scenes, depths, [*definitions(drawn[0])], extent)


def _dots(layout: Layout, step: int, count: int) -> Iterator[DrawnPart]:
    """Yield a row of dots in the lower right corner, the one of this step filled."""
    y = layout.height - 14.0
    for number in range(count):
        x = layout.width - 24.0 - (count - 1 - number) * _DOT_GAP
        name = "dot here" if number == step else "dot"
        markup = f'<circle class="{name}" cx="{x:g}" cy="{y:g}" r="{_DOT:g}"/>'
        yield DrawnPart("dot", f"{number}", markup)


def _shown(film: _Film) -> Iterator[_Shown]:
    """Yield every part once, in the order of painting."""
    steps: dict[DrawnPart, set[int]] = {}
    for step, scene in enumerate(film.scenes):
        for part in scene:
            steps.setdefault(part, set()).add(step)
    present = [{(part.what, part.id) for part in scene} for scene in film.scenes]
    count = len(film.scenes)

    def place(part: DrawnPart) -> tuple[int, int, int]:
        depth = film.depths.get(part.id, 0) if part.what == "cluster" else 0
        return (_ORDER.index(part.what), depth, min(steps[part]))

    for part in sorted(steps, key=place):
        own = steps[part]
        ends = {step for step in own if (step + 1) % count not in own}
        replaced = {step for step in ends if (part.what, part.id) in present[(step + 1) % count]}
        yield _Shown(part, frozenset(own), frozenset(replaced), count)


def _frame(film: _Film, step: int, options: Options) -> str:
    """Return one step as a picture that stands still."""
    rules = [stylesheet(film.all, options, ROOT), *_dot_rules(options)]
    body = [f"<style>{''.join(rules)}</style>", *film.symbols, *(part.markup for part in film.scenes[step])]
    return whole(head(("", ""), film.extent, options, ""), body, options)


def _said(steps: Sequence[Architecture], title: str) -> tuple[str, str]:
    told = " ".join(f"{number}. {arch.title}." for number, arch in enumerate(steps, start=1))
    return (title or steps[-1].title, f"An animation of {len(steps)} steps. {told}")


# Style.


def _dot_rules(options: Options) -> Iterator[str]:
    yield _dot_colors(THEMES[options.theme])
    if options.theme == "auto":
        yield f"@media (prefers-color-scheme:dark){{{_dot_colors(DARK)}}}"


def _dot_colors(theme: Theme) -> str:
    color = theme.muted
    return f"#{ROOT} .dot{{fill:none;stroke:{color};stroke-width:1.2}}#{ROOT} .here{{fill:{color}}}"


def _motion(
    times: dict[tuple[frozenset[int], frozenset[int], bool], int], count: int, seconds: float
) -> Iterator[str]:
    """Yield the rules that show and hide: one for all parts that come and go together."""
    total = count * seconds
    for (steps, replaced, cut), number in times.items():
        still = "" if count - 1 in steps else ";opacity:0;visibility:hidden"
        yield f"#{ROOT} .v{number}{{animation-name:{ROOT}-v{number}{still}}}"
        frames = _keyframes(steps, replaced, cut, count, _FADE / total)
        yield f"@keyframes {ROOT}-v{number}{{{''.join(frames)}}}"
    yield (
        f"#{ROOT} .v{{animation-duration:{total:g}s;animation-timing-function:linear;"
        "animation-iteration-count:infinite}"
        f"#{ROOT}:hover .v{{animation-play-state:paused}}"
        "@media (prefers-reduced-motion:reduce){"
        f"#{ROOT} .v{{animation-play-state:paused;animation-delay:-{total - 0.01:g}s}}}}"
    )


def _keyframes(
    steps: frozenset[int], replaced: frozenset[int], cut: bool, count: int, fade: float
) -> Iterator[str]:
    """Yield the keyframes of parts that are shown in these steps; `fade` is a share of the whole.

    What another replaces stays until that has faded in; what is `cut` makes room at once.
    """
    for step in range(count):
        before = (step - 1) % count
        was, is_now = before in steps, step in steps
        if was == is_now:
            if step == 0:
                yield _keyframe(0.0, was)
            continue
        start = step / count
        yield _keyframe(start, was)
        if not is_now and cut:
            yield _keyframe(start + 0.0001, False)
        elif not is_now and before in replaced:
            yield _keyframe(start + fade, True)
            yield _keyframe(start + fade + 0.0001, False)
        else:
            yield _keyframe(start + fade, is_now)
    yield _keyframe(1.0, count - 1 in steps)


def _keyframe(share: float, shown: bool) -> str:
    look = "opacity:1;visibility:visible" if shown else "opacity:0;visibility:hidden"
    return f"{share * 100:.4g}%{{{look}}}"
