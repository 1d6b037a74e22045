"""Flash: between two mornings, a mail for what cannot wait: a risk at a company of the watchlist, a change of stage.

    store (events, told) -> leads.score -> digests.build -> Digest of kind "flash" -> store (outbox)

A flash tells for the edition to come: what it told is known to that edition, which names it in a line and does not tell it again. What the morning's
email had no room for waits for that edition, unless something new of the same company cannot wait.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from leadscan import store
from leadscan.digests import build, render
from leadscan.leads import changes, score
from leadscan.outreach import calendar
from leadscan.stages import answered, brief, cases, flashed, rank
from leadscan.stages.run import Run
from leadscan.types import Digest, Lead, Report, Told, Watchlist

_STEPS = frozenset({"IPO_FILED", "IPO_PROGRESS", "IPO_SETBACK"})
_SURE = frozenset({"announced", "filed", "completed", "failed"})
_NAMED = frozenset({"client", "borrower", "dormant", "prospect"})


def flash(run: Run) -> Report:
    """Builds the flashes that are due. None where [digest] flash is off; an RM whose morning email of the day is not yet made gets it there."""
    if not run.settings.digest.flash:
        return Report("flash", {"flashes": 0}, notes=("flash mails are switched off; [digest] flash = true switches them on",))
    counts: Counter[str] = Counter(flashes=0, items=0)
    with store.open_store(run.settings, purpose="flash") as db:
        watchlists = db.watchlists()
        waiting = set[str]()
        if calendar.is_business_day(run.edition, extra=run.settings.morning.holidays):
            waiting = {watchlist.rm for watchlist in watchlists} - db.editions_done(run.edition)
        coming = calendar.next_business_day(run.edition, extra=run.settings.morning.holidays)
        material, held = (rank.gather(run.settings, db, run.now), db.held(coming)) if len(waiting) < len(watchlists) else ({}, {})
        for watchlist in watchlists:
            if watchlist.rm in waiting:
                counts["morning_first"] += 1
                continue
            made = _one(run, db, watchlist, {**material, "held": held.get(watchlist.rm, frozenset()), "edition": coming})
            counts.update(flashes=int(made is not None), items=len(made.items) if made is not None else 0)
    return Report("flash", dict(counts))


def _one(run: Run, db: store.Store, watchlist: Watchlist, material: dict[str, Any]) -> Digest | None:
    """One RM's flash, stored with its message and what it told under the same lock as it was made: two runs at once tell it once."""
    coming: date = material["edition"]
    told = db.told(watchlist.rm)
    found = score.leads(watchlist, **material, told=told, since=rank.since(db, watchlist.rm, coming), now=run.now)
    changed = _changed(db, told, coming)
    leads = [lead for lead in answered.without(found, answered.snoozed(material["touches"], watchlist.rm, run.now)) if lead.held is None and urgent(lead, changed(lead))]
    if not leads:
        return None
    made = brief.digest_of(run, db, watchlist, leads, told=told, changed=changed, edition=coming)
    if not made.items:
        return None
    number = sum(flashed.is_flash(known) for known in db.digests(watchlist.rm, run.edition, run.edition))
    kind = "flash" if number == 0 else f"flash-{number + 1}"
    # Dated today: the edition to come looks for what was told before it.
    made = replace(made, date=run.edition, kind=kind)
    made = brief.answerable(run, replace(made, subject=build.subject(made)))
    today = {lead.id: replace(lead, edition=run.edition) for lead in leads}
    db.add_leads(run.edition, [today[ident] for item in made.items for ident in (item.lead_id, *item.beside)])
    risks = build.watch_only(made, email=run.settings.mail.credit_contact, kind=f"{kind}-watch") if run.settings.mail.credit_contact else None
    if risks is not None:
        db.save_edition(risks, render.message(risks, settings=run.settings, now=run.now), ())
    memories = [memory for item in made.items for ident in (item.lead_id, *item.beside) for memory in score.memories(today[ident], urls=item.urls)]
    db.save_edition(made, render.message(made, settings=run.settings, now=run.now, picture=brief.picture(run.settings)), memories)
    return made


def urgent(lead: Lead, changed: str | None) -> bool:
    """Can it not wait: a risk at a company of the watchlist, a step of such a company's listing, a stage that is not as it was told."""
    if lead.polarity == "R":
        return lead.relation in _NAMED
    if changed is not None and changed.startswith(("stage ", "case ")):
        return True
    return lead.trigger in _STEPS and lead.stage in _SURE and lead.relation in _NAMED


def _changed(db: store.Store, told: list[Told], coming: date) -> Callable[[Lead], str | None]:
    known = {memory.matter: memory for memory in told if memory.edition < coming}
    moved = cases.moves(db, told, coming)
    return lambda lead: (changes.changed(known[lead.matter], lead) if lead.matter in known else None) or moved(lead)
