"""Rank: what is live, scored for each RM, with reasons; replaces the edition's leads until its email is made.

    store (events, cases, told, touches, corrections, suppressions) -> leads.score -> Lead -> store
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from leadscan import store
from leadscan.companies.register import Register
from leadscan.leads import owners, score
from leadscan.stages.run import Run
from leadscan.types import Lead, Report

LOOK_BACK = timedelta(days=365)
"""The longest shelf life of a trigger."""


def rank(run: Run) -> Report:
    """Leads of every RM whose edition of today is not yet made."""
    counts: Counter[str] = Counter()
    with store.open_store(run.settings, purpose="rank") as db:
        done = db.editions_done(run.edition)
        watchlists = db.watchlists()
        events = db.events(run.now - LOOK_BACK)
        register = Register(db.companies(), corrections=db.corrections())
        material = score.Material(
            events=tuple(events),
            cases=tuple(db.cases()),
            companies=register.get,
            find=register.find,
            touches=tuple(db.touches()),
            corrections=tuple(db.corrections()),
            suppressions=tuple(db.suppressions()),
            story_documents=db.story_documents(sorted({event.story_id for event in events})),
            watchlists=tuple(watchlists),
            fallback_rm=run.settings.morning.fallback_rm,
        )
        leads: list[Lead] = []
        for number, watchlist in enumerate(watchlists, start=1):
            if watchlist.rm in done:
                continue
            leads.extend(score.leads(watchlist, material, told=db.told(watchlist.rm), now=run.now, edition=run.edition))
            run.progress("rank", number, len(watchlists))
        db.save_leads(run.edition, leads, rms=[watchlist.rm for watchlist in watchlists if watchlist.rm not in done])
    counts.update(events=len(events), rms=len(watchlists), leads=len(leads), calls=sum(lead.call for lead in leads))
    unowned = owners.unowned(events, watchlists)
    notes = (f"{len(unowned)} events of sectors that nobody follows; set [morning] fallback_rm",) if unowned and not run.settings.morning.fallback_rm else ()
    return Report("rank", dict(counts), notes=notes)
