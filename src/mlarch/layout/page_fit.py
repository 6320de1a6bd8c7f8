"""Lay out a picture, and turn it if it fits its page better that way."""

from __future__ import annotations

from dataclasses import replace

from mlarch.layout.assembly import assemble
from mlarch.layout.options import Options
from mlarch.layout.pages import scale
from mlarch.layout.positioned import Layout
from mlarch.model import Architecture
from mlarch.model.vocabulary import Direction

__all__ = ["lay_out"]

_TURNED: dict[Direction, Direction] = {"TB": "LR", "BT": "LR", "LR": "TB", "RL": "TB"}
# The author chose the declared direction, so another one must gain at least this factor.
_LEAST_GAIN = 1.1


def lay_out(arch: Architecture, options: Options | None = None) -> Layout:
    """Return the positioned picture, turned if it fits its page better that way.

    It is never turned if the options have a direction.

    Raises:
        LayoutError: if the engine fails; names the architecture and holds the engine's messages.
    """
    options = options or Options()
    declared = assemble(arch, options)
    if not options.fit or options.direction:
        return declared
    turned = assemble(arch, replace(options, direction=_TURNED[arch.direction]))
    # A fixed width would hide how much of the page each direction can use.
    free = replace(options, width=0.0)
    gain = scale(free, turned.width, turned.height) / scale(free, declared.width, declared.height)
    return turned if gain > _LEAST_GAIN else declared
