"""HKEXnews' table of new listings (HTML): code, name, and the listing announcement, prospectus and allotment results of an applicant that is about to trade.

The table knows a stock code and no id of the application, so a row is a case of its own, which ``cases.link`` joins to the application of the same name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from leadscan.filings import hkex
from leadscan.filings.edgar import refusal
from leadscan.text.normalize import fold, squeeze
from leadscan.types import CaseEvent, Entry, Filing, ParsedFeed, Response, Source

VENUE = "HKEX"
MARK = "NEW-"
"""Before the stock code in the key of a case that only this table knows."""
_ZONE = ZoneInfo("Asia/Hong_Kong")
_COLUMNS = (
    ("Listing announcement", re.compile(r"new\s+listing\s+announcement|新上市公告|上市公告")),
    ("Prospectus", re.compile(r"prospectus|招股章程|招股书|售股章程")),
    ("Allotment results", re.compile(r"allotment|分配结果|配发结果")),
)
_PUBLISHED = re.compile(r"/(?P<year>20\d\d)/(?P<month>\d\d)(?P<day>\d\d)/\d+")
"""Day of publication, in a document's address."""
_MOST_ROWS = 2000


def entries(source: Source, response: Response, *, now: datetime) -> ParsedFeed:
    """Entries of the table: one a document. Never raises for bad input: a page without such a table is ``invalid``, single rows without a code, name or day are refused."""
    if not response.body.strip():
        return ParsedFeed(source.title, (), "empty", "empty answer")
    refused = refusal(response.body)
    if refused is not None and refused[1].startswith(("blocked", "limited")):
        return ParsedFeed(source.title, (), "invalid", refused[1])
    from lxml import etree, html

    try:
        root = html.document_fromstring(response.body, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError) as e:
        return ParsedFeed(source.title, (), "invalid", f"not a page: {e}")
    found: dict[str, Entry] = {}
    faults: list[tuple[str, str]] = []
    tables = 0
    for table in root.iter("table"):
        columns = _columns(table)
        if columns is None:
            continue
        tables += 1
        for entry in _rows(table, columns, source, response, faults):
            found.setdefault(entry.id, entry)
    if not tables:
        return ParsedFeed(source.title, (), "invalid", "unknown shape: no table of new listings")
    newest = max((entry.published for entry in found.values() if entry.published), default=None)
    detail = f"{len(faults)} rows could not be read: {faults[0][1]}" if faults else ""
    return ParsedFeed(source.title, tuple(found.values()), "degraded" if faults else "ok", detail, tuple(faults), newest)


def _columns(table: Any) -> dict[str, int] | None:
    """Places of code, name and documents by the table's head; None where it is another table."""
    for row in table.iter("tr"):
        cells = [fold(squeeze(cell.text_content())) for cell in row.iter("th", "td")]
        places = {name: at for name, pattern in _COLUMNS for at, text in enumerate(cells) if pattern.search(text)}
        code = next((at for at, text in enumerate(cells) if re.search(r"stock\s+code|股份代号", text)), None)
        name = next((at for at, text in enumerate(cells) if re.search(r"stock\s+name|股份名称|公司名称", text)), None)
        if code is not None and name is not None and places:
            return places | {"code": code, "name": name}
        return None
    return None


def _rows(table: Any, columns: dict[str, int], source: Source, response: Response, faults: list[tuple[str, str]]) -> Iterator[Entry]:
    for number, row in enumerate(table.iter("tr")):
        cells = list(row.iter("td"))
        if not cells or number > _MOST_ROWS:
            continue
        words = [squeeze(cell.text_content()) for cell in cells]
        if len(cells) <= max(columns.values()) or not re.fullmatch(r"\d{1,5}", words[columns["code"]]) or not words[columns["name"]]:
            if any(words) and fold(words[columns["code"]] if len(words) > columns["code"] else "") not in ("stock code", "股份代号"):
                faults.append((" | ".join(words)[:120], "a row wants a stock code and a name"))
            continue
        for form, _ in _COLUMNS:
            link = next((anchor.get("href") for anchor in cells[columns[form]].iter("a") if anchor.get("href")), None) if form in columns else None
            if link:
                made = _entry(source, response, words[columns["code"]], words[columns["name"]], form, link)
                if isinstance(made, Entry):
                    yield made
                else:
                    faults.append(made)


def _entry(source: Source, response: Response, code: str, name: str, form: str, link: str) -> Entry | tuple[str, str]:
    url = urljoin(response.final_url or source.url, link.strip())
    day = _day(url)
    if urlsplit(url).scheme not in ("http", "https") or day is None:
        return f"{code} {name} {link}"[:120], "the address of a document wants a day"
    chinese = not name.isascii()
    shown = re.sub(r"\s*[-－]\s*(?:W|B|P|S|SW|BW|H shares|H股)$", "", name, flags=re.I)
    facts = {"form": form, "issuer": shown, "stock_code": code.zfill(5), "case_id": f"{MARK}{code.zfill(5)}", "case_key": f"{VENUE}:{MARK}{code.zfill(5)}", "filed": day.isoformat(), "list": "listings", "document_url": url}
    facts |= {"issuer_zh": shown, "list_lang": "c"} if chinese else {"list_lang": "e"}
    return Entry(
        source.id, f"{code.zfill(5)}:{form}:{facts['list_lang']}", url, f"{form} - {shown}", published=datetime.combine(day, time(), _ZONE), published_raw=day.isoformat(), published_from="list",
        lang="zh-Hant" if chinese else "en", kind="filing", venue=VENUE, facts=facts,
    )  # fmt: skip


def _day(url: str) -> date | None:
    found = _PUBLISHED.search(url)
    try:
        return date(int(found.group("year")), int(found.group("month")), int(found.group("day"))) if found else None
    except ValueError:
        return None


def document(source: Source, entry: Entry, response: Response | None, *, now: datetime, first_seen: datetime) -> tuple[Filing, tuple[CaseEvent, ...]]:
    """The Filing of a document of the table and its event; see ``hkex.document``."""
    return hkex.document(source, entry, response, now=now, first_seen=first_seen)


__all__ = ["MARK", "document", "entries"]
