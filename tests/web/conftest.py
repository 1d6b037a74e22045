"""A real web server on the loopback interface, and clients with quick settings."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from leadscan.settings import Bank, Settings, Web

NOW = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)

Page = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """Pages by path; ``asked`` holds (path, headers) of every request."""

    base: str
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    posted: list[bytes] = field(default_factory=list)
    """Bodies of the POSTs, in their order."""

    def url(self, path: str) -> str:
        return self.base + path

    def says(self, path: str, body: bytes = b"", *, status: int = 200, **headers: str) -> str:
        """A plain page; returns its address."""

        def page(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | {name.replace("_", "-"): value for name, value in headers.items()}).items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(body)

        self.pages[path] = page
        return self.url(path)

    def raw(self, path: str, data: bytes) -> str:
        """Exactly these bytes, status line and all, then the connection closes."""

        def page(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(data)

        self.pages[path] = page
        return self.url(path)


@pytest.fixture
def site() -> Iterator[Site]:
    made: list[Site] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made[0].asked.append((self.path, dict(self.headers.items())))
            page = made[0].pages.get(self.path)
            if page is None:
                self.send_error(404)
                return
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                page(self)

        def do_POST(self) -> None:
            made[0].posted.append(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
            self.do_GET()

        def log_message(self, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 64

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.append(Site(f"http://127.0.0.1:{server.server_port}"))
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    yield made[0]
    server.shutdown()
    server.server_close()


def settings(*, contact: str = "", **web: object) -> Settings:
    """Settings for a site on loopback: no pause, robots off, two seconds."""
    values: dict[str, object] = {"pause": 0.0, "timeout": 2.0, "allow": ("127.0.0.1",), "robots": False}
    return Settings(desk=Path("desk"), bank=Bank(contact=contact), web=Web(**(values | web)))  # type: ignore[arg-type]
