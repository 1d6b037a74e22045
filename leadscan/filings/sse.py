"""Shanghai Stock Exchange: the list of IPO applications of the Main Board and the STAR Market (JSONP), and its three functions.

The venue answers only a request whose Referer is its own site.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from leadscan.filings import mainland
from leadscan.filings.mainland import Row, document, follow
from leadscan.text.normalize import squeeze
from leadscan.types import ParsedFeed, Response, Source

VENUE = "SSE"
_DETAIL = "https://www.sse.com.cn/listing/renewal/ipo/index_listing_detail.shtml?auditId={number}"
_PROJECT = re.compile(r"\s*(?:(?:科创板|主板|沪市主板)?\s*(?:IPO|首次公开发行(?:股票|A股|存托凭证)?(?:并(?:在\S{0,4}板)?上市)?|首发)(?:并\S{0,6}上市)?\s*项目?|(?:科创板|主板)(?:上市)?项目)\s*$", re.I)
"""What the list sets behind a company's name."""
_BOARDS = {"1": "科创板", "2": "主板"}
_RESULTS = {"3": "commitiResult", "9": "commitiResult", "5": "registeResult", "8": "commitiResult"}
"""Where the result stands that belongs to a status."""


def entries(source: Source, response: Response, *, now: datetime) -> ParsedFeed:
    """Entries of the list: one a row and status. Never raises for bad input; another shape is ``invalid``, an unknown status ``degraded``, both said in ``detail``."""
    return mainland.entries(source, response, venue=VENUE, rows=_rows, read=_row)


def more(source: Source, response: Response, parsed: ParsedFeed) -> tuple[Source, ...]:
    """The list as it is asked for its next page (``pageHelp`` counts from 1); nothing after the last."""
    helped = mainland.peek(response, "pageHelp")
    number, count = mainland.whole(helped, "pageNo"), mainland.whole(helped, "pageCount")
    return (mainland.turned(source, response, **{"pageHelp.pageNo": str(number + 1)}),) if 0 < number < count else ()


def _rows(data: Any) -> list[Any] | None:
    found = data.get("result") if isinstance(data, dict) else None
    return found if isinstance(found, list) else None


def _row(item: dict[str, Any]) -> Row:
    number = mainland.text(item, "stockAuditNum")
    helpers = [other for other in item.get("intermediary") or [] if isinstance(other, dict)] if isinstance(item.get("intermediary"), list) else []
    names = [mainland.said(other, "i_intermediaryName") or mainland.said(other, "i_intermediaryAbbrName") for other in helpers]
    sponsors = [name for name, other in zip(names, helpers, strict=True) if name and mainland.said(other, "i_intermediaryType") == "1"]
    auditors = mainland.of_type(names, "会计师事务所")
    capital = mainland.said(item, "planIssueCapital")
    return Row(
        number=number, issuer=_issuer(mainland.text(item, "stockAuditName")), status=_status(item), updated=mainland.moment(item.get("updateDate")), accepted=mainland.day(item.get("auditApplyDate")), url=_DETAIL.format(number=number),
        sponsors=tuple(dict.fromkeys(sponsors)), counsel=mainland.of_type(names, "律师事务所"), auditor=auditors[0] if len(auditors) == 1 else None,
        amount=(f"人民币{capital}亿元", capital) if re.fullmatch(r"\d+(?:\.\d+)?", capital) and float(capital) > 0 else None, board=_BOARDS.get(mainland.said(item, "issueMarketType")),
    )  # fmt: skip


def _issuer(name: str) -> str:
    return squeeze(_PROJECT.sub("", name)) or name


def _status(item: dict[str, Any]) -> str:
    """The status, with the result that belongs to it where the row says one; a result that the table does not know with that status stays beside it, to be seen."""
    status = mainland.text(item, "currStatus")
    result = mainland.said(item, _RESULTS[status]) if status in _RESULTS else ""
    if not result or result == "0":
        return status
    if status == "8" and mainland.step(VENUE, f"8:{result}") == "unknown":
        return status  # withdrawn after a committee that passed it, or put it off
    return f"{status}:{result}"


__all__ = ["document", "entries", "follow", "more"]
