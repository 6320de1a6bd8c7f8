"""Hold what a picture can be asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from mlarch.errors import ParameterError, UnknownNameError, did_you_mean
from mlarch.model import DIRECTIONS, THEMES, Architecture
from mlarch.model.colors import is_color

__all__ = ["FITS", "TEXTS", "Options", "chosen_flow"]

FITS = ("readme", "16:9", "a4")
"""What a picture can be made to fit: the column of a README, a slide, a sheet of paper."""

TEXTS = ("text", "paths")
"""How text is drawn: as text, in the reader's fonts, or as outlines."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a picture can be asked for.

    `theme` is a name of `mlarch.model.THEMES`; `flow` names the flow whose edges are
    numbered, the first one where it is empty, and `none` numbers nothing; `direction` replaces the
    architecture's own. `fit` is one of `FITS`: the picture is laid out in the direction that comes
    out largest there, unless `direction` says which, scaled to it, and padded to its aspect.
    `width` is that of the finished SVG in CSS px, 0 for what the picture takes. `text` is one of
    `TEXTS`: `paths` draws outlines and nothing that a slide program does not read. `accent` is the
    color of requests in place of the theme's, `logo` the path of a picture beside the title.

    Raises:
        UnknownNameError, ParameterError: for a value that is not allowed.
    """

    theme: str = "light"
    flow: str = ""
    direction: str = ""
    title: bool = True
    legend: bool = True
    credit: bool = True
    notes: bool = False
    transparent: bool = False
    width: float = 0.0
    fit: str = ""
    text: str = "text"
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
        """Return options from keywords, with None standing for the default.

        Raises:
            UnknownNameError: for a keyword that is no option.
        """
        names = [field.name for field in fields(cls)]
        unknown = [name for name in values if name not in names]
        if unknown:
            raise UnknownNameError(
                [f"unknown option '{name}'.{did_you_mean(name, names)}" for name in unknown]
            )
        return cls(**{name: value for name, value in values.items() if value is not None})  # type: ignore[arg-type]  # checked in init


def chosen_flow(arch: Architecture, options: Options) -> str:
    """Return the name of the flow to number, empty where there is none.

    Raises:
        UnknownNameError: where the architecture has no flow of that name.
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
