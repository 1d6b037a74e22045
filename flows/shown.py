"""What the UI shows of a run: tables, pictures and links; made of what the store and the reports hold, and of nothing secret."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from prefect import get_run_logger
from prefect.artifacts import create_image_artifact, create_markdown_artifact, create_table_artifact

from leadscan import store
from leadscan.reports import emails, picture, sources, summary
from leadscan.settings import Settings
from leadscan.stages.evaluation import Outcome
from leadscan.types import Report

DAYS = 7


def reports(found: Sequence[Report], *, key: str, title: str) -> None:
    """A run in a table, and each failure and note as a line of the run's log."""
    create_markdown_artifact(f"# {title}\n\n{summary.markdown(found)}", key=key, description=title)
    _say(found)


def days(found: Mapping[date, Sequence[Report]], *, key: str, title: str) -> None:
    """The same of several days, a table each."""
    tables = "\n".join(f"## {day}\n\n{summary.markdown(of_day)}" for day, of_day in found.items())
    create_markdown_artifact(f"# {title}\n\n{tables}", key=key, description=title)
    for day, of_day in found.items():
        get_run_logger().info("day=%s", day)
        _say(of_day)


def _say(found: Sequence[Report]) -> None:
    log = get_run_logger()
    for report in found:
        log.info("%s: %s", report.stage, summary.counted(report.counts))
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
    last = [day - timedelta(days=back) for back in reversed(range(DAYS))]
    with store.open_store(given, purpose="show") as db:
        counts = {one: Counter(lead.trigger for lead in db.leads(edition=one)) for one in last}
    png = base64.b64encode(picture.week(counts)).decode("ascii")
    create_image_artifact(image_url=f"data:image/png;base64,{png}", key="week", description=f"Leads of the seven days to {day}")


def digests(given: Settings, day: date) -> None:
    """Where each email of the day stands, with a link where it is a file. No address and no lead: they have no business in Prefect's database."""
    with store.open_store(given, purpose="show") as db:
        sent = [(row, db.digest(row.message.rm, day, row.message.kind)) for row in db.outbox(day)]
    base = given.operators.outbox_url.rstrip("/") or (given.desk / "outbox").resolve().as_uri()
    table = emails.markdown(sent, base=base, there=lambda place: (given.desk / "outbox" / place).exists())
    create_markdown_artifact(f"# Emails of {day}\n\n{table}", key="emails", description=f"Emails of {day}: {emails.counted(row for row, _ in sent)}")


def figures(outcomes: Sequence[Outcome], left: Sequence[str]) -> None:
    """Every figure beside its floor, those under it first, and what was not measured."""
    rows = [
        {
            "set": outcome.name, "figure": figure.name, "measure": figure.kind, "value": round(figure.value, 3), "floor": outcome.floors.get(figure.name, ""),
            "result": "UNDER" if figure.name in under else "well" if figure.name in outcome.floors else "no floor", "texts": outcome.texts, "note": outcome.note,
        }
        for outcome in outcomes
        for under in [{line.rpartition(": ")[0] for line in outcome.under}]
        for figure in outcome.figures
    ]  # fmt: skip
    rows.sort(key=lambda row: row["result"] != "UNDER")
    said = f"{len(rows)} figures of {len(outcomes)} sets, {sum(row['result'] == 'UNDER' for row in rows)} under their floors, {len(left)} sets not measured"
    create_table_artifact(rows, key="evaluation", description=said)
    log = get_run_logger()
    log.info("%s", said)
    for row in (row for row in rows if row["result"] == "UNDER"):
        log.warning("%(set)s: %(figure)s %(value)s, under its floor %(floor)s, %(texts)s texts", row)
    if left:
        log.info("%s%s", left[0], f"; nor are {len(left) - 1} others" if left[1:] else "")
