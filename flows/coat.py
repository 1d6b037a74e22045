"""What a stage's steps wear under Prefect: each a task run with its name, retries and timeout; logs that name source and address; progress.

Task runs are steps and groups of sources, never articles: under 150 in a morning, however long it is, since each costs time and room in
Prefect's database (docs/operators.md has figures).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import Any, TypeVar
from uuid import UUID

from prefect import get_run_logger, task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.tasks import exponential_backoff

from leadscan.reports import sources
from leadscan.types import Poll

Item = TypeVar("Item")
Result = TypeVar("Result")

RETRIED = frozenset({"poll", "deliver", "follow-up"})
"""Steps that talk to somebody else; all steps are safe to run again, these have a reason to."""
TIMEOUTS = {"deliver": 1800, "follow-up": 900}
"""Seconds. Polls run in threads, where Prefect cannot stop them; [web] timeout bounds each of their requests. Other steps are bounded by their flow."""
MOST_FANNED = 60
"""Task runs of one fan; more items share them."""
MOST_STEPS = 36
"""Task runs of one step's name; further ones are plain calls."""
LEAST_SHOWN = 20
"""Items of a stage that is worth a progress artifact."""
EVERY = 3.0
"""Seconds between two updates of a progress artifact."""


class PrefectCoat:
    """Each step a task run; fans side by side on the flow's task runner."""

    def __init__(self) -> None:
        self._runs: Counter[str] = Counter()

    def step(self, name: str, function: Callable[[], Result]) -> Result:
        self._runs[name] += 1
        if self._runs[name] > MOST_STEPS:
            return function()
        result: Result = _task(name)(function)
        return result

    def fan(self, name: str, function: Callable[[Item], Result], items: Sequence[Item], *, label: Callable[[Item], str]) -> Iterator[Result]:
        if not items:
            return
        size = ceil(len(items) / MOST_FANNED)
        groups = [items[start : start + size] for start in range(0, len(items), size)]
        made = _task(name)
        futures = [made.with_options(task_run_name=f"{name}-{'-'.join(map(label, group))}"[:120]).submit(lambda group=group: [_told(function(item)) for item in group]) for group in groups]
        for future in futures:
            yield from future.result()


def _task(name: str) -> Any:  # a Prefect task; its types vary with the function it wraps
    def step(function: Callable[[], Any]) -> Any:
        return function()

    retries: dict[str, Any] = {}
    if name in RETRIED:
        retries = {"retries": 2, "retry_delay_seconds": exponential_backoff(backoff_factor=2), "retry_jitter_factor": 0.5}
    # NO_CACHE: a step is given a live connection or a function, which must not be hashed; the store is the cache.
    made: Any = task(name=name, cache_policy=NO_CACHE, persist_result=False, timeout_seconds=TIMEOUTS.get(name), tags=["leadscan"], **retries)
    return made(step)


def _told(result: Result) -> Result:
    """The result, with a line in the run's log where it is a poll."""
    if isinstance(result, Poll):
        log = get_run_logger()
        (log.info if result.health.state in sources.WELL else log.warning)("%s", sources.line(result))
    return result


class Bars:
    """Progress artifacts, one a long stage, brought up to date every few seconds."""

    def __init__(self) -> None:
        self._made: dict[str, UUID] = {}
        self._last: dict[str, float] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        if total < LEAST_SHOWN:
            return
        share = 100.0 * done / total
        now = time.monotonic()
        if stage not in self._made:
            made: Any = create_progress_artifact(progress=share, key=f"{stage.replace('_', '-')}-progress", description=f"{stage}: {total:,} in all")
            self._made[stage] = made
        elif done < total and now - self._last[stage] < EVERY:
            return
        else:
            update_progress_artifact(self._made[stage], progress=share)
        self._last[stage] = now
