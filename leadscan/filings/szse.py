"""Shenzhen Stock Exchange: the list of IPO applications of the Main Board and ChiNext (JSON), and its three functions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from leadscan.filings import mainland
from leadscan.filings.mainland import Row, document, follow
from leadscan.types import ParsedFeed, Response, Source

VENUE = "SZSE"
_DETAIL = "https://listing.szse.cn/projectdynamic/ipo/detail/index.html?id={number}"


def entries(source: Source, response: Response, *, now: datetime) -> ParsedFeed:
    """Entries of the list: one a row and status, which is a text here. Never raises for bad input; another shape is ``invalid``, an unknown status ``degraded``, both said in ``detail``."""
    return mainland.entries(source, response, venue=VENUE, rows=_rows, read=_row)


def more(source: Source, response: Response, parsed: ParsedFeed) -> tuple[Source, ...]:
    """The list as it is asked for its next page (``pageIndex`` counts from 0); nothing after the last."""
    data = mainland.peek(response)
    number, count = mainland.whole(data, "pageIndex"), mainland.whole(data, "totalPage")
    return (mainland.turned(source, response, pageIndex=str(number + 1)),) if 0 <= number < count - 1 else ()


def _rows(data: Any) -> list[Any] | None:
    found = data.get("data") if isinstance(data, dict) else None
    return found if isinstance(found, list) else None


def _row(item: dict[str, Any]) -> Row:
    number = mainland.text(item, "prjid")
    return Row(
        number=number, issuer=mainland.text(item, "cmpnm"), status=mainland.text(item, "prjst"), updated=mainland.moment(item.get("updtdt")), accepted=mainland.day(item.get("acptdt")), url=_DETAIL.format(number=number),
        sponsors=mainland.houses(mainland.said(item, "sprinsts")), board=mainland.said(item, "boardName") or None,
    )  # fmt: skip


__all__ = ["document", "entries", "follow", "more"]
