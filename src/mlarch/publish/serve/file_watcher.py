"""Watch the files of a project while a server shows its gallery."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

from watchfiles import DefaultFilter, watch

from mlarch.documents.paths import SETTINGS
from mlarch.publish.serve.server import GalleryServer

__all__ = ["FileWatcher"]

# Milliseconds without a change before it is reported: editors write a file in several steps.
_DEBOUNCE, _STEP = 40, 10


class FileWatcher(threading.Thread):
    """A thread that notifies a server of changes in the folders of its site."""

    def __init__(self, server: GalleryServer) -> None:
        super().__init__(daemon=True)
        self._server, self._stopped = server, threading.Event()

    def run(self) -> None:
        """Report changes; if the folder does not exist yet, also its creation."""
        folder, docs = self._server.site.folder.absolute(), self._server.site.docs
        folders = [folder, docs.absolute()] if docs and docs.is_dir() else [folder]
        for _ in watch(
            folder if folder.is_dir() else folder.parent,
            *folders[1:],
            watch_filter=_SourceFilter(folders),
            debounce=_DEBOUNCE,
            step=_STEP,
            stop_event=self._stopped,
            rust_timeout=500,
            yield_on_timeout=False,
            raise_interrupt=False,
        ):
            self._server.notify_change()

    def stop(self) -> None:
        """Stop the thread within half a second."""
        self._stopped.set()


class _SourceFilter(DefaultFilter):
    """Accept the project file and files in the folders, except temporary ones."""

    def __init__(self, folders: Iterable[Path]) -> None:
        super().__init__()
        self._folders = tuple(folders)

    def __call__(self, change: object, path: str) -> bool:
        file = Path(path)
        is_source = any(map(file.is_relative_to, self._folders)) or file.name == SETTINGS
        return is_source and super().__call__(change, path)  # type: ignore[arg-type]  # as watchfiles passes it
