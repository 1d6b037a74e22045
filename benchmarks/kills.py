"""Kill -9 at random points, many times: of the flow process, of the Prefect server under it, of a worker process, of all at once; then one run more.

    python -m benchmarks.kills [--times 10] [--kinds "flow process" machine ...]

For each kill: did the next run complete, are the tables those of an undisturbed run, is every email there once. `machine` kills `leadscan serve` with
server and flow, as when the machine stops, starts it again, and waits until the run is called dead and the operators have one mail of it (two minutes a
kill). Prints a line a kill and a sum; exit 1 where anything differs. The server is Prefect's own on SQLite, started on the loopback with a password.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psutil

from leadscan import settings, store
from leadscan.desk import write

ROOT = Path(__file__).parents[1]
DAY = "2026-05-12"
AUTH = f"admin:{secrets.token_urlsafe(12)}"


def fingerprint(desk: Path) -> dict[str, str]:
    with store.open_store(settings.load(desk, {}), purpose="benchmark") as db:
        return dict(db.fingerprint())


def mails(desk: Path) -> dict[str, bytes]:
    return {str(path.relative_to(desk)): path.read_bytes() for path in sorted((desk / "outbox").rglob("*")) if path.is_file() and "alarm-" not in path.name}


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Server:
    """Prefect's server, which can be killed and started again."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        self.home = home
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")},
            "PREFECT_API_URL": f"http://127.0.0.1:{self.port}/api", "PREFECT_API_AUTH_STRING": AUTH, "PREFECT_SERVER_API_AUTH_STRING": AUTH,
            # One key for all desks: links in emails are signed with it, and emails are compared as bytes.
            "LEADSCAN_MAIL_SECRET": "one key for every desk of this benchmark", "PREFECT_HOME": str(home), "DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        words = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(words, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        for _ in range(600):
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/api/health", timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.2)
        raise TimeoutError("the server did not start")

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def morning(server: Server, desk: Path, **further: str) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "flows.morning", "--date", DAY, "--desk", str(desk)]
    return subprocess.Popen(words, env={**server.environment, **further}, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kill_flow(server: Server, desk: Path, after: float) -> None:
    run = morning(server, desk)
    time.sleep(after)
    run.kill()
    run.wait()


def kill_server(server: Server, desk: Path, after: float) -> None:
    run = morning(server, desk)
    time.sleep(after)
    server.kill()
    server.start()
    run.wait(timeout=300)


def kill_worker(server: Server, desk: Path, after: float) -> None:
    """Of a morning whose batches are examined by processes: one of them, as soon as there is one."""
    run = morning(server, desk, LEADSCAN_NLP_RUNNER="processes", LEADSCAN_NLP_WORKERS="2", LEADSCAN_NLP_BATCH="4")
    while run.poll() is None:
        workers = [child for child in psutil.Process(run.pid).children(recursive=True) if "spawn_main" in " ".join(child.cmdline())]
        if workers:
            time.sleep(after / 10)
            workers[0].kill()
            break
        time.sleep(0.05)
    run.wait(timeout=300)


def kill_machine(server: Server, desk: Path, after: float) -> None:
    """`leadscan serve` with its server and the morning; then up again, until the dead run is called dead and the operators have their mail."""
    port = free_port()
    url, auth = f"http://127.0.0.1:{port}/api", ("admin", AUTH.partition(":")[2])
    environment = {**server.environment, "LEADSCAN_OPERATORS_EMAIL": "operators@bank.example", "PREFECT_HOME": str(desk / "prefect")}
    del environment["PREFECT_API_URL"]

    def served() -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "leadscan", "serve", "--desk", str(desk), "--port", str(port)]
        return subprocess.Popen(words, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def ask(method: str, path: str, body: Any = None) -> Any:
        answer = httpx.request(method, url + path, json=body, auth=auth, timeout=20)
        answer.raise_for_status()
        return answer.json()

    def there(path: str) -> Any:
        for _ in range(600):
            try:
                return ask("GET", path)
            except httpx.HTTPError:
                time.sleep(0.3)
        raise TimeoutError(path)

    serving = served()
    try:
        there("/deployments/name/crashed/crashed")
        deployment = there("/deployments/name/morning/morning")
        parameters = {**deployment["parameters"], "now": f"{DAY}T07:30:00+08:00"}
        run = ask("POST", f"/deployments/{deployment['id']}/create_flow_run", {"parameters": parameters, "state": {"type": "SCHEDULED"}})["id"]
        while ask("GET", f"/flow_runs/{run}")["state"]["type"] != "RUNNING":
            time.sleep(0.1)
        time.sleep(after / 3)
        os.killpg(serving.pid, signal.SIGKILL)
        serving.wait()
        up = time.monotonic()
        serving = served()
        while there(f"/flow_runs/{run}")["state"]["type"] != "CRASHED":
            assert time.monotonic() - up < 300, "the run is not called dead"
            time.sleep(1)
        dead = time.monotonic() - up
        while not (alarms := list((desk / "outbox").rglob("*alarm-*.eml"))):
            assert time.monotonic() - up < 400, "no mail"
            time.sleep(1)
        mailed = time.monotonic() - up
        time.sleep(20)
        alarms = list((desk / "outbox").rglob("*alarm-*.eml"))
        print(f"machine       called dead {dead:.0f} s after the start, mailed after {mailed:.0f} s, {len(alarms)} mail", flush=True)
        assert len(alarms) == 1
    finally:
        os.killpg(serving.pid, signal.SIGKILL)
        serving.wait()


KILLS: dict[str, Callable[[Server, Path, float], None]] = {"flow process": kill_flow, "server": kill_server, "worker": kill_worker, "machine": kill_machine}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--times", type=int, default=10, help="kills of each kind")
    parser.add_argument("--kinds", nargs="+", choices=KILLS, default=list(KILLS))
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="leadscan-kills-"))
    server = Server(folder / "prefect")
    server.start()
    chance, bad = random.Random(), 0
    try:
        write(folder / "undisturbed", sample=True)
        start = time.monotonic()
        assert morning(server, folder / "undisturbed").wait() == 0
        seconds = time.monotonic() - start
        tables, letters = fingerprint(folder / "undisturbed"), mails(folder / "undisturbed")
        for kind, kill in ((kind, KILLS[kind]) for kind in given.kinds):
            for number in range(given.times):
                desk = folder / f"{kind.replace(' ', '-')}-{number}"
                write(desk, sample=True)
                after = chance.uniform(0.1, 0.95) * seconds
                kill(server, desk, after)
                code = morning(server, desk).wait()
                others = differing(fingerprint(desk), tables) + differing(mails(desk), letters)
                bad += code != 0 or bool(others)
                print(
                    f"{kind:<12}  {after:5.1f} s of {seconds:4.1f}  next run {'completed' if code == 0 else 'FAILED'}  {'DIFFERS: ' + ', '.join(others) if others else 'same tables and mails'}",
                    flush=True,
                )
    finally:
        server.kill()
    print(f"{len(given.kinds) * given.times} kills, {bad} with other tables or mails than an undisturbed run")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
