"""What the review lists of Shanghai, Shenzhen and Beijing and the tutoring records have in common: one row is one application, its status is the news.

The lists hold no documents, so a row is the entry and its Filing: issuer, sponsor, status and day. The day stands in the entry's id, since an application that is inquired, paused
and inquired again says the same word twice. A status that no table knows is kept raw, and named in the operator's line.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from leadscan.errors import ParseError
from leadscan.filings import kind, lexicon, reading
from leadscan.filings.edgar import refusal
from leadscan.filings.reading import Origin
from leadscan.text.normalize import fold, squeeze
from leadscan.types import CaseEvent, Contact, Entry, Fact, Filing, HealthState, ParsedFeed, Response, Source

ZONE = ZoneInfo("Asia/Shanghai")
VENUES = frozenset({"SSE", "SZSE", "BSE", "CSRC"})
"""CSRC stands for the tutoring records, which name no exchange."""
MAX_LIST = 30_000_000
"""Longest list read, in bytes; 500 rows of Shanghai have some 400,000."""
ACCEPTED = "已受理"
"""What the day of acceptance is called, which each row prints beside its present status."""
_FIRST = date(1990, 1, 1)
"""The exchanges opened in 1990: an older day is a slip."""


@dataclass(frozen=True, slots=True)
class Row:
    """One application as its venue's list has it."""

    number: str
    """The venue's own id."""
    issuer: str
    status: str
    """The venue's code, with the result where one belongs to it: "2", "3:1", "P06", or the words themselves."""
    updated: datetime | None
    accepted: date | None
    url: str
    """Page of the application for a person."""
    sponsors: tuple[str, ...] = ()
    counsel: tuple[str, ...] = ()
    auditor: str | None = None
    amount: tuple[str, str] | None = None
    """(shown, as printed): the money to be raised."""
    board: str | None = None
    code: str | None = None
    office: str | None = None
    """The regulator's local office that keeps a tutoring record."""


def step(venue: str, status: str) -> str:
    """What a status means, by the venue's table; unknown where it is not there."""
    return _steps(venue).get(_plain(status), "unknown")


def words(venue: str, status: str) -> str:
    """A status as the venue says it to people; the raw one where no table has words."""
    return lexicon.mapping("mainland", f"{venue.lower()}_words").get(status, status) if venue in ("SSE", "BSE") else status


@functools.cache
def _steps(venue: str) -> dict[str, str]:
    return {_plain(key): value for key, value in lexicon.mapping("mainland", f"{venue.lower()}_steps").items()}


def _plain(status: str) -> str:
    return re.sub(r"\s+", "", fold(status))


# --- lists -----------------------------------------------------------------------------------------------------------


def payload(body: bytes) -> Any:
    """The JSON of an answer, with or without the call of JSONP around it. ParseError where there is none, or where it is longer than any list."""
    if len(body) > MAX_LIST:
        raise ParseError(f"longer than any list: {len(body)} bytes")
    text = body.decode("utf-8-sig", "replace").strip()
    called = re.match(r"[\w.$]{0,100}\s*\(", text)
    if called is not None and called.group().strip("( "):
        text = text[called.end() : text.rfind(")")] if ")" in text else text[called.end() :]
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as e:
        raise ParseError(f"not JSON: {e}") from e


def entries(source: Source, response: Response, *, venue: str, rows: Callable[[Any], list[Any] | None], read: Callable[[dict[str, Any]], Row]) -> ParsedFeed:
    """Entries of a list. ``rows`` finds the rows in the answer (None: another shape), ``read`` makes a Row of one (ParseError, ValueError or TypeError: it is refused, with the reason)."""
    if not response.body.strip():
        return ParsedFeed(source.title, (), "empty", "empty answer")
    refused = refusal(response.body)
    if refused is not None:
        return ParsedFeed(source.title, (), "invalid", refused[1])
    try:
        found = rows(payload(response.body))
    except ParseError as e:
        return ParsedFeed(source.title, (), "invalid", str(e))
    if found is None:
        return ParsedFeed(source.title, (), "invalid", "unknown shape: no rows of applications")
    kept: dict[str, Entry] = {}
    faults: list[tuple[str, str]] = []
    unknown: set[str] = set()
    for item in found:
        try:
            row = read(item if isinstance(item, dict) else {})
        except (ParseError, ValueError, TypeError) as e:
            faults.append((_short(item), str(e)))
            continue
        if step(venue, row.status) == "unknown":
            unknown.add(f"{row.status or 'none'}{f' ({said})' if (said := words(venue, row.status)) != row.status else ''}")
        entry = _entry(source, venue, row)
        kept.setdefault(entry.id, entry)
    return _parsed(source, kept, faults, unknown)


def _parsed(source: Source, kept: dict[str, Entry], faults: list[tuple[str, str]], unknown: set[str]) -> ParsedFeed:
    """A review list is never empty; one of which no row could be read has another shape than ours."""
    notes = [f"{len(faults)} rows could not be read: {faults[0][1]}"] if faults else []
    if unknown:
        notes.append(f"unknown status, kept raw: {', '.join(sorted(unknown))}")
    health: HealthState = "invalid" if faults and not kept else "degraded" if notes else "ok" if kept else "empty"
    newest = max((entry.published for entry in kept.values() if entry.published is not None), default=None)
    return ParsedFeed(source.title, tuple(kept.values()), health, "; ".join(notes), tuple(faults), newest)


# --- pages -----------------------------------------------------------------------------------------------------------


def peek(response: Response, key: str | None = None) -> Any:
    """An answer's JSON, or what stands under one key of it; None where there is none."""
    try:
        data = payload(response.body)
    except ParseError:
        return None
    return data if key is None else data.get(key) if isinstance(data, dict) else None


def whole(table: Any, key: str) -> int:
    """A whole number of a table; -1 where there is none."""
    value = table.get(key) if isinstance(table, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**6 else -1


def turned(source: Source, response: Response, **fields: str) -> Source:
    """The source with these fields set: in its form where it is asked by one, else in its address."""
    shape = source.request
    if shape is not None and shape.method == "POST":
        return replace(source, request=replace(shape, form=tuple((dict(shape.form) | fields).items())))
    parts = urlsplit(response.url or source.url)
    query = urlencode(dict(parse_qsl(parts.query, keep_blank_values=True)) | fields, safe=",|.")
    return replace(source, url=urlunsplit(parts._replace(query=query)))


def _short(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False, default=str)[:120]


def _entry(source: Source, venue: str, row: Row) -> Entry:
    said = words(venue, row.status)
    facts = {"case_id": row.number, "case_key": f"{venue}:{row.number}", "issuer": row.issuer, "issuer_zh": row.issuer, "form": said, "raw_status": row.status, "step": step(venue, row.status)}
    more = {
        "filed": row.updated.astimezone(ZONE).date().isoformat() if row.updated else None, "accepted": row.accepted.isoformat() if row.accepted else None, "sponsors": "\n".join(row.sponsors), "counsel": "\n".join(row.counsel),
        "auditor": row.auditor, "amount": row.amount[0] if row.amount else None, "amount_raw": row.amount[1] if row.amount else None, "board": row.board, "stock_code": row.code, "office": row.office,
    }  # fmt: skip
    facts |= {key: value for key, value in more.items() if value}
    day = facts.get("filed", "")
    return Entry(
        source.id, f"{row.number}:{row.status}:{day}", row.url, f"{said} - {row.issuer}", published=row.updated, published_raw=day or None, published_from="list" if row.updated else "none", lang="zh-Hans", kind="filing", venue=venue, facts=facts
    )


# --- rows ------------------------------------------------------------------------------------------------------------


def text(item: dict[str, Any], key: str) -> str:
    """A field as one line; ParseError where a row lacks it, so that a changed shape is seen."""
    value = item.get(key)
    if value is None or isinstance(value, dict | list | bool) or not squeeze(str(value)):
        raise ParseError(f"a row wants {key}")
    return squeeze(str(value))[:300]


def said(item: dict[str, Any], key: str) -> str:
    """A field that may be absent, as one line."""
    value = item.get(key)
    return squeeze(str(value))[:300] if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def moment(raw: Any) -> datetime | None:
    """A time of the lists: yyyymmddHHMMSS, "yyyy-mm-dd HH:MM:SS", or a Java date {"time": milliseconds}; Shanghai's clock. None = none that could be read."""
    try:
        if isinstance(raw, dict):
            raw = raw.get("time")
            found = datetime.fromtimestamp(int(raw) / 1000, tz=UTC) if raw is not None else None
        else:
            digits = re.sub(r"\D", "", str(raw or "")[:40])
            found = datetime.strptime(f"{digits:0<14}"[:14], "%Y%m%d%H%M%S").replace(tzinfo=ZONE) if len(digits) in (8, 12, 14, 17) else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    return found if found is not None and _FIRST <= found.date() <= date(2100, 1, 1) else None


def day(raw: Any) -> date | None:
    """The day of such a time."""
    found = moment(raw)
    return found.astimezone(ZONE).date() if found is not None else None


def houses(raw: str) -> tuple[str, ...]:
    """Names of one field, where several are joined by commas or the like."""
    return tuple(dict.fromkeys(part for part in (squeeze(piece) for piece in re.split(r"[,，、;；]", raw)) if part))


# --- documents -------------------------------------------------------------------------------------------------------


def follow(source: Source, entry: Entry, response: Response) -> str | None:
    """None: the page of an application is drawn by scripts, and the row says what is known."""
    return None


def document(source: Source, entry: Entry, response: Response | None, *, now: datetime, first_seen: datetime) -> tuple[Filing, tuple[CaseEvent, ...]]:
    """The Filing of a row, and its events: the acceptance that the row prints, and the present status. The page behind the row is not read."""
    facts = entry.facts
    published = min(entry.published or first_seen, first_seen)
    filed = date.fromisoformat(facts["filed"]) if facts.get("filed") else published.astimezone(ZONE).date()
    origin = Origin(
        source.id, entry.id, entry.venue or "", facts.get("form", ""), facts.get("case_key", ""), entry.url, (), facts.get("issuer", ""), facts.get("issuer_zh"), filed, published, facts.get("raw_status"), entry.lang, first_seen
    )
    decided = kind.Kind(*_KINDS.get(facts.get("step", ""), ("other", None)))
    filing = reading.of_row(origin, now=now, decided=decided, contact=_contact(facts), facts=_facts(facts))
    events = [CaseEvent(filing.case_key, filed, first_seen, filing.form, facts.get("raw_status", ""), filing.url, filing.id)]
    accepted = date.fromisoformat(facts["accepted"]) if facts.get("accepted") else None
    if accepted is not None and facts.get("step") != "accepted" and accepted <= filed:
        events.insert(0, CaseEvent(filing.case_key, accepted, first_seen, ACCEPTED, _ACCEPTED_CODE.get(entry.venue or "", ACCEPTED), filing.url))
    return filing, tuple(events)


_ACCEPTED_CODE = {"SSE": "1", "BSE": "P01"}
_KINDS: dict[str, tuple[str, bool | None]] = {
    "accepted": ("ipo", True),
    "committee": ("ipo", True),
    "passed": ("ipo", True),
    "submitted": ("ipo", True),
    "effective": ("effectiveness", True),
    "paused": ("lapse", None),
    "withdrawn": ("withdrawal", None),
    "refused": ("withdrawal", None),
    "tutoring_ended": ("withdrawal", None),
}
"""Kind of the row's Filing, by step. A question of the exchange, and tutoring, are followed in the case and are no news of a filing."""


def _contact(facts: Mapping[str, str]) -> Contact:
    def names(key: str) -> tuple[Fact, ...]:
        return tuple(Fact(name, name) for name in facts.get(key, "").split("\n") if name)

    auditor = facts.get("auditor")
    return Contact(sponsors=names("sponsors"), counsel=names("counsel"), auditor=Fact(auditor, auditor) if auditor else None)


def _facts(facts: Mapping[str, str]) -> dict[str, Fact]:
    found = {"board": facts.get("board"), "proposed_exchange": _EXCHANGES.get(facts.get("case_key", "").split(":", 1)[0]), "stock_code": facts.get("stock_code"), "office": facts.get("office")}
    made = {name: Fact(value, value) for name, value in found.items() if value}
    if facts.get("amount"):
        made["offer_amount"] = Fact(facts["amount"], facts.get("amount_raw", facts["amount"]))
    return made


_EXCHANGES = {"SSE": "上海证券交易所", "SZSE": "深圳证券交易所", "BSE": "北京证券交易所"}


def of_type(names: Iterable[str], mark: str) -> tuple[str, ...]:
    """The houses whose own name says what they are."""
    return tuple(dict.fromkeys(name for name in names if mark in name))
