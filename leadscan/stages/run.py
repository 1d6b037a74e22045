"""What every stage is given: the desk's settings, the clock, the slot of work, and the coat that carries steps out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from leadscan.settings import Settings

Item = TypeVar("Item")
Result = TypeVar("Result")

HONG_KONG = ZoneInfo("Asia/Hong_Kong")


class Coat(Protocol):
    """How steps are carried out: plainly, or as tasks of an orchestrator. It judges nothing."""

    def step(self, name: str, function: Callable[[], Result]) -> Result:
        """Runs one step of a stage."""
        ...

    def fan(self, name: str, function: Callable[[Item], Result], items: Sequence[Item], *, label: Callable[[Item], str]) -> Iterator[Result]:
        """Runs a step for each item, side by side where it can; results in the order of the items."""
        ...


class Plain:
    """Steps as function calls, fans as threads."""

    def __init__(self, workers: int = 16) -> None:
        self._workers = workers

    def step(self, name: str, function: Callable[[], Result]) -> Result:
        return function()

    def fan(self, name: str, function: Callable[[Item], Result], items: Sequence[Item], *, label: Callable[[Item], str]) -> Iterator[Result]:
        if not items:
            return
        with ThreadPoolExecutor(max_workers=min(self._workers, len(items))) as pool:
            yield from pool.map(function, items)


Progress = Callable[[str, int, int], None]
"""(stage, done, total), for a bar."""


def silent(stage: str, done: int, total: int) -> None:
    """No bar."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run over one desk. ``now`` is the only clock; the edition belongs to its Hong Kong day."""

    settings: Settings
    now: datetime
    slot: str
    """The name of this round of polling; a source is polled once a slot unless it failed."""
    coat: Coat = field(default_factory=Plain)
    progress: Progress = silent

    @property
    def edition(self) -> date:
        """Hong Kong day of ``now``."""
        return self.now.astimezone(HONG_KONG).date()

    @property
    def desk(self) -> Path:
        """The desk's folder."""
        return self.settings.desk


def morning_run(settings: Settings, now: datetime, *, coat: Coat | None = None, progress: Progress = silent) -> Run:
    """The run of a morning: its slot is its Hong Kong day, so that to run again is to go on."""
    day = now.astimezone(HONG_KONG).date().isoformat()
    return Run(settings, now, slot=day, coat=coat or Plain(settings.web.workers), progress=progress)
