"""Why not: for a company and an RM, the stage at which it fell out of the email, or where it stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from leadscan import store
from leadscan.leads import score
from leadscan.settings import Settings
from leadscan.stages import answered, rank, registers
from leadscan.stages.run import HONG_KONG
from leadscan.text.normalize import fold
from leadscan.types import Digest, Event


def why_not(settings: Settings, company: str, rm: str, day: date) -> dict[str, Any]:
    """``{"company", "rm", "date", "stage", "answer"}``; stage is watchlist, examine, rank or digest."""
    now = datetime.combine(day, time(23, 59), tzinfo=HONG_KONG)
    with store.open_store(settings, purpose="why not", create=False) as db:
        keys = {found.key for found in registers.load(settings, db).find(company)}
        watchlist = next((watchlist for watchlist in db.watchlists() if watchlist.rm == rm), None)
        material = rank.gather(settings, db, now, expired=True)
        told = [memory for memory in db.told(rm) if memory.edition < day]
        since, held = rank.since(db, rm, day), db.held(day).get(rm, frozenset())
        digest = db.digest(rm, day)
    stage, answer = "watchlist", f"{rm} has no watchlist on this desk"
    if watchlist is not None:
        events = [event for event in material["events"] if _is_about(event, company, keys) and event.first_seen <= now]
        weighed = score.weigh(watchlist, **{**material, "events": events}, told=told, since=since, held=held, now=now, edition=day)
        stage, answer = _answer(company, day, keys, events, weighed, digest)
        put_off = answered.snoozed(material["touches"], rm, now)
        touch = next((put_off[verdict.lead.id] for verdict in weighed if verdict.lead is not None and verdict.lead.id in put_off), None)
        if touch is not None and touch.next_at is not None and not answer.startswith("it is there"):
            stage, answer = "rank", f"{rm} put it off on {touch.at.astimezone(HONG_KONG):%Y-%m-%d} until {touch.next_at.astimezone(HONG_KONG):%Y-%m-%d}"
    return {"company": company, "rm": rm, "date": day.isoformat(), "stage": stage, "answer": answer}


def _is_about(event: Event, company: str, keys: set[str]) -> bool:
    return event.company_key in keys if event.company_key else fold(event.company_name) == fold(company)


def _answer(company: str, day: date, keys: set[str], events: Sequence[Event], weighed: Sequence[score.Verdict], digest: Digest | None) -> tuple[str, str]:
    item = next((item for item in digest.items if item.company_key in keys or fold(item.company_name) == fold(company)), None) if digest else None
    if item is not None:
        return "digest", f"it is there: item {item.rank} of {day}, section {item.section}"
    if not events:
        known = f"known as {', '.join(sorted(keys))}" if keys else "not in the register"
        return "examine", f"{company} ({known}): no document of the year to {day} says an event of it"
    latest = max(events, key=lambda event: event.first_seen)
    said = f"{latest.trigger} ({latest.stage}) of {latest.first_seen:%Y-%m-%d}, {latest.evidence.source_id}: {latest.evidence.quote[:120]!r}"
    dropped = next((verdict.dropped for verdict in weighed if verdict.dropped is not None), None)
    if dropped is not None:
        return "rank", f"{said}: {dropped}"
    if digest is None:
        return "digest", f"{said}: there is no edition of {day} yet"
    found = [verdict.lead for verdict in weighed if verdict.lead is not None]
    item = next((item for item in digest.items if any(lead.id in item.beside for lead in found)), None)
    if item is not None:
        return "digest", f"it is there: named in item {item.rank} of {day}, whose documents tell it too"
    best = max((lead.score for lead in found), default=0.0)
    again = "; it competes again for the next" if any(lead.id in digest.left for lead in found) else ""
    return "digest", f"{said}: scored {best:.1f}, below the items that fit into the email{again}"
