"""Who examines the batches: this thread, threads, processes or a Dask cluster, by ``[nlp] runner``; the outcome is the same.

    Kit, Batches -> workers -> Examined of each batch, in the order of the batches

A few batches are under way at a time, so that neither memory nor a queue grows with the morning. What a worker took into its grave is done again.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from leadscan.errors import DeskError
from leadscan.settings import Nlp
from leadscan.stages.batch import Batch, Kit, Packed, Tools, annotate, annotate_remotely
from leadscan.types import Examined

RUNNERS = ("plain", "threads", "processes", "dask")
AHEAD = 2
"""Batches under way for each worker: one in work, one waiting."""
DEATHS = 3
"""Worker deaths over one batch after which the batch itself is suspected and examined here, where a defect shows its traceback."""

Results = Callable[[Iterable[Batch]], Iterator[list[Examined]]]


@contextmanager
def workers(nlp: Nlp, tools: Tools, kit: Callable[[], Kit]) -> Iterator[Results]:
    """The desk's workers, as a function from batches to their results; ``kit`` is asked for only where the work leaves this process.

    DeskError where the runner is not known or the cluster does not answer.
    """
    if nlp.runner == "plain":
        yield lambda batches: (annotate(tools, batch) for batch in batches)
    elif nlp.runner == "threads":
        with ThreadPoolExecutor(count(nlp)) as pool:
            yield _threads(pool, count(nlp), tools)
    elif nlp.runner == "processes":
        yield _processes(count(nlp), tools, Packed(kit()))
    elif nlp.runner == "dask":
        with _client(nlp.address) as client:
            yield _dask(client, tools, Packed(kit()))
    else:
        raise DeskError(f"leadscan.toml: nlp.runner: {nlp.runner!r}: there are {', '.join(RUNNERS)}")


def count(nlp: Nlp) -> int:
    """Workers of this machine: as the desk says, else one a core that this process may use."""
    return nlp.workers or len(os.sched_getaffinity(0))


def _threads(pool: ThreadPoolExecutor, size: int, tools: Tools) -> Results:
    reading = threading.Lock()  # one pipeline serves the process, and spaCy promises nothing of two threads in it

    def one(batch: Batch) -> list[Examined]:
        with reading:
            return annotate(tools, batch)

    def results(batches: Iterable[Batch]) -> Iterator[list[Examined]]:
        return _in_order(lambda batch: pool.submit(one, batch), batches, size * AHEAD)

    return results


def _in_order(submit: Callable[[Batch], Future[list[Examined]]], batches: Iterable[Batch], most: int) -> Iterator[list[Examined]]:
    waiting: deque[Future[list[Examined]]] = deque()
    for batch in batches:
        waiting.append(submit(batch))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _processes(size: int, tools: Tools, kit: Packed) -> Results:
    """A pool that is made anew when one of its processes dies; a pool cannot go on without it."""

    def results(batches: Iterable[Batch]) -> Iterator[list[Examined]]:
        remaining, waiting, deaths = iter(batches), deque[Batch](), 0
        while True:
            # Spawned: a fork of a process with threads and open locks may stand still.
            with ProcessPoolExecutor(size, mp_context=get_context("spawn"), initializer=_keep, initargs=(kit,)) as pool:
                under_way: deque[tuple[Batch, Future[list[Examined]]]] = deque()
                try:
                    while True:
                        waiting.extend(itertools.islice(remaining, size * AHEAD - len(under_way) - len(waiting)))
                        while waiting and len(under_way) < size * AHEAD:
                            under_way.append((waiting[0], pool.submit(_kept, waiting[0])))  # it may raise: the batch goes only when the pool has it
                            waiting.popleft()
                        if not under_way:
                            return
                        done = under_way[0][1].result()
                        under_way.popleft()
                        deaths = 0
                        yield done
                except BrokenProcessPool:
                    waiting.extendleft(batch for batch, _ in reversed(under_way))
            deaths += 1
            if deaths >= DEATHS:
                deaths = 0
                yield annotate(tools, waiting.popleft())

    return results


_KITS: list[Packed] = []
"""The kit of a worker process, set once when it starts."""


def _keep(kit: Packed) -> None:
    _KITS[:] = [kit]


def _kept(batch: Batch) -> list[Examined]:
    return annotate_remotely(_KITS[0], batch)


# --- Dask ---


@contextmanager
def _client(address: str) -> Iterator[Any]:  # a distributed.Client, which is untyped
    try:
        import distributed
    except ImportError as e:
        raise DeskError("leadscan.toml: nlp.runner: dask wants the package distributed: pip install 'leadscan[dask]'") from e
    if not address:
        raise DeskError("leadscan.toml: nlp.address: empty; dask wants the scheduler's address, e.g. tcp://127.0.0.1:8786")
    make: Any = distributed.Client
    try:
        client = make(address, timeout=10, set_as_default=False)
    except (OSError, ValueError) as e:
        raise DeskError(f"leadscan.toml: nlp.address: no Dask scheduler answers at {address} ({type(e).__name__}); start it, or set nlp.runner to plain") from e
    try:
        yield client
    finally:
        client.close()


def _dask(client: Any, tools: Tools, kit: Packed) -> Results:
    """Batches as Dask tasks. Dask itself does the batch of a dead worker again; where the cluster is lost or the batch kills every worker, it is done here."""

    def results(batches: Iterable[Batch]) -> Iterator[list[Examined]]:
        remaining = iter(batches)
        under_way: deque[tuple[Batch, Any]] = deque()
        # As a task's outcome, not scattered data: Dask makes it again when the worker that held it dies.
        shared = client.submit(_same, kit, key=f"leadscan-kit-{kit.name[:16]}", pure=False)
        while True:
            while len(under_way) < AHEAD * max(1, len(client.scheduler_info(n_workers=-1)["workers"])) and (batch := next(remaining, None)) is not None:
                under_way.append((batch, client.submit(annotate_remotely, shared, batch, pure=False)))
            if not under_way:
                return
            batch, future = under_way.popleft()
            yield _outcome(future, tools, batch)

    return results


def _same(kit: Packed) -> Packed:
    return kit


def _outcome(future: Any, tools: Tools, batch: Batch) -> list[Examined]:
    from concurrent.futures import CancelledError

    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    try:
        made: list[Examined] = future.result()
    except (KilledWorker, CancelledError, FutureCancelledError, OSError):
        return annotate(tools, batch)
    return made
