"""Beijing Stock Exchange: the list of applications (JSONP with Java dates), and its three functions. The venue wants a POST with its own Referer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from leadscan.filings import mainland
from leadscan.filings.mainland import Row, document, follow
from leadscan.types import ParsedFeed, Response, Source

VENUE = "BSE"
_DETAIL = "https://www.bse.cn/audit/project_news_detail.html?id={number}"


def entries(source: Source, response: Response, *, now: datetime) -> ParsedFeed:
    """Entries of the list: one a row and status. Never raises for bad input; another shape is ``invalid``, an unknown status ``degraded``, both said in ``detail``."""
    return mainland.entries(source, response, venue=VENUE, rows=_rows, read=_row)


def more(source: Source, response: Response, parsed: ParsedFeed) -> tuple[Source, ...]:
    """The list as it is asked for its next page (``page`` of the form counts from 0); nothing after the last."""
    data = mainland.peek(response)
    listing = data[0].get("listInfo") if isinstance(data, list) and data and isinstance(data[0], dict) else None
    number, count = mainland.whole(listing, "number"), mainland.whole(listing, "totalPages")
    return (mainland.turned(source, response, page=str(number + 1)),) if 0 <= number < count - 1 else ()


def _rows(data: Any) -> list[Any] | None:
    """The rows stand in listInfo.content of the only element of a list."""
    first = data[0] if isinstance(data, list) and data else data
    listing = first.get("listInfo") if isinstance(first, dict) else None
    found = listing.get("content") if isinstance(listing, dict) else None
    return found if isinstance(found, list) else None


def _row(item: dict[str, Any]) -> Row:
    number = mainland.text(item, "id")
    return Row(
        number=number, issuer=mainland.text(item, "companyName"), status=mainland.text(item, "status"), updated=mainland.moment(item.get("updateDate")), accepted=mainland.day(item.get("receiveDate")), url=_DETAIL.format(number=number),
        sponsors=mainland.houses(mainland.said(item, "sponsorOrg")), code=mainland.said(item, "stockCode") or None,
    )  # fmt: skip


__all__ = ["document", "entries", "follow", "more"]
