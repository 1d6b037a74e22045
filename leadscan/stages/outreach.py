"""Outreach on demand: the draft for a lead behind every rule, and what became of it. leadscan drafts; a person sends."""

from __future__ import annotations

from datetime import datetime

from leadscan import store
from leadscan.errors import UsageError
from leadscan.outreach import cadence, compliance, letters
from leadscan.records import digest
from leadscan.settings import Settings
from leadscan.stages.run import HONG_KONG
from leadscan.types import Case, Lead, Touch

STATUS = {"called": "called", "fax_sent": "faxed", "meeting": "met", "won": "won", "lost": "lost", "not_relevant": "not_relevant", "wrong_company": "not_relevant", "no": "lost"}
"""What an outcome makes of the lead's status."""
KINDS = {"fax_sent": "fax", "fax_not_received": "call_back", "meeting": "meeting", "drafted": "letter"}


def letter(settings: Settings, lead_id: str, *, now: datetime) -> str:
    """The letter's text; UsageError with the rule and who may clear it where none may go out."""
    with store.open_store(settings, purpose="letter", create=False) as db:
        lead = _lead(db, lead_id)
        watchlist = next((watchlist for watchlist in db.watchlists() if watchlist.rm == lead.rm), None)
        case = _case(db, lead)
        company = db.company(lead.company_key) if lead.company_key else None
        today = now.astimezone(HONG_KONG).date()
        refused = compliance.check(
            lead, db.suppressions(), today=today, contact=case.contact if case else None, owner=company.owner if company else None
        )
        if refused is not None:
            raise UsageError(f"no letter for {lead.company_name}: {refused}")
        text = letters.draft(
            lead, case, language=watchlist.language if watchlist else "en", bank=settings.bank, rm_name=watchlist.name if watchlist else lead.rm, today=today
        )
        db.add_touch(_touch(settings, lead, "drafted", "", now))
    return text


def touch(settings: Settings, lead_id: str, outcome: str, *, note: str, now: datetime) -> Touch:
    """Records an outcome, moves the lead's status, and computes the next step."""
    with store.open_store(settings, purpose="touch", create=False) as db:
        lead = _lead(db, lead_id)
        made = _touch(settings, lead, outcome, note, now)
        db.add_touch(made)
        if outcome in STATUS:
            db.set_lead_status(lead_id, STATUS[outcome])
    return made


def _touch(settings: Settings, lead: Lead, outcome: str, note: str, now: datetime) -> Touch:
    kind = KINDS.get(outcome, "call")
    step = cadence.next_step(kind, outcome, now, extra=settings.morning.holidays)
    return Touch(
        id=digest(lead.id, kind, outcome, now.isoformat()), lead_id=lead.id, rm=lead.rm, company_key=lead.company_key, company_name=lead.company_name, kind=kind, outcome=outcome,
        at=now, note=note, next_step=step.kind if step else None, next_at=step.at if step else None,
    )


def _lead(db: store.Store, lead_id: str) -> Lead:
    lead = db.lead(lead_id)
    if lead is None:
        raise UsageError(f"no lead {lead_id}; `leadscan leads` lists them")
    return lead


def _case(db: store.Store, lead: Lead) -> Case | None:
    return next((case for case in db.cases() if case.company_key is not None and case.company_key == lead.company_key), None)
