"""Read the logo that stands beside the title."""

from __future__ import annotations

import base64

from mlarch.drawing.icons import EmbeddedIcon, is_dark, media_type, read
from mlarch.errors import MlarchError, RasterError

__all__ = ["uri"]


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
