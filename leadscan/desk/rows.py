"""Rows of imports to records: sources, watchlists and suppression. One bad row costs that row, with its number and reason.

Companies have a room of their own (``leadscan.companies.imports``). Keys are those of DESIGN section 3.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar, cast, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from leadscan.errors import DataError
from leadscan.types import Consent, Language, Relation, RequestShape, Source, Suppression, WatchedCompany, Watchlist

T = TypeVar("T")
Row = tuple[int, Mapping[str, Any]]

KINDS = ("rss", "atom", "edgar_atom", "edgar_index", "edgar_submissions", "hkex_json", "hkex_listings", "sse_jsonp", "szse_json", "bse_jsonp", "tutoring_json")
HEADERS = ("Accept", "Accept-Language", "Content-Type", "Origin", "Referer", "X-Requested-With")
"""Request headers a source may set (the web edge drops any other); no cookie, no host, no password."""
_SOURCE_KEYS = {"id", "title", "kind", "url", "lang", "timezone", "section_hint", "sectors", "fetch_pages", "entries_a_day", "enabled", "request", "refreshed"}
WEEKLY = ("mon", "tue", "wed", "thu", "fri")
_WATCHLIST_KEYS = {"rm", "name", "email", "language", "sectors", "companies", "exclude_terms", "weekly"}
_SUPPRESSION_KEYS = {"kind", "value", "reason", "since", "until"}
_CONSENT_KEYS = {"kind", "value", "given", "until", "how"}
_TOUCH_KEYS = {"lead", "outcome", "at", "note", "rm"}
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


def sources(rows: Iterable[Row]) -> tuple[list[Source], list[tuple[int, str]], tuple[str, ...]]:
    """(sources, refused (row, reason), unknown keys). Ids must differ; kind, zone and address must make sense."""
    return _unique(rows, _source, _SOURCE_KEYS, key=lambda source: source.id)


def watchlists(rows: Iterable[Row], *, sector_ids: frozenset[str]) -> tuple[list[Watchlist], list[tuple[int, str]], tuple[str, ...]]:
    """(watchlists, refused, unknown keys). A sector that is not in the table refuses its row, naming the sector."""
    return _unique(rows, lambda row: _watchlist(row, sector_ids), _WATCHLIST_KEYS, key=lambda watchlist: watchlist.rm)


def suppressions(rows: Iterable[Row]) -> tuple[list[Suppression], list[tuple[int, str]], tuple[str, ...]]:
    """(suppressions, refused, unknown keys)."""
    return _unique(rows, _suppression, _SUPPRESSION_KEYS, key=lambda entry: f"{entry.kind}:{entry.value}")


def consents(rows: Iterable[Row]) -> tuple[list[Consent], list[tuple[int, str]], tuple[str, ...]]:
    """(consents, refused, unknown keys)."""
    return _unique(rows, _consent, _CONSENT_KEYS, key=lambda entry: f"{entry.kind}:{entry.value}")


def touches(rows: Iterable[Row], *, outcomes: Iterable[str]) -> tuple[list[TouchRow], list[tuple[int, str]], tuple[str, ...]]:
    """(touches, refused, unknown keys); an outcome that is none of ``outcomes`` refuses its row."""
    return _unique(rows, lambda row: _touch(row, frozenset(outcomes)), _TOUCH_KEYS, key=lambda touch: f"{touch.lead}:{touch.outcome}:{touch.at}")


def _unique(
    rows: Iterable[Row], make: Callable[[Mapping[str, Any]], T], known: set[str], *, key: Callable[[T], str]
) -> tuple[list[T], list[tuple[int, str]], tuple[str, ...]]:
    made: dict[str, T] = {}
    refused: list[tuple[int, str]] = []
    unknown: dict[str, None] = {}
    for number, row in rows:
        unknown.update(dict.fromkeys(name for name in row if name not in known))
        try:
            record = make(row)
        except DataError as e:
            refused.append((number, str(e)))
            continue
        if key(record) in made:
            refused.append((number, f"{key(record)}: a second row of that name; the first counts"))
            continue
        made[key(record)] = record
    return list(made.values()), refused, tuple(unknown)


def _text(row: Mapping[str, Any], key: str, *, default: str | None = None) -> str:
    value = row.get(key)
    if value is None or value == "":
        if default is None:
            raise DataError(f"{key}: missing")
        return default
    if not isinstance(value, str):
        raise DataError(f"{key}: wants text; found {value!r}")
    return value.strip()


def _texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = row.get(key) or ()
    if isinstance(value, str):
        value = [part.strip() for part in re.split(r"[;|]", value)]
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise DataError(f"{key}: wants a list of texts; found {value!r}")
    return tuple(item for item in value if item)


def _flag(row: Mapping[str, Any], key: str, *, default: bool) -> bool:
    value = row.get(key)
    if value is None or value == "":
        return default
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("1", "true", "yes", "0", "false", "no"):
        return str(value).lower() in ("1", "true", "yes")
    raise DataError(f"{key}: wants true or false; found {value!r}")


def _source(row: Mapping[str, Any]) -> Source:
    identity = _text(row, "id")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", identity):
        raise DataError(f"id: wants letters, digits, hyphens; found {identity!r}")
    kind = _text(row, "kind")
    if kind not in KINDS:
        raise DataError(f"kind: {kind!r} is none of {', '.join(KINDS)}")
    url = _text(row, "url")
    if not re.match(r"https?://[^/\s]+", url):
        raise DataError(f"url: wants http:// or https://; found {url!r}")
    timezone = _text(row, "timezone", default="Asia/Hong_Kong")
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as e:
        raise DataError(f"timezone: {timezone!r} is no zone, such as Asia/Hong_Kong") from e
    return Source(
        id=identity,
        title=_text(row, "title", default=identity),
        kind=kind,
        url=url,
        lang=_text(row, "lang", default=""),
        timezone=timezone,
        section_hint=_text(row, "section_hint", default=""),
        sectors=_texts(row, "sectors"),
        fetch_pages=_flag(row, "fetch_pages", default=True),
        entries_a_day=_bounds(row.get("entries_a_day")),
        enabled=_flag(row, "enabled", default=True),
        request=_request(row.get("request")),
        refreshed=_clock(row),
    )


def _request(value: Any) -> RequestShape | None:
    """The table ``[source.request]``: method, headers of HEADERS, form."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as e:
            raise DataError(f"request: {e}") from e
    if not isinstance(value, Mapping) or set(value) - {"method", "headers", "form"}:
        raise DataError(f'request: wants method, headers and form, such as {{method = "POST", headers = {{Referer = "https://..."}}}}; found {value!r}')
    method = value.get("method", "GET")
    headers, form = _pairs(value, "headers"), _pairs(value, "form")
    if method not in ("GET", "POST"):
        raise DataError(f"request.method: wants GET or POST; found {method!r}")
    if form and method != "POST":
        raise DataError("request.form: only a POST has a form")
    known = {name.lower(): name for name in HEADERS}
    for name, text in headers:
        if name.lower() not in known:
            raise DataError(f"request.headers: {name}: may not be set; there are {', '.join(HEADERS)}")
        if len(text) > 500 or not all(" " <= sign <= "~" for sign in text):
            raise DataError(f"request.headers: {name}: wants one line of plain ASCII")
        if name.lower() in ("referer", "origin") and not re.match(r"https?://[^/\s@]+(?:/|$)", text):
            raise DataError(f"request.headers: {name}: wants http:// or https://; found {text!r}")
    return RequestShape(method, tuple((known[name.lower()], text) for name, text in headers), form)


def _pairs(table: Mapping[str, Any], key: str) -> tuple[tuple[str, str], ...]:
    value = table.get(key) or {}
    if not isinstance(value, Mapping) or len(value) > 50 or not all(isinstance(item, str) for item in value.values()):
        raise DataError(f"request.{key}: wants names with texts; found {value!r}")
    return tuple((str(name), item) for name, item in value.items())


def _clock(row: Mapping[str, Any]) -> str:
    value = _text(row, "refreshed", default="")
    if value and not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", value):
        raise DataError(f"refreshed: wants a time of day such as 16:00; found {value!r}")
    return value


def _bounds(value: Any) -> tuple[int, int] | None:
    if value is None or value == "":
        return None
    if isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(n, int) for n in value) and 0 <= value[0] <= value[1]:
        return (value[0], value[1])
    raise DataError(f"entries_a_day: wants [least, most]; found {value!r}")


def _watchlist(row: Mapping[str, Any], sector_ids: frozenset[str]) -> Watchlist:
    email = _text(row, "email")
    if not _EMAIL.fullmatch(email):
        raise DataError(f"email: {email!r} is no address")
    language = _text(row, "language", default="en")
    if language not in get_args(Language):
        raise DataError(f"language: {language!r} is none of {', '.join(get_args(Language))}")
    sectors = _texts(row, "sectors")
    wrong = [sector for sector in sectors if sector not in sector_ids]
    if wrong:
        raise DataError(f"sectors: no such sector: {', '.join(wrong)}; `leadscan check` lists them")
    rm = _text(row, "rm")
    return Watchlist(
        rm=rm,
        name=_text(row, "name", default=rm),
        email=email,
        language=cast(Language, language),
        sectors=sectors,
        companies=tuple(_watched(item) for item in row.get("companies") or ()),
        exclude_terms=_texts(row, "exclude_terms"),
        weekly=_weekly(row),
    )


def _weekly(row: Mapping[str, Any]) -> str:
    given = _text(row, "weekly", default="").lower()
    if given not in ("", "no", *WEEKLY):
        raise DataError(f"weekly: {given!r} is none of {', '.join(WEEKLY)}, no")
    return given


def _watched(item: Any) -> WatchedCompany:
    if not isinstance(item, Mapping):
        raise DataError(f'companies: wants rows such as {{company = "00700", relation = "client"}}; found {item!r}')
    named = next((str(item[key]) for key in ("company", "code", "name") if item.get(key)), None)
    if named is None:
        raise DataError("companies: a row names no company (company, code or name)")
    relation = item.get("relation") or "prospect"
    if relation not in get_args(Relation):
        raise DataError(f"companies: {named}: relation: {relation!r} is none of {', '.join(get_args(Relation))}")

    return WatchedCompany(company=named, relation=cast(Relation, relation))


def _suppression(row: Mapping[str, Any]) -> Suppression:
    kind = _text(row, "kind")
    if kind not in ("phone", "fax", "email", "company", "person"):
        raise DataError(f"kind: {kind!r} is none of phone, fax, email, company, person")
    since = _day(row, "since")
    if since is None:
        raise DataError("since: missing; the day from which it holds, such as 2026-03-01")
    return Suppression(kind=kind, value=_text(row, "value"), reason=_text(row, "reason", default=""), since=since, until=_day(row, "until"))  # type: ignore[arg-type]  # checked above


def _consent(row: Mapping[str, Any]) -> Consent:
    kind = _text(row, "kind")
    if kind not in ("fax", "person"):
        raise DataError(f"kind: {kind!r} is none of fax, person")
    given = _day(row, "given")
    if given is None:
        raise DataError("given: missing; the day of the consent, such as 2026-03-01")
    return Consent(kind, _text(row, "value"), given, _day(row, "until"), _text(row, "how", default=""))  # type: ignore[arg-type]  # checked above


@dataclass(frozen=True, slots=True)
class TouchRow:
    """A step of outreach as a list says it; the lead is looked up later."""

    lead: str
    outcome: str
    at: datetime | None
    note: str
    rm: str


def _touch(row: Mapping[str, Any], outcomes: frozenset[str]) -> TouchRow:
    outcome = _text(row, "outcome")
    if outcome not in outcomes:
        raise DataError(f"outcome: {outcome!r} is none of {', '.join(sorted(outcomes))}")
    return TouchRow(_text(row, "lead"), outcome, _moment(row.get("at")), _text(row, "note", default="")[:500], _text(row, "rm", default=""))


def _moment(value: Any) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        read = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
    except ValueError as e:
        raise DataError(f"at: wants a moment such as 2026-03-10T11:20; found {value!r}") from e
    return read if read.tzinfo is not None else read.replace(tzinfo=ZoneInfo("Asia/Hong_Kong"))


def _day(row: Mapping[str, Any], key: str) -> date | None:
    value = row.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError as e:
        raise DataError(f"{key}: wants a day such as 2026-03-01; found {value!r}") from e
