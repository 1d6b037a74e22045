"""A real Prefect server, on a real PostgreSQL where this machine has one; started once for all tests of the flows."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[2]
AUTH = "admin:gull-pier-lantern"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def programs() -> Path | None:
    """Folder of initdb and postgres; None where there is none."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((place for place in reversed(places) if (place / "postgres").exists()), None)


def owner() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: whom to run it as, as arguments of subprocess."""
    if os.geteuid() != 0:
        return {}
    try:
        who = pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("PostgreSQL does not run as root, and this machine has no user postgres")
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of this session; skipped by name where it is not installed."""
    place = programs()
    if place is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    who = owner()
    folder = Path(tempfile.mkdtemp(prefix="leadscan-pg-"))
    if who:
        os.chown(folder, who["user"], who["group"])
    port = free_port()
    started = None
    try:
        words = [str(place / "initdb"), "-D", str(folder / "data"), "-U", "leadscan", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"]
        subprocess.run(words, check=True, capture_output=True, cwd=folder, **who)
        options = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder), "-c", "fsync=off"]
        started = subprocess.Popen([str(place / "postgres"), "-D", str(folder / "data"), *options], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **who)
        _wait_for_port(port)
        yield f"postgresql+asyncpg://leadscan@127.0.0.1:{port}/postgres"
    finally:
        if started is not None:
            started.send_signal(signal.SIGINT)
            started.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for_port(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on port {port}")


@dataclass
class Server:
    """A Prefect server in a process of its own, which may be killed and started again on the same database."""

    database: str
    home: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def environment(self) -> dict[str, str]:
        """Of a process that talks to it."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        return {
            **clean, "PREFECT_API_URL": self.url, "PREFECT_API_AUTH_STRING": AUTH, "PREFECT_HOME": str(self.home), "DO_NOT_TRACK": "1",
            "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false", "PYTHONPATH": str(ROOT),
        }  # fmt: skip

    def start(self) -> None:
        further = {
            "PREFECT_API_DATABASE_CONNECTION_URL": self.database, "PREFECT_SERVER_API_AUTH_STRING": AUTH, "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_UI_ENABLED": "false", "PREFECT_SERVER_DATABASE_CONNECTION_URL": self.database,
        }  # fmt: skip
        words = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(self.port)]
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(words, env={**self.environment, **further}, stdout=log, stderr=log, start_new_session=True)
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                if httpx.get(f"{self.url}/health", timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.2)
        raise TimeoutError((self.home / "server.log").read_text(encoding="utf-8")[-3000:])

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = httpx.request(method, f"{self.url}{path}", json=body, auth=tuple(AUTH.split(":")), timeout=20)
        answer.raise_for_status()
        return answer.json() if answer.content else None


@pytest.fixture(scope="session")
def server(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Prefect server on PostgreSQL, with a password."""
    made = Server(postgres, tmp_path_factory.mktemp("prefect"))
    made.start()
    try:
        yield made
    finally:
        made.kill()
