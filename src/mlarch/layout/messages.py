"""Send and receive messages over a pipe, each with its length in front."""

from __future__ import annotations

import struct
from typing import IO

__all__ = ["receive", "send"]

_LENGTH = struct.Struct(">I")


def send(file: IO[bytes], message: bytes) -> None:
    """Write a whole message, to a file that may take it piece by piece."""
    rest = memoryview(_LENGTH.pack(len(message)) + message)
    while rest:
        rest = rest[file.write(rest) :]


def receive(file: IO[bytes]) -> bytes | None:
    """Return the next message, None if the file ends before it is whole."""
    head = _exactly(file, _LENGTH.size)
    return None if head is None else _exactly(file, _LENGTH.unpack(head)[0])


def _exactly(file: IO[bytes], size: int) -> bytes | None:
    pieces = []
    while size:
        piece = file.read(size)
        if not piece:
            return None
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
