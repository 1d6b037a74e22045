"""HTTPS over the guarded connection: the certificate is held against the name asked for, though the connection goes to an address."""

from __future__ import annotations

import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from leadscan.errors import Unreachable
from leadscan.web import Client, Request, guard

from .conftest import NOW, settings


class Secure(HTTPServer):
    names: list[str | None]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-keyout", str(key), "-out", str(cert)]
    try:
        subprocess.run([*command, "-subj", "/CN=papers.example", "-addext", "subjectAltName=DNS:papers.example"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no openssl command to make a certificate with")
    return key, cert


@pytest.fixture
def secure(certificate: tuple[Path, Path]) -> Iterator[Secure]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"safe")

        def log_message(self, *args: object) -> None:
            pass

    server = Secure(("127.0.0.1", 0), Handler)
    server.names = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    context.sni_callback = lambda _socket, name, _context: server.names.append(name)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]  # a client that hangs up is the point of one test
    threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def fetch(server: Secure, host: str) -> bytes:
    allow = ("papers.example", "other.example")
    with Client(settings(allow=allow), now=lambda: NOW) as client:
        client._transport = guard.Direct(allow=allow, resolve=lambda _host, _port: ["127.0.0.1"])
        return client.fetch(Request(f"https://{host}:{server.server_port}/", purpose="feed")).body


@pytest.fixture
def trusted(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    guard._tls.cache_clear()
    yield
    guard._tls.cache_clear()


def test_a_desk_may_name_its_own_authority_and_the_name_is_told_to_the_server(secure: Secure, trusted: None) -> None:
    assert fetch(secure, "papers.example") == b"safe"
    assert secure.names == ["papers.example"]


def test_a_certificate_of_another_name_is_not_believed(secure: Secure, trusted: None) -> None:
    with pytest.raises(Unreachable, match=r"other\.example"):
        fetch(secure, "other.example")


def test_a_certificate_that_nobody_vouches_for_is_not_believed(secure: Secure) -> None:
    with pytest.raises(Unreachable, match="certificate"):
        fetch(secure, "papers.example")
