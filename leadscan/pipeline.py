"""The order of work, and nothing else.

    papers and filings                                                                    desk files
      | collect   store.due     -> web -> archive -> news.feeds | filings -> web.health -> store     | take in -> store
      | read      store.to_read -> web -> archive -> news.pages | filings -> store
      | examine   store.to_examine -> news.stories -> companies.scan -> nlp -> companies.match -> leads.triggers -> store
      |           case events -> filings.cases -> store
      | follow up answers of RMs in the mailbox -> touches, corrections -> store
      | rank      events, cases, told, touches -> leads.score -> store
      | brief     leads -> outreach.suggest -> digests -> store (outbox)
      | deliver   outbox -> mail
    the morning email

Each stage takes its undone work from the store and leaves it done there: to recover is to run again, and a morning run twice is the
morning run once. Stages are in ``leadscan.stages``; what carries them (plain calls, Prefect tasks) is the run's coat.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from leadscan import records, store
from leadscan.errors import Locked
from leadscan.stages import brief, collect, deliver, examine, flash, followup, housekeeping, rank, read, schedule, takein, weekly
from leadscan.stages.run import Run
from leadscan.store import lock
from leadscan.types import Report

STAGES: dict[str, Callable[[Run], Report]] = {
    "collect": collect.collect,
    "read": read.read,
    "examine": examine.examine,
    "follow-up": lambda run: run.coat.step("follow-up", lambda: followup.follow_up(run)),
    "rank": rank.rank,
    "brief": lambda run: run.coat.step("brief", lambda: weekly.after(brief.brief(run), run)),
    "flash": lambda run: run.coat.step("flash", lambda: flash.flash(run)),
    "deliver": lambda run: run.coat.step("deliver", lambda: deliver.deliver(run)),
}
"""In their order; each may be run alone."""
READING = ("collect", "read", "examine")
"""The stages that make nothing to send."""
MORNING = (*READING, "follow-up", "rank", "brief", "deliver")


def morning(run: Run) -> list[Report]:
    """The whole morning. Where every RM's edition of the day is made, only what is left in the outbox goes out. Waits for another run over the desk."""
    with _alone(run, "morning", wait=run.settings.operators.run_wait):
        return _logged(run, "morning", lambda: ("deliver",) if is_done(run) else MORNING)


def scheduled_morning(run: Run, due: datetime) -> list[Report]:
    """The morning that a schedule wanted at ``due``, however late it comes: never a stale edition, and the report says why where none is sent."""
    missed = schedule.missed(run, due)
    if missed is None:
        return morning(run)
    if missed.over:
        return [Report("morning", {"missed": 1}, notes=(missed.why,))]
    with _alone(run, "morning", wait=run.settings.operators.run_wait):
        reports = _logged(run, "late morning", lambda: READING)
    return [*reports, Report("brief", {"editions": 0}, notes=(missed.why,))]


def filings(run: Run) -> list[Report]:
    """A look at the venues (``run.kinds``): collect, read, examine, no digest; a flash where the desk wants flashes. Gives way to any other run: the next look sees what this one left."""
    try:
        with _alone(run, "filings", wait=0):
            return _logged(run, "filings", lambda: (*READING, "flash", "deliver") if run.settings.digest.flash else READING)
    except Locked as e:
        return [_gave_way("filings", e)]


def flashes(run: Run) -> list[Report]:
    """All sources and the flashes that come of them, sent. Waits for another run over the desk."""
    with _alone(run, "flash", wait=run.settings.operators.run_wait):
        return _logged(run, "flash", lambda: (*READING, "flash", "deliver") if run.settings.digest.flash else ("flash",))


def follow_up(run: Run) -> list[Report]:
    """The answers of RMs out of the mailbox, into the store."""
    name = "follow-up"
    if name not in STAGES:
        return [Report(name, {}, notes=("this leadscan reads no answers",))]
    return _logged(run, name, lambda: (name,))


def backfill(runs: Sequence[Run], *, again: bool = False) -> list[Report]:
    """Days made up, oldest first: what was missed is collected, read and examined, and no email is made or sent.

    With ``again`` every document first seen on those days is examined anew, as after new names or rules.
    """
    reports: list[Report] = []
    for run in sorted(runs, key=lambda run: run.now):
        with _alone(run, "backfill", wait=run.settings.operators.run_wait):
            if again:
                with store.open_store(run.settings, purpose="backfill") as db:
                    marked = db.examine_again(run.edition)
                reports.append(Report("backfill", {"to_examine_again": marked}, notes=(f"{run.edition}",)))
            reports += _logged(run, "backfill", lambda: READING)
    return reports


def keep_house(run: Run) -> list[Report]:
    """Integrity of store and archive, and what has had its time. Gives way to any other run."""
    try:
        with _alone(run, "housekeeping", wait=0):
            return _logged(run, "housekeeping", lambda: ("housekeeping",), {"housekeeping": lambda run: run.coat.step("housekeeping", lambda: housekeeping.housekeeping(run))})
    except Locked as e:
        return [_gave_way("housekeeping", e)]


def publish(run: Run) -> Report:
    """The snapshot for research staff."""
    return stage("publish", lambda run: run.coat.step("publish", lambda: housekeeping.publish(run)), run)


def stage(name: str, function: Callable[[Run], Report], run: Run) -> Report:
    """One stage, with the seconds it took."""
    start = time.monotonic()
    report = function(run)
    return replace(report, stage=name, seconds=round(time.monotonic() - start, 3))


def is_done(run: Run) -> bool:
    """Has every RM the edition of this day."""
    with store.open_store(run.settings, purpose="morning") as db:
        rms = {watchlist.rm for watchlist in db.watchlists()}
        briefed = bool(rms) and rms <= set(db.editions_done(run.edition))
    return briefed and not weekly.missing(run)


def _logged(run: Run, kind: str, names: Callable[[], Iterable[str]], more: dict[str, Callable[[Run], Report]] | None = None) -> list[Report]:
    """The desk's files taken in, then the stages, with the run in the store's log; the first report says where an earlier run of the slot never ended."""
    reports = [stage("desk", lambda run: takein.take_in_desk(run.settings), run)]
    with store.open_store(run.settings, purpose=kind) as db:
        notes = schedule.unfinished(db.runs(limit=20), kind, run.slot)
        started = db.start_run(kind, run.slot, run.now)
    reports[0] = replace(reports[0], notes=(*reports[0].notes, *notes))
    known = {**STAGES, **(more or {})}
    reports.extend(stage(name, known[name], run) for name in names())
    with store.open_store(run.settings, purpose=kind) as db:
        db.finish_run(started, records.to_json(reports))
    return reports


@contextmanager
def _alone(run: Run, purpose: str, *, wait: float) -> Iterator[None]:
    """One run over a desk at a time; Locked names the other."""
    with lock.hold(run.desk, purpose=purpose, wait=wait, name=lock.RUN):
        yield


def _gave_way(name: str, why: Locked) -> Report:
    return Report(name, {"gave_way": 1}, notes=(f"gave way to another run, nothing is lost: {why}",))
