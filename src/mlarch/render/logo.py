"""Place somebody's own picture beside the title."""

from __future__ import annotations

import base64

from mlarch.errors import MlarchError, RasterError
from mlarch.render.icons import EmbeddedIcon, is_dark, media_type, read
from mlarch.render.positioned import Box

__all__ = ["HEIGHT", "ROOM", "box", "uri"]

HEIGHT = 32.0
"""How high a logo is, in px."""

_WIDTH = 120.0
ROOM = _WIDTH + 16.0
"""What a logo takes of the width of the title, in px."""


def box(width: float, margin: float) -> Box:
    """Return where the logo stands in a picture of this width: in its top right corner."""
    return Box(width - margin - _WIDTH, margin, _WIDTH, HEIGHT)


def uri(path: str) -> str:
    """Return the picture in a file as a data URI.

    Raises:
        MlarchError: where it cannot be read, is larger than 10 MB, or is no picture.
    """
    data = read(path, "cannot read logo")
    logo = EmbeddedIcon(f"data:{media_type(data)};base64,{base64.b64encode(data).decode()}", data)
    try:
        is_dark(logo)  # Draws it, which some files that begin as a picture do not stand.
    except RasterError as error:
        raise MlarchError(f"logo '{path}' is not a picture: {error}") from error
    return logo.uri
