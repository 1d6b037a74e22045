"""Tutoring records (IPO guidance filed with the regulator's local offices, a year before an application), as a third party's table has them; no contract stands behind it.

A record names no exchange, so its case has a key of its own, by the company's name; ``cases.link`` puts its events before those of the exchange's case when one comes.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from leadscan import records
from leadscan.filings import mainland
from leadscan.filings.mainland import Row, document, follow
from leadscan.text.normalize import fold
from leadscan.types import ParsedFeed, Response, Source

VENUE = "CSRC"
_PAGE = "https://data.eastmoney.com/xg/ipo/fd.html"


def entries(source: Source, response: Response, *, now: datetime) -> ParsedFeed:
    """Entries of the table: one a company and state. Never raises for bad input; another shape is ``invalid``, an unknown state ``degraded``, both said in ``detail``."""
    return mainland.entries(source, response, venue=VENUE, rows=_rows, read=_row)


def _rows(data: Any) -> list[Any] | None:
    result = data.get("result") if isinstance(data, dict) else None
    found = result.get("data") if isinstance(result, dict) else None
    return found if isinstance(found, list) else None


def _row(item: dict[str, Any]) -> Row:
    issuer = mainland.text(item, "TUTOR_OBJECT")
    return Row(
        number=records.digest(re.sub(r"[\W_]+", "", fold(issuer))), issuer=issuer, status=mainland.text(item, "TUTOR_PROCESS_STATE"), updated=mainland.moment(item.get("RECORD_DATE")), accepted=None, url=_PAGE,
        sponsors=mainland.houses(mainland.said(item, "TUTOR_ORG")), office=mainland.said(item, "DISPATCH_ORG") or None,
    )  # fmt: skip


__all__ = ["document", "entries", "follow"]
