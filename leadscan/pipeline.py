"""The order of work, and nothing else.

    papers and filings                                                                    desk files
      | collect   store.due     -> web -> archive -> news.feeds | filings -> web.health -> store     | take in -> store
      | read      store.to_read -> web -> archive -> news.pages | filings -> store
      | examine   store.to_examine -> news.stories -> companies.scan -> nlp -> companies.match -> leads.triggers -> store
      |           case events -> filings.cases -> store
      | rank      events, cases, told, touches -> leads.score -> store
      | brief     leads -> outreach.suggest -> digests -> store (outbox)
      | deliver   outbox -> mail
      | follow up touches whose time has come -> the RM's next digest
    the morning email

Each stage takes its undone work from the store and leaves it done there: to recover is to run again, and a morning run twice is the
morning run once. Stages are in ``leadscan.stages``; what carries them (plain calls, Prefect tasks) is the run's coat.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from leadscan import records, store
from leadscan.stages import brief, collect, deliver, examine, rank, read, takein
from leadscan.stages.run import Run
from leadscan.types import Report

STAGES: dict[str, Callable[[Run], Report]] = {
    "collect": collect.collect,
    "read": read.read,
    "examine": examine.examine,
    "rank": rank.rank,
    "brief": lambda run: run.coat.step("brief", lambda: brief.brief(run)),
    "deliver": lambda run: run.coat.step("deliver", lambda: deliver.deliver(run)),
}
"""In their order; each may be run alone."""


def morning(run: Run) -> list[Report]:
    """The whole morning. Where every RM's edition of the day is made, only what is left in the outbox goes out."""
    reports = [stage("desk", lambda run: takein.take_in_desk(run.settings), run)]
    with store.open_store(run.settings, purpose="morning") as db:
        started = db.start_run("morning", run.slot, run.now)
    names = ["deliver"] if is_done(run) else list(STAGES)
    reports.extend(stage(name, STAGES[name], run) for name in names)
    with store.open_store(run.settings, purpose="morning") as db:
        db.finish_run(started, records.to_json(reports))
    return reports


def stage(name: str, function: Callable[[Run], Report], run: Run) -> Report:
    """One stage, with the seconds it took."""
    start = time.monotonic()
    report = function(run)
    return replace(report, stage=name, seconds=round(time.monotonic() - start, 3))


def is_done(run: Run) -> bool:
    """Has every RM the edition of this day."""
    with store.open_store(run.settings, purpose="morning") as db:
        rms = {watchlist.rm for watchlist in db.watchlists()}
        return bool(rms) and rms <= set(db.editions_done(run.edition))
