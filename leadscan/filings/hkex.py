"""HKEXnews: the JSON lists of applications (active, with a PHIP, inactive, listed, returned; English and Chinese; Main Board and GEM), and their documents.

Which list an answer is, its file name tells. A row is one application and holds its documents; each document of an active row is an entry. A row of the inactive, listed or
returned list is itself the entry: its status is the news. Both languages carry the venue's own id, so their entries meet in one case.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from leadscan.filings import lexicon, reading
from leadscan.filings.edgar import refusal, unreadable
from leadscan.filings.reading import Origin
from leadscan.text.normalize import fold, squeeze
from leadscan.types import CaseEvent, Entry, Filing, ParsedFeed, Response, Source

VENUE = "HKEX"
_ZONE = ZoneInfo("Asia/Hong_Kong")
_FILE = re.compile(r"(?P<list>appactive_appphip|appactive_app|appinactive|applisted|appreturned)_(?P<board>sehk|gem)_(?P<lang>[ec])", re.I)
_ENDED = {"appinactive": None, "applisted": "LT", "appreturned": "R"}
"""Lists whose rows are the news, and the status where the row itself carries none (in the returned list the field of that name is the sponsor)."""
VALID_MONTHS = 6
"""An application lapses so many months after it was submitted (Main Board Rule 9.03, GEM Rule 12.07)."""


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def entries(source: Source, response: Response, *, now: datetime) -> ParsedFeed:
    """Entries of one JSON list. Never raises for bad input: another shape is ``invalid`` (a page, no ``app``) or ``degraded`` (single rows), and said in ``detail``."""
    if not response.body.strip():
        return ParsedFeed(source.title, (), "empty", "empty answer")
    refused = refusal(response.body)
    if refused is not None:
        return ParsedFeed(source.title, (), "invalid", refused[1])
    try:
        data = json.loads(response.body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as e:
        return ParsedFeed(source.title, (), "invalid", f"not JSON: {e}")
    if not isinstance(data, dict) or not isinstance(data.get("app"), list):
        return ParsedFeed(source.title, (), "invalid", "unknown shape: no list of applications ('app')")
    found: dict[str, Entry] = {}
    faults: list[tuple[str, str]] = []
    unknown: set[str] = set()
    updated = _day(data.get("uDate"))
    for row in data["app"]:
        for entry in _row(row, source, response, updated, now, faults, unknown):
            found.setdefault(entry.id, entry)
    return _parsed(source, found, faults, unknown, updated, may_be_empty=_list_of(source, response)[:2] != ("appactive_app", "sehk"))


def _parsed(source: Source, found: dict[str, Entry], faults: list[tuple[str, str]], unknown: set[str], updated: date | None, *, may_be_empty: bool) -> ParsedFeed:
    """There is always some application on the Main Board's active list; on the others an empty list is an answer like any other."""
    notes = []
    if faults:
        notes.append(f"{len(faults)} rows or documents could not be read")
    if unknown:
        notes.append(f"unknown status or document type, kept raw: {', '.join(sorted(unknown))}")
    newest = datetime.combine(updated, time(16), _ZONE) if updated is not None else max((e.published for e in found.values() if e.published), default=None)
    health = "degraded" if notes else "ok" if found or may_be_empty else "empty"
    return ParsedFeed(source.title, tuple(found.values()), health, "; ".join(notes), tuple(faults), newest)  # type: ignore[arg-type]  # each branch is a HealthState


def _list_of(source: Source, response: Response) -> tuple[str, str, str]:
    """(list, board, language) by the file's name; an address that does not tell is taken for the active list in the source's language."""
    for url in (response.final_url, response.url, source.url):
        found = _FILE.search(url or "")
        if found is not None:
            return found.group("list").lower(), found.group("board").lower(), found.group("lang").lower()
    return "appactive_app", "sehk", "c" if source.lang.startswith("zh") else "e"


def _row(row: Any, source: Source, response: Response, updated: date | None, now: datetime, faults: list[tuple[str, str]], unknown: set[str]) -> Iterator[Entry]:
    if not isinstance(row, dict) or not str(row.get("id", "")).strip() or not isinstance(row.get("a"), str):
        faults.append((json.dumps(row, ensure_ascii=False)[:120], "a row wants an id and a name"))
        return
    kind, board, lang = _list_of(source, response)
    status = str(row.get("s") or "") if kind != "appreturned" else "R"
    if kind in _ENDED:
        status = _ENDED[kind] or status
        if status not in lexicon.mapping("hkex", "status"):
            unknown.add(f"status {status or 'none'}")
        yield _ended(row, status, kind, board, lang, source, response, updated, now)
        return
    if status and status not in lexicon.mapping("hkex", "status"):
        unknown.add(f"status {status}")
    documents = [item for key in ("ls", "ps") for item in row.get(key) or [] if isinstance(row.get(key), list)]
    if not documents:
        yield _bare(row, status, kind, board, lang, source, response)
    for item in documents:
        entry = _document(item, row, status, kind, board, lang, source, response)
        if isinstance(entry, Entry):
            if reading.hkex_step(entry.facts["form"]) == "other":
                unknown.add(f"document {entry.facts['form']}")
            if reading.hkex_step(entry.facts["form"]) != "warning":
                yield entry
        else:
            faults.append(entry)


def _facts(row: dict[str, Any], status: str, kind: str, board: str, lang: str) -> dict[str, str]:
    name = squeeze(row["a"])
    facts = {"case_id": str(row["id"]).strip(), "case_key": f"{VENUE}:{str(row['id']).strip()}", "raw_status": status, "list": kind, "board": board, "list_lang": lang}
    facts["issuer_zh" if lang == "c" else "issuer"] = name
    if lang == "c":
        facts["issuer"] = name
    if row.get("st"):
        facts["stock_code"] = str(row["st"])
    return facts


def _document(item: Any, row: dict[str, Any], status: str, kind: str, board: str, lang: str, source: Source, response: Response) -> Entry | tuple[str, str]:
    if not isinstance(item, dict):
        return str(item)[:120], "a document wants a type and an address"
    form = squeeze(str(item.get("nF") or item.get("nS1") or ""))
    paths = [str(item[key]) for key in ("u1", "u2") if item.get(key)]
    day = _day(item.get("d"))
    if not form or not paths or day is None:
        return json.dumps(item, ensure_ascii=False)[:120], "a document wants a type, a date and an address"
    urls = [_address(path, response) for path in paths]
    if urls[0] is None:
        return json.dumps(item, ensure_ascii=False)[:120], "the address is none of the venue's"
    facts = _facts(row, status, kind, board, lang) | {"form": form, "filed": day.isoformat(), "document_url": urls[0]}
    facts |= {"version": squeeze(str(item.get("nS1") or ""))}
    if len(urls) > 1 and urls[1] is not None:
        facts["multi_files_url"] = urls[1]
    # the language is part of the id, since some documents carry one address in both lists
    entry_id = f"{facts['case_id']}:{_stem(paths[0])}:{lang}"
    return _entry(source, entry_id, urls[0], form, day, facts, lang)


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].split(".", 1)[0]


def _address(path: str, response: Response) -> str | None:
    """Documents stand in app/ beside the folder ncms/ of the list, on the venue's own host (or below the path that a mirror puts before it)."""
    base = response.final_url or response.url
    before, lists, _ = base.partition("/ncms/")
    folder = f"{before}/app/" if lists else urljoin(base, "/app/")
    url = urljoin(folder, path.lstrip("/")) if not path.startswith("http") else path
    return url if urlsplit(url).hostname == urlsplit(base).hostname and urlsplit(url).scheme in ("http", "https") else None


def _ended(row: dict[str, Any], status: str, kind: str, board: str, lang: str, source: Source, response: Response, updated: date | None, now: datetime) -> Entry:
    """A row of a list of ended applications. Its past documents stand in the facts, for the case's history; they are not fetched again."""
    first = _day(row.get("rd") if kind == "appreturned" else row.get("d"))
    today = updated or now.astimezone(_ZONE).date()
    day = _ended_on(status, first, today)
    facts = _facts(row, status, kind, board, lang) | {"form": _said(status), "filed": day.isoformat()}
    if first is not None:
        facts["row_date"] = first.isoformat()
    facts["documents"] = json.dumps(list(_past(row, response)), ensure_ascii=False)
    url = f"{response.final_url or response.url}#{facts['case_id']}"
    return _entry(source, f"{facts['case_id']}:{status or kind}:{lang}", url, facts["form"], day, facts, lang)


def _said(status: str) -> str:
    """What a row's status is called where a document's type would stand: "Lapsed application"."""
    return f"{lexicon.mapping('hkex', 'status').get(status, 'inactive').capitalize()} application"


def _ended_on(status: str, first: date | None, today: date) -> date:
    """Day on which an application ended, as far as the list tells.

    A lapse falls six months after the date of the row. A withdrawal, rejection or listing has no date of its own in the row: it cannot be later than the lapse would have been,
    so that old rows met for the first time are not told as new.
    """
    if first is None:
        return today
    if status == "R":
        return min(first, today)
    return min(months_later(first, VALID_MONTHS), today)


def _past(row: dict[str, Any], response: Response) -> Iterator[dict[str, str]]:
    for key in ("ps", "ls"):
        for item in row.get(key) or [] if isinstance(row.get(key), list) else []:
            day = _day(item.get("d")) if isinstance(item, dict) else None
            form = squeeze(str(item.get("nF") or item.get("nS1") or "")) if isinstance(item, dict) else ""
            if day is not None and form:
                path = str(item.get("u1") or item.get("u2") or "")
                yield {"form": form, "filed": day.isoformat(), "url": (_address(path, response) or "") if path else ""}


def _bare(row: dict[str, Any], status: str, kind: str, board: str, lang: str, source: Source, response: Response) -> Entry:
    """An application in the active list without any document: confidential, or not yet posted."""
    day = _day(row.get("d"))
    facts = _facts(row, status, kind, board, lang) | {"form": _said("A")} | ({"filed": day.isoformat()} if day else {})
    url = f"{response.final_url or response.url}#{facts['case_id']}"
    return _entry(source, f"{facts['case_id']}:{kind}:{lang}", url, facts["form"], day, facts, lang)


def _entry(source: Source, entry_id: str, url: str, form: str, day: date | None, facts: dict[str, str], lang: str) -> Entry:
    published = datetime.combine(day, time(), _ZONE) if day else None
    return Entry(
        source.id, entry_id, url, f"{form} - {facts['issuer']}", published=published, published_raw=facts.get("filed"), published_from="list" if day else "none", lang="zh-Hant" if lang == "c" else "en", kind="filing", venue=VENUE, facts=facts
    )


def _day(raw: Any) -> date | None:
    """A date of the lists, dd/mm/yyyy."""
    found = re.fullmatch(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})(?:\s.*)?", str(raw or ""))
    if found is None:
        return None
    try:
        return date(int(found.group(3)), int(found.group(2)), int(found.group(1)))
    except ValueError:
        return None


# --- documents -------------------------------------------------------------------------------------------------------

MOST_PARTS = 60
"""Files read of a document in many files; the longest proofs have some 50, appendices included."""


def follow(source: Source, entry: Entry, response: Response) -> str | None:
    """None: an index of many files is answered by its files (``parts``), and what is no index is the document."""
    return None


def parts(source: Source, entry: Entry, response: Response) -> tuple[str, ...]:
    """Addresses of the files of a document in many files, in their order; none where the answer is the document itself. Only files of the venue's own host, at most 60."""
    if response.body[:1024].lstrip().startswith(b"%PDF") or b"<a" not in response.body.lower():
        return ()
    from lxml import etree, html

    try:
        root = html.document_fromstring(response.body)
    except (etree.ParserError, ValueError):
        return ()
    base = response.final_url or response.url
    hrefs = [anchor.get("href") or "" for anchor in root.iter("a")]
    found = dict.fromkeys(urljoin(base, href.strip()).partition("#")[0] for href in hrefs if href.lower().split("?")[0].split("#")[0].strip().endswith(".pdf"))
    own = [url for url in found if urlsplit(url).hostname == urlsplit(base).hostname and urlsplit(url).scheme in ("http", "https")]
    return tuple(own[:MOST_PARTS]) if len(own) >= 3 else ()


def document(source: Source, entry: Entry, response: Response | None, *, now: datetime, first_seen: datetime) -> tuple[Filing, tuple[CaseEvent, ...]]:
    """The Filing of an entry and its events in the case. A row of a list, or a document that could not be had, gives a Filing with ``body_source`` list.

    Of a document in many files every file is read; its pages are counted on from file to file.
    """
    row_only = "#" in entry.url
    why = None if row_only else unreadable(response)
    origin = _origin(source, entry, None if row_only or why else response, first_seen)
    if row_only or why is not None or response is None:
        filing = _listed(origin, entry, now, why)
    else:
        filing = _checked(reading.document(response.body, origin, now=now, parts=tuple(_file(part) for part in response.parts)), origin, entry, now)
    return filing, (*_history(entry, first_seen), _event(filing, entry, first_seen))


def _file(part: Response) -> tuple[str, bytes, str]:
    """(name, bytes, what is wrong) of one file of a document in many."""
    wrong = "" if part.status == 200 else part.header("x-leadscan-error") or f"HTTP {part.status}"
    return part.url.rsplit("/", 1)[-1], part.body if part.status == 200 else b"", wrong


def _checked(filing: Filing, origin: Origin, entry: Entry, now: datetime) -> Filing:
    """A document of which nothing could be read is worth no more than its row."""
    if filing.text.strip():
        return filing
    return _listed(origin, entry, now, "; ".join(filing.unread) or "no text")


def _origin(source: Source, entry: Entry, response: Response | None, first_seen: datetime) -> Origin:
    facts = entry.facts
    filed = date.fromisoformat(facts["filed"]) if facts.get("filed") else None
    url = response.final_url if response is not None else entry.url
    others = tuple(dict.fromkeys(other for other in (entry.url, facts.get("document_url", ""), facts.get("multi_files_url", "")) if other and other != url))
    chinese = facts.get("list_lang") == "c"
    return Origin(
        source.id, entry.id, VENUE, facts.get("form", ""), facts.get("case_key", ""), url, others, "" if chinese else facts.get("issuer", ""), facts.get("issuer_zh"), filed,
        entry.published or (datetime.combine(filed, time(), _ZONE) if filed else first_seen), facts.get("raw_status"), entry.lang, first_seen,
    )  # fmt: skip


_KIND_OF_STATUS = {"LP": "lapse", "W": "withdrawal"}


def _listed(origin: Origin, entry: Entry, now: datetime, why: str | None) -> Filing:
    from dataclasses import replace

    from leadscan.filings.facts import Text

    empty = reading.document(b"", replace(origin, filed=origin.filed or origin.published.date() if origin.published else origin.filed), now=now)
    status = entry.facts.get("raw_status", "")
    decided = reading.hkex_kind(Text(""), entry.facts.get("form", ""), " ".join((entry.facts.get("issuer", ""), entry.facts.get("issuer_zh", ""))))
    ended = entry.facts.get("list") in _ENDED
    kind = _KIND_OF_STATUS.get(status, "other") if ended else decided.kind
    return replace(empty, kind=kind, is_ipo=None if ended else decided.is_ipo, body_source="list", text="", pages=(), unread=(why,) if why else ())


def _history(entry: Entry, first_seen: datetime) -> Iterator[CaseEvent]:
    """Events of the documents that an ended row still names."""
    for item in json.loads(entry.facts.get("documents", "[]")):
        yield CaseEvent(entry.facts["case_key"], date.fromisoformat(item["filed"]), first_seen, item["form"], "A", item["url"])


def _event(filing: Filing, entry: Entry, first_seen: datetime) -> CaseEvent:
    return CaseEvent(filing.case_key, filing.filed, first_seen, filing.form or entry.facts.get("form", ""), entry.facts.get("raw_status", ""), filing.url, filing.id)


def submission(form: str) -> int | None:
    """Number of the submission that a document's type names: 2 of "Application Proof (2nd submission)"; None where it names none."""
    found = re.search(r"(\d)(?:st|nd|rd|th)\s+submission|第([一二三四五六])次", fold(form))
    if found is None:
        return None
    return int(found.group(1)) if found.group(1) else "一二三四五六".index(found.group(2)) + 1
