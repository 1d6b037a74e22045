"""Reports of the published snapshot: asked by SQL, drawn by ``reports``, written below a folder.

    research.duckdb -> store.answers -> reports.sheets -> Page -> reports.pages -> HTML, PDF
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

from leadscan import store
from leadscan.data import sectors
from leadscan.desk import pages as files
from leadscan.errors import UsageError
from leadscan.reports import pages, sheets
from leadscan.settings import Settings
from leadscan.stages.run import HONG_KONG

DAYS = {"week": 7, "ipo": 365, "sector": 90}


def report(settings: Settings, what: str, *, sector: str | None = None, days: int = 0, lang: str = "en", folder: Path) -> list[Path]:
    """Writes a report as HTML and PDF; their paths. UsageError where there is no such report, sector or language."""
    if what not in sheets.KINDS:
        raise UsageError(f"report {what}: there are {', '.join(sheets.KINDS)}")
    if lang not in ("en", "zh-Hant", "zh-Hans"):
        raise UsageError(f"--lang {lang}: there are en, zh-Hant and zh-Hans")
    if what == "sector" and sector not in sectors.by_id():
        raise UsageError(f"report sector {sector or ''}: wants a sector of {', '.join(sectors.by_id())}".replace("  ", " "))
    last = store.as_of(settings)
    span = days or DAYS[what]
    page = build(settings, what, sector=sector, first=last - timedelta(days=span - 1), last=last, lang=lang)
    name = "-".join(filter(None, (what, sector if what == "sector" else None, last.isoformat(), lang)))
    made = datetime.combine(last, time(12), tzinfo=HONG_KONG)
    return files.write_all(folder, {f"{name}.html": pages.html(page).encode(), f"{name}.pdf": pages.pdf(page, made=made)})


def build(settings: Settings, what: str, *, sector: str | None, first: date, last: date, lang: str) -> pages.Page:
    """The page of a report over these days."""
    answers = store.answers(settings, what, first=first, last=last, sector=sector or "")
    if what == "sector":
        return sheets.sector(answers, name=sector or "", first=first, last=last, language=lang)
    return (sheets.week if what == "week" else sheets.ipo)(answers, first=first, last=last, language=lang)
