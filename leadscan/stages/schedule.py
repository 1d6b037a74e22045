"""What a scheduled run finds when it comes late: a day that is over, an hour at which nobody wants a morning email any more, a run that never ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from leadscan.errors import DeskError
from leadscan.stages.run import HONG_KONG, Run
from leadscan.store.database import Run as Logged


@dataclass(frozen=True, slots=True)
class Missed:
    """Why a scheduled morning sends nothing."""

    over: bool
    """Its Hong Kong day is over; False: the day is today, and only the hour is past."""
    why: str


def missed(run: Run, due: datetime) -> Missed | None:
    """Whether the morning that was due then may still be sent at ``run.now``; None = it may. DeskError where [operators] latest is no time."""
    day = due.astimezone(HONG_KONG).date()
    if day < run.edition:
        return Missed(True, f"the morning of {day} was missed and its day is over: nothing was sent. Today's own run tells what it would have told; `leadscan morning --date {day}` makes the old edition")
    now = run.now.astimezone(HONG_KONG)
    if now.time() <= _latest(run.settings.operators.latest):
        return None
    why = f"it is {now:%H:%M} in Hong Kong, later than [operators] latest = {run.settings.operators.latest}: read and examined, nothing sent. `leadscan morning` sends today's edition all the same"
    return Missed(False, why)


def _latest(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as e:
        raise DeskError(f"leadscan.toml: operators.latest: wants a time such as 12:00; found {text!r}") from e


def unfinished(runs: Iterable[Logged], kind: str, slot: str) -> tuple[str, ...]:
    """A line where the last run of this kind and slot was begun and never ended."""
    last = next((run for run in runs if run.kind == kind and run.slot == slot), None)
    if last is None or last.finished is not None:
        return ()
    return (f"a {kind} begun for {last.started:%Y-%m-%d %H:%M} UTC never ended (killed, or the machine stopped); this one goes on from there",)
