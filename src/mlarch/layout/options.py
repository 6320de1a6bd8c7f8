"""Define the options of a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Literal, get_args

from mlarch.errors import ParameterError, UnknownNameError, did_you_mean
from mlarch.model import DIRECTIONS, THEMES, Architecture
from mlarch.model.colors import is_color
from mlarch.model.picture_options import Fit, TextStyle
from mlarch.model.vocabulary import Direction, ThemeName

__all__ = ["FITS", "TEXTS", "Options", "chosen_flow"]

FITS: tuple[Fit, ...] = get_args(Fit)
"""The pages that a picture can be fitted to: the column of a README, a slide, a sheet of paper."""

TEXTS: tuple[TextStyle, ...] = get_args(TextStyle)
"""Ways to draw text: in the reader's fonts, or as outlines."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """The options of a picture.

    - `theme` is one of `mlarch.model.THEMES`.
    - `flow` is the flow whose edges are numbered, the first one by default; "none" numbers nothing.
    - `direction` replaces the direction of the architecture.
    - `title`, `legend`, `credit` and `notes` show these parts.
    - `transparent` leaves out the background.
    - `width` is the width of the SVG in CSS px; 0 is the natural width.
    - `fit` is one of `FITS`. The picture is scaled to the page and padded to its aspect ratio. Unless
      `direction` is given, the direction is chosen that makes it largest.
    - `text` is one of `TEXTS`. "paths" also avoids everything that slide programs do not read.
    - `accent` is a color that replaces the theme's color of requests.
    - `logo` is the path of a picture beside the title.

    Raises:
        UnknownNameError: if there is no such theme.
        ParameterError: if another value is not allowed.
    """

    theme: ThemeName = "light"
    flow: str = ""
    direction: Direction | Literal[""] = ""
    title: bool = True
    legend: bool = True
    credit: bool = True
    notes: bool = False
    transparent: bool = False
    width: float = 0.0
    fit: Fit | Literal[""] = ""
    text: TextStyle = "text"
    accent: str = ""
    logo: str = ""

    def __post_init__(self) -> None:
        if self.theme not in THEMES:
            hint = did_you_mean(self.theme, THEMES) or f" There are {', '.join(THEMES)}."
            raise UnknownNameError(f"unknown theme '{self.theme}'.{hint}")
        if self.direction and self.direction.upper() not in DIRECTIONS:
            raise ParameterError(f"direction '{self.direction}' is not one of {', '.join(DIRECTIONS)}")
        object.__setattr__(self, "direction", self.direction.upper())
        if self.fit not in ("", *FITS):
            raise ParameterError(f"fit '{self.fit}' is not one of {', '.join(FITS)}")
        if self.text not in TEXTS:
            raise ParameterError(f"text '{self.text}' is not one of {', '.join(TEXTS)}")
        if self.accent and not is_color(self.accent):
            raise ParameterError(f"accent '{self.accent}' is not a color: write a CSS name or '#rrggbb'")
        if not 0 <= self.width < math.inf:
            raise ParameterError(f"width must be a number of px above 0, not {self.width}")

    @classmethod
    def of(cls, **values: object) -> Options:
        """Return options from keywords; None means the default.

        Raises:
            UnknownNameError: for a keyword that is not an option.

        >>> Options.of(theme="dark", width=None) == Options(theme="dark")
        True
        """
        names = [field.name for field in fields(cls)]
        unknown = [name for name in values if name not in names]
        if unknown:
            raise UnknownNameError(
                [f"unknown option '{name}'.{did_you_mean(name, names)}" for name in unknown]
            )
        return cls(**{name: value for name, value in values.items() if value is not None})  # type: ignore[arg-type]  # checked in init


def chosen_flow(arch: Architecture, options: Options) -> str:
    """Return the name of the flow to number, or '' if there is none.

    Raises:
        UnknownNameError: if the architecture has no flow of that name.
    """
    if options.flow == "none" or not arch.flows:
        if options.flow not in ("", "none"):
            raise UnknownNameError(f"unknown flow '{options.flow}': '{arch.name}' has none")
        return ""
    if not options.flow:
        return next(iter(arch.flows))
    if options.flow not in arch.flows:
        hint = did_you_mean(options.flow, arch.flows) or f" There are {', '.join(arch.flows)}."
        raise UnknownNameError(f"unknown flow '{options.flow}' of '{arch.name}'.{hint}")
    return options.flow
