"""What the UI shows of a run: tables, pictures and links; made of what the store and the reports hold, and of nothing secret."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from prefect import get_run_logger
from prefect.artifacts import create_image_artifact, create_link_artifact, create_markdown_artifact, create_table_artifact

from leadscan import store
from leadscan.reports import picture, sources, summary
from leadscan.settings import Settings
from leadscan.types import Report

DAYS = 7


def reports(found: Sequence[Report], *, key: str, title: str) -> None:
    """A run in a table, and each failure and note as a line of the run's log."""
    create_markdown_artifact(f"# {title}\n\n{summary.markdown(found)}", key=key, description=title)
    log = get_run_logger()
    for report in found:
        for failure in report.failures:
            log.warning("%s: %s", report.stage, failure)
        for note in report.notes:
            log.info("%s: %s", report.stage, note)


def source_health(given: Settings) -> None:
    """State of each source and what to do about it."""
    with store.open_store(given, purpose="show") as db:
        rows = sources.table(db.health())
    create_table_artifact(rows, key="source-health", description="Sources, the troubled ones first")


def week(given: Settings, day: date) -> None:
    """Leads of the last seven days as a picture. The UI takes an address; a data: address needs no server of files."""
    days = [day - timedelta(days=back) for back in reversed(range(DAYS))]
    with store.open_store(given, purpose="show") as db:
        counts = {one: Counter(lead.trigger for lead in db.leads(edition=one)) for one in days}
    png = base64.b64encode(picture.week(counts)).decode("ascii")
    create_image_artifact(image_url=f"data:image/png;base64,{png}", key="week", description=f"Leads of the seven days to {day}")


def digests(given: Settings, day: date) -> None:
    """A link to each email of the day."""
    folder = given.desk / "outbox" / day.isoformat()
    for path in sorted(folder.glob("*.html")):
        base = given.operators.outbox_url.rstrip("/")
        link = f"{base}/{day}/{path.name}" if base else path.resolve().as_uri()
        create_link_artifact(link=link, link_text=path.stem, key=f"digest-{_key(path.stem)}", description=f"Email of {day}: {path.stem}")


def figures(found: dict[str, Any], *, key: str, title: str) -> None:
    """Hits of an evaluation as a table."""
    rows = [{"trigger": name, "right": right, "of": total} for name, (right, total) in found["triggers"].items()]
    create_table_artifact(rows, key=key, description=title)


def _key(text: str) -> str:
    return "".join(char if char.isascii() and char.isalnum() else "-" for char in text.lower())
