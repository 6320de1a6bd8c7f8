"""Write the CSS animation that shows and hides parts step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mlarch.drawing.picture import ROOT

__all__ = ["FADE", "Visibility", "animation_rules"]

FADE = 0.7
"""Seconds of a fade."""


@dataclass(frozen=True)
class Visibility:
    """The steps in which a part is visible.

    After the steps in `replaced` a new version takes the place of the part, which stays until that has
    faded in. With `cut` a part disappears at once instead of fading out.
    """

    steps: frozenset[int]
    replaced: frozenset[int]
    cut: bool


def animation_rules(numbers: Mapping[Visibility, int], count: int, seconds: float) -> Iterator[str]:
    """Yield the rules of an animation with `count` steps of `seconds` each.

    `numbers` are those in the classes of parts: `v0`, `v1` and so on.
    """
    total = count * seconds
    for visibility, number in numbers.items():
        # Without CSS animations the last step is visible.
        hidden = "" if count - 1 in visibility.steps else ";opacity:0;visibility:hidden"
        yield f"#{ROOT} .v{number}{{animation-name:{ROOT}-v{number}{hidden}}}"
        frames = _keyframes(visibility, count, FADE / total)
        yield f"@keyframes {ROOT}-v{number}{{{''.join(frames)}}}"
    yield (
        f"#{ROOT} .v{{animation-duration:{total:g}s;animation-timing-function:linear;"
        "animation-iteration-count:infinite}"
        f"#{ROOT}:hover .v{{animation-play-state:paused}}"
        "@media (prefers-reduced-motion:reduce){"
        f"#{ROOT} .v{{animation-play-state:paused;animation-delay:-{total - 0.01:g}s}}}}"
    )


def _keyframes(visibility: Visibility, count: int, fade: float) -> Iterator[str]:
    """Yield the keyframes of parts; `fade` is a share of the whole animation."""
    for step in range(count):
        previous = (step - 1) % count
        was_visible, is_visible = previous in visibility.steps, step in visibility.steps
        if was_visible == is_visible:
            if step == 0:
                yield _keyframe(0.0, was_visible)
            continue
        start = step / count
        yield _keyframe(start, was_visible)
        if not is_visible and visibility.cut:
            yield _keyframe(start + 0.0001, False)
        elif not is_visible and previous in visibility.replaced:
            yield _keyframe(start + fade, True)
            yield _keyframe(start + fade + 0.0001, False)
        else:
            yield _keyframe(start + fade, is_visible)
    yield _keyframe(1.0, count - 1 in visibility.steps)


def _keyframe(share: float, visible: bool) -> str:
    look = "opacity:1;visibility:visible" if visible else "opacity:0;visibility:hidden"
    return f"{share * 100:.4g}%{{{look}}}"
