"""A Prefect server on the loopback for as long as ``leadscan serve`` runs; an embedded one schedules nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from leadscan.errors import LeadscanError

PATIENCE = 180.0
"""Seconds in which a server with a new database must answer; 13 to 23 s are usual."""


@contextmanager
def running(port: int) -> Iterator[str]:
    """The address of a server's API: the operator's own (PREFECT_API_URL), else one started here and stopped at the end."""
    given = os.environ.get("PREFECT_API_URL")
    if given:
        yield given
        return
    url = f"http://127.0.0.1:{port}/api"
    # With a port other than 4200 the UI asks 4200 all the same, unless it is told.
    environment = {**os.environ, "PREFECT_SERVER_UI_API_URL": url, "PREFECT_API_URL": url}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own command, no outside words
    try:
        _wait(server, url)
        os.environ["PREFECT_API_URL"] = url
        yield url
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait(server: subprocess.Popen[bytes], url: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            raise LeadscanError(f"the Prefect server at {url} stopped at once (exit {server.returncode}); is the port taken? try --port")
        try:
            if httpx.get(f"{url}/health", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise LeadscanError(f"the Prefect server at {url} did not answer in {PATIENCE:.0f} s")
