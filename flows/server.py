"""A Prefect server on the loopback for as long as ``leadscan serve`` runs; an embedded one schedules nothing."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from leadscan.errors import LeadscanError

PATIENCE = 180.0
"""Seconds in which a server with a new database must answer; 13 to 23 s are usual."""
AUTH = "api-auth"
"""File in PREFECT_HOME with the user and password of the server that ``leadscan serve`` starts."""
_VARIABLES = ("PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING")


@contextmanager
def running(port: int, desk: Path) -> Iterator[str]:
    """The address of a server's API: the operator's own (PREFECT_API_URL), else one started here and stopped at the end.

    A server started here wants a password: the operator's (PREFECT_SERVER_API_AUTH_STRING), else one made once and kept in a file only its owner reads.
    """
    given = os.environ.get("PREFECT_API_URL")
    if given:
        yield given
        return
    url = f"http://127.0.0.1:{port}/api"
    home = Path(os.environ["PREFECT_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    _protect(home / AUTH)
    # With a port other than 4200 the UI asks 4200 all the same, unless it is told.
    environment = {**os.environ, "PREFECT_SERVER_UI_API_URL": url, "PREFECT_API_URL": url}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    # Its words go into a file: of a server that stops, they are all there is to look at.
    with (home / "server.log").open("ab") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603 - our own command, no outside words
    try:
        _wait(server, url)
        os.environ.update(PREFECT_API_URL=url, PREFECT_UI_URL=url.removesuffix("/api"))
        yield url
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()


def _protect(file: Path) -> None:
    """Sets user and password of the API for the server and for what talks to it."""
    given = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), None)
    if given is None:
        if not file.exists():
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as out:
                out.write(f"admin:{secrets.token_urlsafe(24)}")
        given = file.read_text(encoding="ascii").strip()
        print(f"the UI asks for the words in {file}", flush=True)
    for name in _VARIABLES:
        os.environ[name] = given


def _wait(server: subprocess.Popen[bytes], url: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            raise LeadscanError(f"the Prefect server at {url} stopped at once (exit {server.returncode}); is the port taken? try --port; its words are in server.log in PREFECT_HOME")
        try:
            if httpx.get(f"{url}/health", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise LeadscanError(f"the Prefect server at {url} did not answer in {PATIENCE:.0f} s")
