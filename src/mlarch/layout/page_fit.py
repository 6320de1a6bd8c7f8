"""Lay out a picture in the direction in which it comes out largest on what it is to fit."""

from __future__ import annotations

from dataclasses import replace

from mlarch.layout.assembly import assemble
from mlarch.layout.options import Options
from mlarch.layout.pages import scale
from mlarch.layout.positioned import Layout
from mlarch.model import Architecture

__all__ = ["lay_out"]

_TURNED = {"TB": "LR", "BT": "LR", "LR": "TB", "RL": "TB"}
# The declared direction is what the author thought of: another must be larger by this factor.
_WORTH_TURNING = 1.1


def lay_out(arch: Architecture, options: Options | None = None) -> Layout:
    """Return the positioned picture; with `fit` and no `direction`, the larger one of two.

    Raises:
        LayoutError: naming the architecture, with what the engine said.
    """
    options = options or Options()
    declared = assemble(arch, options)
    if not options.fit or options.direction:
        return declared
    turned = assemble(arch, replace(options, direction=_TURNED[arch.direction]))
    # A width that is given is that of both; what counts is how much of the page each can use.
    free = replace(options, width=0.0)
    gain = scale(free, turned.width, turned.height) / scale(free, declared.width, declared.height)
    return turned if gain > _WORTH_TURNING else declared
