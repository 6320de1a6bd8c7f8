"""Read the logo beside the title."""

from __future__ import annotations

import base64

from mlarch.drawing.icons import EmbeddedIcon, is_dark, media_type, read
from mlarch.errors import MlarchError, RasterError

__all__ = ["uri"]


def uri(path: str) -> str:
    """Return an image file as a data URI.

    Raises:
        MlarchError: if it cannot be read, is larger than 10 MB, or is not an image.
    """
    data = read(path, "cannot read logo")
    logo = EmbeddedIcon(f"data:{media_type(data)};base64,{base64.b64encode(data).decode()}", data)
    try:
        is_dark(logo)  # Decodes it, which fails for broken files.
    except RasterError as error:
        raise MlarchError(f"logo '{path}' is not a picture: {error}") from error
    return logo.uri
