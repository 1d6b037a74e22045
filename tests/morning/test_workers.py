"""One setting says who examines: this process, threads, processes or a Dask cluster; the tables are the same, also where a worker dies over its work."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from leadscan import pipeline
from leadscan.errors import DeskError
from leadscan.settings import Settings
from leadscan.stages import takein, workers
from leadscan.stages.run import Progress, silent
from tests.desks import DAYS, run_of
from tests.morning.test_kill import fingerprint

SMALL = 8
"""Documents in a batch, so that the sample's day makes several."""


def examined(desk: Path, *, runner: str, address: str = "", progress: Progress = silent) -> dict[str, str]:
    """Tables after the first day's documents were examined."""
    run = run_of(desk, DAYS[0])
    given: Settings = replace(run.settings, nlp=replace(run.settings.nlp, runner=runner, workers=2, batch=SMALL, address=address))
    pipeline.STAGES["examine"](replace(run, settings=given, progress=progress))
    return fingerprint(desk)


@pytest.fixture(scope="module")
def read(make_desk: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """A desk at each call, whose first day is collected and read."""
    first = make_desk()
    run = run_of(first, DAYS[0])
    takein.take_in_desk(run.settings)
    for name in ("collect", "read"):
        pipeline.STAGES[name](run)
    return lambda: Path(shutil.copytree(first, tmp_path_factory.mktemp("read") / "desk"))


@pytest.fixture(scope="module")
def plain(read: Callable[[], Path]) -> dict[str, str]:
    return examined(read(), runner="plain")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real scheduler and two worker processes on the loopback, in folders of their own."""
    folder = tmp_path_factory.mktemp("dask")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    words = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(folder / "scheduler.json")]
    started = [subprocess.Popen(words, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)]
    for _ in range(2):
        worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(folder / "scheduler.json"), "--no-nanny", "--nthreads", "1", "--no-dashboard"]
        worker += ["--host", "127.0.0.1", "--local-directory", str(folder)]
        started.append(subprocess.Popen(worker, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    try:
        from distributed import Client

        end = time.monotonic() + 60
        while not (folder / "scheduler.json").exists() and time.monotonic() < end:
            time.sleep(0.1)
        with Client(scheduler_file=str(folder / "scheduler.json"), timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler.address
        yield address
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def test_threads_leave_the_tables_that_one_process_leaves(read: Callable[[], Path], plain: dict[str, str]) -> None:
    assert examined(read(), runner="threads") == plain


def test_processes_leave_the_same_tables_though_one_is_killed_over_its_work(read: Callable[[], Path], plain: dict[str, str]) -> None:
    killed: list[int] = []

    def kill(stage: str, done: int, total: int) -> None:
        if stage == "examine" and not killed:
            pool = [child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())]
            killed.append(pool[0].pid)
            os.kill(pool[0].pid, signal.SIGKILL)

    assert examined(read(), runner="processes", progress=kill) == plain
    assert killed


def test_a_batch_that_a_broken_pool_refuses_is_examined_by_the_next_one(read: Callable[[], Path], plain: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    submitted: list[object] = []

    class Breaking(ProcessPoolExecutor):
        def submit(self, *args: Any, **kwargs: Any) -> Any:
            submitted.append(args)
            if len(submitted) == 3:
                raise BrokenProcessPool("a worker died between two batches")
            return super().submit(*args, **kwargs)

    monkeypatch.setattr(workers, "ProcessPoolExecutor", Breaking)
    assert examined(read(), runner="processes") == plain
    assert len(submitted) > 3


def test_a_dask_cluster_leaves_the_same_tables_though_a_worker_is_killed_over_its_work(read: Callable[[], Path], plain: dict[str, str], cluster: str) -> None:
    killed: list[int] = []

    def kill(stage: str, done: int, total: int) -> None:
        if stage == "examine" and not killed:
            workers = [child for child in psutil.Process().children() if "dask_worker" in " ".join(child.cmdline())]
            assert len(workers) == 2, "two workers before the kill"
            killed.append(workers[0].pid)
            os.kill(workers[0].pid, signal.SIGKILL)

    assert examined(read(), runner="dask", address=cluster, progress=kill) == plain
    assert killed


def test_a_cluster_that_is_not_there_is_named_with_what_to_do(read: Callable[[], Path]) -> None:
    with pytest.raises(DeskError, match=r"nlp\.address: empty"):
        examined(read(), runner="dask")
    with pytest.raises(DeskError, match=r"nlp\.runner: 'spark': there are plain, threads, processes, dask"):
        examined(read(), runner="spark")
