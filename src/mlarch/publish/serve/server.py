"""Serve a gallery to this machine only, and notify its pages of changes."""

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
from mlarch.publish.gallery.rendering import content_security_policy
from mlarch.publish.gallery.site import Site

__all__ = ["ADDRESS", "GalleryServer"]

ADDRESS = "127.0.0.1"
"""Address of the server, which no other machine can reach."""

_HOSTS = ("127.0.0.1", "localhost")
_EVENT_SECONDS = 10.0
_MEDIA_TYPES = {".mmd": "text/plain", ".d2": "text/plain", ".py": "text/plain", ".yaml": "text/plain"}


class GalleryServer(ThreadingHTTPServer):
    """A server of the files of a site, each made on request.

    Raises:
        OutputError: if the port is not available.
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
            raise OutputError(f"port {port} of {ADDRESS} is not available: {reason}") from error

    @property
    def url(self) -> str:
        """Return the URL of the start page."""
        return f"http://{ADDRESS}:{self.server_port}/"

    def content(self, path: str, provider: str) -> bytes | None:
        """Return the content of a file of the site, after a refresh if a page is missing."""
        content = self.site.content(path, provider)
        if content is None and path.endswith(".html"):
            self.site.refresh()
            content = self.site.content(path, provider)
        return content

    def notify_change(self) -> None:
        """Refresh the site, and notify every page."""
        self.site.refresh()
        with self._changed:
            self.version += 1
            self._changed.notify_all()

    def stop(self) -> None:
        """Release the pages that wait for changes, and stop serving."""
        with self._changed:
            self.stopped = True
            self._changed.notify_all()
        self.shutdown()
        self.server_close()

    def wait_for_change(self, version: int) -> int:
        """Return the version as soon as it differs from `version`, or after some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.stopped or self.version != version, _EVENT_SECONDS)
            return self.version

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore browsers that close the connection during a response."""


class _Handler(BaseHTTPRequestHandler):
    """Answer GET and HEAD requests for files of the site."""

    server: GalleryServer
    server_version, sys_version = "mlarch", ""
    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True  # head and body are written separately

    def do_GET(self) -> None:
        self._answer(self.wfile.write)

    def do_HEAD(self) -> None:
        self._answer(lambda data: None)

    def _answer(self, write: Callable[[bytes], object]) -> None:
        if not self._is_local():
            return self._refuse(write, HTTPStatus.MISDIRECTED_REQUEST)
        url = urlsplit(self.path)
        path = unquote(url.path).removeprefix("/") or "index.html"
        if path == "events":
            return (
                self._send_events() if self.command == "GET" else self._send(write, b"", "text/event-stream")
            )
        provider = parse_qs(url.query).get("provider", [""])[0]
        data = self.server.content(path, provider)
        if data is None:
            return self._refuse(write, HTTPStatus.NOT_FOUND)
        return self._send(write, data, _media_type(path), immutable=path.startswith("icons/"))

    def _is_local(self) -> bool:
        """Whether the Host header names this machine, which prevents DNS rebinding."""
        port = self.server.server_port
        return self.headers.get("Host", "").lower() in {*(f"{name}:{port}" for name in _HOSTS)}

    def _send(
        self,
        write: Callable[[bytes], object],
        data: bytes,
        media_type: str,
        status: HTTPStatus = HTTPStatus.OK,
        immutable: bool = False,
    ) -> None:
        self.send_response(status)
        self._send_head(media_type, _IMMUTABLE if immutable else "no-store")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        write(data)

    def _send_head(self, media_type: str, cache_control: str = "no-store") -> None:
        self.send_header("Content-Type", media_type)
        self.send_header("Cache-Control", cache_control)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        if not media_type.startswith("image/svg"):  # a picture has its styles inside
            self.send_header(
                "Content-Security-Policy", f"{content_security_policy(live=True)}; frame-ancestors 'none'"
            )
        else:
            self.send_header("Content-Security-Policy", _PICTURE_POLICY)

    def _refuse(self, write: Callable[[bytes], object], status: HTTPStatus) -> None:
        self.close_connection = True
        self._send(write, f"{status} {status.phrase}\n".encode(), "text/plain; charset=utf-8", status)

    def _send_events(self) -> None:
        """Send the version, and each new one, until the page is closed."""
        self.send_response(HTTPStatus.OK)
        self._send_head("text/event-stream")
        self.end_headers()
        self.close_connection = True
        version = self.server.version
        while not self.server.stopped:
            self.wfile.write(f"retry: 300\ndata: {version}\n\n".encode())
            self.wfile.flush()
            version = self.server.wait_for_change(version)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer other methods and malformed requests in one line."""
        status = HTTPStatus(code)
        if status == HTTPStatus.NOT_IMPLEMENTED:
            status = HTTPStatus.METHOD_NOT_ALLOWED
        data = f"{status} {status.phrase}\n".encode()
        self.close_connection = True
        self.send_response(status)
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        self._send_head("text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: problems are shown on the pages."""


_IMMUTABLE = "max-age=31536000, immutable"  # the name of an icon depends on its content
_PAGE_POLICY = f"{content_security_policy(live=True)}; frame-ancestors 'none'"
_PICTURE_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"  # its styles are inside


def _media_type(path: str) -> str:
    suffix = Path(path).suffix
    media_type = _MEDIA_TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
