"""Follow the files of a folder while a server shows what is made from them."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

from watchfiles import DefaultFilter, watch

from mlarch.documents.conventions import SETTINGS
from mlarch.publish.serve.server import GalleryServer

__all__ = ["Following"]

_QUIET, _STEP = 40, 10  # ms: editors write a file in several strokes


class Following(threading.Thread):
    """A thread that tells a server of every change in its site's folders, until it is stopped."""

    def __init__(self, server: GalleryServer) -> None:
        super().__init__(daemon=True)
        self._server, self._end = server, threading.Event()

    def run(self) -> None:
        """Wait for changes; where there is no folder yet, for the folder."""
        folder, docs = self._server.site.folder.absolute(), self._server.site.docs
        folders = [folder, docs.absolute()] if docs and docs.is_dir() else [folder]
        for _ in watch(
            folder if folder.is_dir() else folder.parent,
            *folders[1:],
            watch_filter=_Sources(folders),
            debounce=_QUIET,
            step=_STEP,
            stop_event=self._end,
            rust_timeout=500,
            yield_on_timeout=False,
            raise_interrupt=False,
        ):
            self._server.change()

    def stop(self) -> None:
        """End within half a second."""
        self._end.set()


class _Sources(DefaultFilter):
    """What is below the folders, and the project's own file; nothing that editors and tools leave."""

    def __init__(self, folders: Iterable[Path]) -> None:
        super().__init__()
        self._folders = tuple(folders)

    def __call__(self, change: object, path: str) -> bool:
        found = Path(path)
        inside = any(map(found.is_relative_to, self._folders)) or found.name == SETTINGS
        return inside and super().__call__(change, path)  # type: ignore[arg-type]  # as watchfiles passes it
