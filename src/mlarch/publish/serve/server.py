"""Serve a gallery on this machine alone, and tell its pages when something has changed."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from mlarch.errors import OutputError
from mlarch.publish.gallery.site import Site
from mlarch.publish.gallery.templates import policy

__all__ = ["ADDRESS", "GalleryServer"]

ADDRESS = "127.0.0.1"
"""Where the server listens: no other machine can reach it."""

_NAMES = ("127.0.0.1", "localhost")
_PATIENCE = 10.0
_TYPES = {".mmd": "text/plain", ".d2": "text/plain", ".py": "text/plain", ".yaml": "text/plain"}


class GalleryServer(ThreadingHTTPServer):
    """A server of the files of a site, which it makes when they are asked for.

    Raises:
        OutputError: where the port cannot be had.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, site: Site, port: int = 0) -> None:
        self.site, self.version, self.stopped = site, 0, False
        self._changed = threading.Condition()
        try:
            super().__init__((ADDRESS, port), _Handler)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise OutputError(f"port {port} of {ADDRESS} cannot be had: {reason}") from error

    @property
    def url(self) -> str:
        """Return the address of the start page."""
        return f"http://{ADDRESS}:{self.server_port}/"

    def content(self, path: str, provider: str) -> bytes | None:
        """Return what is at a path of the site; a page that is not there may be that of a new file."""
        found = self.site.content(path, provider)
        if found is None and path.endswith(".html"):
            self.site.refresh()
            found = self.site.content(path, provider)
        return found

    def change(self) -> None:
        """Look again at the files the site is made from, and tell every page."""
        self.site.refresh()
        with self._changed:
            self.version += 1
            self._changed.notify_all()

    def stop(self) -> None:
        """Let go of the pages that wait, and end."""
        with self._changed:
            self.stopped = True
            self._changed.notify_all()
        self.shutdown()
        self.server_close()

    def wait(self, seen: int) -> int:
        """Return the version once it is another than was seen, or after some time."""
        with self._changed:
            self._changed.wait_for(lambda: self.stopped or self.version != seen, _PATIENCE)
            return self.version

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of browsers that close a page while it is sent."""


class _Handler(BaseHTTPRequestHandler):
    """Answer GET and HEAD for files of the site, under the names of this machine."""

    server: GalleryServer
    server_version, sys_version = "mlarch", ""
    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True  # head and body are written apart

    def do_GET(self) -> None:
        self._answer(self.wfile.write)

    def do_HEAD(self) -> None:
        self._answer(lambda data: None)

    def _answer(self, write: Callable[[bytes], object]) -> None:
        if not self._is_for_us():
            return self._refuse(write, HTTPStatus.MISDIRECTED_REQUEST)
        asked = urlsplit(self.path)
        path = unquote(asked.path).removeprefix("/") or "index.html"
        if path == "events":
            return self._follow() if self.command == "GET" else self._send(write, b"", "text/event-stream")
        provider = parse_qs(asked.query).get("provider", [""])[0]
        data = self.server.content(path, provider)
        if data is None:
            return self._refuse(write, HTTPStatus.NOT_FOUND)
        return self._send(write, data, _media_type(path), lasting=path.startswith("icons/"))

    def _is_for_us(self) -> bool:
        """Say whether the request names this machine, as no page of another site can make it."""
        port = self.server.server_port
        return self.headers.get("Host", "").lower() in {*(f"{name}:{port}" for name in _NAMES)}

    def _send(
        self,
        write: Callable[[bytes], object],
        data: bytes,
        media_type: str,
        status: HTTPStatus = HTTPStatus.OK,
        lasting: bool = False,
    ) -> None:
        self.send_response(status)
        self._head(media_type, _FOREVER if lasting else "no-store")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        write(data)

    def _head(self, media_type: str, keep: str = "no-store") -> None:
        self.send_header("Content-Type", media_type)
        self.send_header("Cache-Control", keep)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        if not media_type.startswith("image/svg"):  # the styles of a picture are inside it
            self.send_header("Content-Security-Policy", f"{policy(live=True)}; frame-ancestors 'none'")
        else:
            self.send_header("Content-Security-Policy", _PICTURE_POLICY)

    def _refuse(self, write: Callable[[bytes], object], status: HTTPStatus) -> None:
        self.close_connection = True
        self._send(write, f"{status} {status.phrase}\n".encode(), "text/plain; charset=utf-8", status)

    def _follow(self) -> None:
        """Tell the version, and each new one, until the page is closed."""
        self.send_response(HTTPStatus.OK)
        self._head("text/event-stream")
        self.end_headers()
        self.close_connection = True
        version = self.server.version
        while not self.server.stopped:
            self.wfile.write(f"retry: 300\ndata: {version}\n\n".encode())
            self.wfile.flush()
            version = self.server.wait(version)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is no GET or HEAD, or no request at all, in a line."""
        status = HTTPStatus(code)
        if status == HTTPStatus.NOT_IMPLEMENTED:
            status = HTTPStatus.METHOD_NOT_ALLOWED
        data = f"{status} {status.phrase}\n".encode()
        self.close_connection = True
        self.send_response(status)
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        self._head("text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet: what matters is in the pages."""


_FOREVER = "max-age=31536000, immutable"  # an icon of other content has another name
_PICTURE_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def _media_type(path: str) -> str:
    suffix = Path(path).suffix
    found = _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if found.startswith("text/") else found
