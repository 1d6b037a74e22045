"""Rank: what is live, scored for each RM, with reasons; replaces the edition's leads until its email is made.

    store (events, cases, told, touches, corrections, suppressions) -> leads.score -> Lead -> store
"""

from __future__ import annotations

import functools
from datetime import date, datetime, timedelta
from typing import Any

from leadscan import store
from leadscan.data import sectors
from leadscan.data.triggers import triggers
from leadscan.desk import needs
from leadscan.leads import owners, score
from leadscan.settings import Settings
from leadscan.stages import answered, registers
from leadscan.stages.run import Run
from leadscan.types import Lead, Report, Watchlist

LOOK_BACK = timedelta(days=365)
"""The longest shelf life of a trigger."""


def rank(run: Run) -> Report:
    """Leads of every RM whose edition of today is not yet made."""
    with store.open_store(run.settings, purpose="rank") as db:
        done = db.editions_done(run.edition)
        waiting = [watchlist for watchlist in db.watchlists() if watchlist.rm not in done]
        material, held = gather(run.settings, db, run.now), db.held(run.edition)
        leads: list[Lead] = []
        for number, watchlist in enumerate(waiting, start=1):
            leads.extend(_of(run, db, watchlist, material, held.get(watchlist.rm, frozenset())))
            run.progress("rank", number, len(waiting))
        db.save_leads(run.edition, leads, rms=[watchlist.rm for watchlist in waiting])
        db.expire_leads({name: run.edition - timedelta(days=kind.shelf_life_days) for name, kind in triggers().items()})
    counts = {"events": len(material["events"]), "rms": len(waiting), "leads": len(leads), "calls": sum(lead.call for lead in leads), "held": sum(lead.held is not None for lead in leads)}
    return Report("rank", counts, notes=_unowned(run, material))


def _of(run: Run, db: store.Store, watchlist: Watchlist, material: dict[str, Any], held: frozenset[tuple[str, str]]) -> list[Lead]:
    """One RM's leads: those that stand, without what the RM has put off, and with what was put off until now."""
    told, touches = db.told(watchlist.rm), material["touches"]
    verdicts = score.weigh(watchlist, **material, told=told, since=since(db, watchlist.rm, run.edition), held=held, now=run.now, edition=run.edition)
    found = [verdict.lead for verdict in verdicts if verdict.lead is not None and verdict.dropped is None]
    passed_over = {verdict.lead.id: verdict.lead for verdict in verdicts if verdict.lead is not None and (verdict.dropped or "").startswith(("told:", "old news:"))}
    again = answered.back(touches, told, {ident: lead.matter for ident, lead in passed_over.items()}, watchlist.rm, run.now)
    standing = answered.without([*found, *(lead for ident, lead in passed_over.items() if ident in again)], answered.snoozed(touches, watchlist.rm, run.now))
    return sorted(standing, key=lambda lead: (-lead.score, lead.matter))


def _unowned(run: Run, material: dict[str, Any]) -> tuple[str, ...]:
    """How many of today's events reach nobody, where no RM stands in for the sectors that nobody follows."""
    if run.settings.morning.fallback_rm or not material["watchlists"]:
        return ()
    fresh = [event for event in material["events"] if event.first_seen == run.now]
    left = len(owners.unowned(fresh, material["watchlists"]))
    return (f"{left} new events are of sectors that nobody follows; [morning] fallback_rm would send them to somebody",) if left else ()


def since(db: store.Store, rm: str, edition: date) -> datetime | None:
    """From when on news is new to this RM: just after the clock of their last edition, so that a missed day is made up; None = they never had one."""
    last = db.last_briefed(rm, edition)
    return None if last is None else last + timedelta(seconds=1)


def gather(settings: Settings, db: store.Store, now: datetime, *, expired: bool = False) -> dict[str, Any]:
    """What scoring needs of the store, as the keyword arguments of ``score.leads`` and ``score.weigh``; events past their shelf life only where asked for."""
    live = None if expired else {name: now - timedelta(days=kind.shelf_life_days) for name, kind in triggers().items()}
    events, cases = db.events(now - LOOK_BACK, live=live), db.cases()
    register = registers.load(settings, db)
    fallback = settings.morning.fallback_rm
    return {
        "events": events,
        "cases": cases,
        "companies": register.get,
        "find": functools.cache(register.find),
        "tellings": db.story_documents(sorted({event.story_id for event in events})),
        "touches": db.touches(),
        "corrections": db.corrections(),
        "suppressions": db.suppressions(),
        "titles": db.titles(event.evidence.document_id for event in events),
        "watchlists": db.watchlists(),
        "fallback": {sector.id: fallback for sector in sectors.sectors()} if fallback else {},
        "offers": needs.read(settings.desk),
        "assigned": {},
        "not_relevant": timedelta(days=settings.outreach.not_relevant_days),
    }
