"""Why not: for a company and an RM, the stage at which it fell out of the email, or where it stands in it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from leadscan import store
from leadscan.companies.register import Register
from leadscan.leads import owners
from leadscan.settings import Settings
from leadscan.stages.run import HONG_KONG
from leadscan.text.normalize import fold
from leadscan.types import Event, Watchlist


def why_not(settings: Settings, company: str, rm: str, day: date) -> dict[str, Any]:
    """``{"company", "rm", "date", "stage", "answer"}``; stage is register, examine, owners, rank, digest or told."""
    with store.open_store(settings, purpose="why not", create=False) as db:
        register = Register(db.companies(), corrections=db.corrections())
        keys = {found.key for found in register.find(company)}
        watchlist = next((watchlist for watchlist in db.watchlists() if watchlist.rm == rm), None)
        events = [event for event in db.events(_start(day)) if _is_about(event, company, keys) and event.first_seen.astimezone(HONG_KONG).date() <= day]
        leads = [lead for lead in db.leads(edition=day, rm=rm) if lead.company_key in keys or fold(lead.company_name) == fold(company)]
        digest = db.digest(rm, day)
        told = [memory for memory in db.told(rm) if memory.matter.partition("|")[0] in {*keys, fold(company)}]
    item = next((item for item in digest.items if item.company_key in keys or fold(item.company_name) == fold(company)), None) if digest else None
    stage, answer = _answer(company, rm, day, keys, watchlist, events, leads, item, told, digest is not None)
    return {"company": company, "rm": rm, "date": day.isoformat(), "stage": stage, "answer": answer}


def _start(day: date) -> Any:  # datetime
    from datetime import datetime, time

    return datetime.combine(day - timedelta(days=365), time(), tzinfo=HONG_KONG)


def _is_about(event: Event, company: str, keys: set[str]) -> bool:
    return event.company_key in keys if event.company_key else fold(event.company_name) == fold(company)


def _answer(
    company: str, rm: str, day: date, keys: set[str], watchlist: Watchlist | None, events: list[Event], leads: list[Any], item: Any, told: list[Any], made: bool
) -> tuple[str, str]:
    if watchlist is None:
        return "owners", f"{rm} has no watchlist on this desk"
    if item is not None:
        return "digest", f"it is there: item {item.rank} of {day}, section {item.section}"
    if not events:
        known = f"known as {', '.join(sorted(keys))}" if keys else "not in the register"
        return "examine", f"{company} ({known}): no document of the year to {day} says an event of it"
    latest = max(events, key=lambda event: event.first_seen)
    said = f"{latest.trigger} ({latest.stage}) of {latest.first_seen:%Y-%m-%d}, {latest.evidence.source_id}: {latest.evidence.quote[:120]!r}"
    if not owners.follows(watchlist, latest, keys=keys):
        return "owners", f"{said}: neither the company nor its sectors ({', '.join(latest.sectors) or 'none'}) are on {rm}'s watchlist"
    earlier = [memory for memory in told if memory.edition < day]
    if earlier:
        return "told", f"{said}: told on {max(memory.edition for memory in earlier)} and nothing changed since"
    if not leads:
        return "rank", f"{said}: no lead on {day}; past its shelf life, excluded by a term, or a kind that is no lead by default"
    if not made:
        return "digest", f"{said}: {rm} has no edition of {day} yet"
    return "digest", f"{said}: scored {leads[0].score:.1f}, below the items that fit into the email"
