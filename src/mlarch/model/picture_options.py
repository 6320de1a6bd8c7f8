"""Type the keywords of pictures, for type checkers and checks at run time."""

from __future__ import annotations

from typing import Literal, TypedDict

from mlarch.model.vocabulary import Direction, ThemeName

__all__ = ["DiagramOptions", "Fit", "OutputOptions", "PictureOptions", "TextStyle"]

Fit = Literal["readme", "16:9", "a4"]
TextStyle = Literal["text", "paths"]


class _StyleOptions(TypedDict, total=False):
    theme: ThemeName
    flow: str
    title: bool
    legend: bool
    transparent: bool
    width: float
    fit: Fit
    text: TextStyle
    accent: str
    logo: str


class PictureOptions(_StyleOptions, total=False):
    """Keywords of a picture; `mlarch.layout.options.Options` explains each."""

    direction: Direction
    credit: bool
    notes: bool


class OutputOptions(PictureOptions, total=False):
    """Keywords of a picture that is written: `scale` is pixels of a PNG per CSS pixel."""

    scale: float
    links: bool


class DiagramOptions(_StyleOptions, total=False):
    """Keywords of `OutputOptions` that mean the same in a Diagram."""

    scale: float
    links: bool
