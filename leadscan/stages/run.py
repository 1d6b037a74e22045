"""What every stage is given: the desk's settings, the clock, the slot of work, and the coat that carries steps out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from leadscan.errors import DeskError
from leadscan.settings import Settings

Item = TypeVar("Item")
Result = TypeVar("Result")

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
VENUES: Mapping[str, frozenset[str]] = {
    "SEC": frozenset({"edgar_atom", "edgar_index", "edgar_submissions"}),
    "HKEX": frozenset({"hkex_json", "hkex_listings"}),
    "mainland": frozenset({"sse_jsonp", "szse_json", "bse_jsonp", "tutoring_json"}),
}
"""Kinds of source of each venue."""
VENUE_KINDS = frozenset().union(*VENUES.values())
"""Kinds of source that list filings."""


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
    kinds: frozenset[str] = frozenset()
    """Kinds of source that this run asks and reads; empty = all."""

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


def filings_run(settings: Settings, now: datetime, kinds: Iterable[str], *, coat: Coat | None = None, progress: Progress = silent) -> Run:
    """A look at the venues alone: its slot is its minute, so that each look asks again."""
    slot = now.astimezone(HONG_KONG).strftime("%Y-%m-%dT%H:%M")
    return Run(settings, now, slot=slot, coat=coat or Plain(settings.web.workers), progress=progress, kinds=frozenset(kinds))


def edition_time(settings: Settings, day: date) -> datetime:
    """The edition's moment of a Hong Kong day. DeskError where [morning] time is no time."""
    try:
        at = time.fromisoformat(settings.morning.time)
    except ValueError as e:
        raise DeskError(f"leadscan.toml: morning.time: wants a time such as 07:30; found {settings.morning.time!r}") from e
    return datetime.combine(day, at, tzinfo=HONG_KONG)


def plain_secret(value: str, where: str) -> None:
    """DeskError where a secret still names a Prefect block: only the flows can read blocks."""
    if value.startswith("block:"):
        variable = f"LEADSCAN_{where.replace('.', '_').upper()}"
        raise DeskError(f"leadscan.toml: {where}: {value} is a Prefect block, which only the flows read; run leadscan serve, or give {variable} in the environment")
