"""Housekeeping: is everything that was kept still what it was, and what may go; and the snapshot for research staff.

    store.retain (what [retention] calls old goes) ; store (every row read, orphans) ; archive (a sixteenth of the files a night, by digest) ;
    unfinished files of killed runs
"""

from __future__ import annotations

from collections import Counter

from leadscan import store, web
from leadscan.desk import files
from leadscan.stages.run import Run
from leadscan.types import Report

NIGHTS = 16
"""Nights in which the whole archive is read once."""


def housekeeping(run: Run) -> Report:
    """Clears what is old, reads all of the store and a part of the archive, and clears away what killed runs left."""
    counts: Counter[str] = Counter({f"cleared_{what}": number for what, number in store.retain(run.settings, run.now).items()})
    failures: list[str] = []
    with store.open_store(run.settings, purpose="housekeeping") as db:
        stats, _ = db.stats(), db.fingerprint()
        orphans = db.orphans()
    counts.update(tables=len(stats), rows=sum(stats.values()), orphans=sum(orphans.values()))
    failures += [f"store: {number} {what}; the next housekeeping tells whether they stay, `leadscan doctor` lists them" for what, number in orphans.items()]
    checked, damaged = web.Archive(run.desk / "archive").check(part=run.edition.toordinal() % NIGHTS, parts=NIGHTS)
    counts.update(archived_checked=checked, archived_damaged=len(damaged))
    failures += damaged
    counts["leftovers"] = files.sweep(run.desk, older_than=run.now.timestamp() - 86_400)
    return Report("housekeeping", dict(counts), failures=tuple(failures))


def publish(run: Run) -> Report:
    """Publishes research.duckdb; says how large it is."""
    path = store.publish(run.settings, now=run.now)
    return Report("publish", {"bytes": path.stat().st_size}, notes=(str(path),))
