"""Results: an RM's quarter out of the store, as a page in the outbox."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from leadscan import store
from leadscan.desk import pages
from leadscan.errors import UsageError
from leadscan.reports import results as report
from leadscan.settings import Settings
from leadscan.stages import flashed
from leadscan.stages.run import HONG_KONG
from leadscan.types import Language, Lead


def results(settings: Settings, rm: str, quarter: str | None, *, now: datetime) -> tuple[report.Results, Language, Path]:
    """The numbers, the RM's language, and where the page lies. UsageError where the desk knows no such RM."""
    today = now.astimezone(HONG_KONG).date()
    when = report.quarter(quarter) if quarter else report.quarter_of(today)
    with store.open_store(settings, purpose="results", create=False) as db:
        watchlist = next((watchlist for watchlist in db.watchlists() if watchlist.rm == rm), None)
        touches = db.touches(rm=rm)
        leads = [lead for touch in touches if (lead := db.lead(touch.lead_id)) is not None]
        emails = [made for made in db.digests(rm, when.first, when.last) if made.kind == "morning" or flashed.is_flash(made)]
        known = [watchlist.rm for watchlist in db.watchlists()]
    if watchlist is None and not touches:
        raise UsageError(f"no RM {rm}; RMs of this desk: {', '.join(known) or 'none'}")
    language: Language = watchlist.language if watchlist is not None else "en"
    found = report.results(
        rm, touches, when=when, name=watchlist.name if watchlist is not None else rm, competitors={lead.id for lead in leads if _of_competitor(lead)}, told=sum(len(made.items) for made in emails)
    )  # fmt: skip
    return found, language, pages.write(settings.desk, "results", f"{rm}-{when}", report.html(found, language=language, today=today))


def _of_competitor(lead: Lead) -> bool:
    return lead.trigger == "COMPETITOR_BANK" or lead.relation == "competitor"
