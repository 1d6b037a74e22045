"""SEC EDGAR: the list of latest filings (Atom, page by page), the daily index, an issuer's submissions (JSON), and the way from a filing's index page to its main document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from leadscan.errors import ParseError
from leadscan.filings import forms, reading, sec_text
from leadscan.filings.reading import Origin
from leadscan.text.normalize import squeeze
from leadscan.types import CaseEvent, Entry, Filing, HealthState, ParsedFeed, Response, Source

VENUE = "SEC"
_ATOM = "{http://www.w3.org/2005/Atom}"
_TITLE = re.compile(r"(?P<form>.+?) - (?P<name>.+?) \((?P<cik>\d{4,10})\) \((?P<role>[^)]+)\)")
_ACCESSION = re.compile(r"\d{10}-\d{2}-\d{6}")
_FILED = re.compile(r"Filed:\s*(?:</b>)?\s*(?P<day>\d{4}-\d{2}-\d{2})")
_ROLES = ("Filer", "Issuer", "Subject", "Filed by", "Reporting")
"""Whose name stands for a filing that comes once per role: the filer's first."""


# --- lists -----------------------------------------------------------------------------------------------------------


def entries(source: Source, response: Response, *, now: datetime) -> ParsedFeed:
    """Filings of an IPO's life on a list of latest filings: one entry per accession number, whatever the number of roles. Never raises for bad input.

    Forms that belong to no IPO's life are left and counted in ``detail``: the venue's own filter matches by the beginning of a form's name. A page where the list should be is
    ``invalid`` with ``blocked`` or ``limited`` as the first word of ``detail`` where the venue refuses, and ``empty`` where the list is only past its end.
    """
    body = response.body
    if not body.strip():
        return ParsedFeed(source.title, (), "empty", "empty answer")
    refused = refusal(body)
    if refused is not None:
        # Of one form alone there may be no filing just now: an answer like any other.
        return ParsedFeed(source.title, (), "ok" if refused[0] == "empty" and _one_form(source.url) else refused[0], refused[1])
    try:
        root = _feed(body)
    except ParseError as e:
        return ParsedFeed(source.title, (), "invalid", str(e))
    found, faults = _collect(root, source, response)
    wanted = tuple(entry for entry in found if forms.wanted(entry.facts["form"]) is not None)
    parsed = _parsed(source, wanted, found, faults)
    return replace(parsed, health="ok") if parsed.health == "empty" and _one_form(source.url) else parsed


def _one_form(url: str) -> bool:
    return bool(dict(parse_qsl(urlsplit(url).query)).get("type"))


LONGEST_PAGE = 100
"""Rows of a page of the list, whatever more is asked for."""


def more(source: Source, response: Response, parsed: ParsedFeed) -> tuple[Source, ...]:
    """The list as it is asked for its next page, where this page was full; nothing after a page that was not.

    Pages overlap where a filing comes in between two of them: its neighbours are then met twice, none is passed over.
    """
    parts = urlsplit(response.url or source.url)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    if not {"count", "start"} & set(asked):
        return ()  # a copy of one page, not the venue's list
    size, start = (int(value) if value.isdigit() else 0 for value in (asked.get("count", ""), asked.get("start", "")))
    held = response.body.count(b"<entry>")
    if not held or held < min(size or LONGEST_PAGE, LONGEST_PAGE):
        return ()
    query = urlencode({**asked, "start": str(start + held)})
    return (replace(source, url=urlunsplit(parts._replace(query=query))),)


def _parsed(source: Source, wanted: tuple[Entry, ...], found: list[Entry], faults: list[tuple[str, str]]) -> ParsedFeed:
    health: HealthState = "ok" if found else "empty"
    if faults:
        health = "degraded" if found else "invalid"
    left = sorted({entry.facts["form"] for entry in found} - {entry.facts["form"] for entry in wanted})
    count = len(found) - len(wanted)
    detail = f"{count} filings of other forms left ({', '.join(left[:12])})" if count else ""
    if faults:
        detail = f"{len(faults)} entries could not be read; {detail}".rstrip("; ")
    newest = max((entry.published for entry in found if entry.published is not None), default=None)
    return ParsedFeed(source.title, wanted, health, detail, tuple(faults), newest)


def refusal(body: bytes) -> tuple[HealthState, str] | None:
    """(health, detail) of a page where a list or document should be; None where the bytes are no page of refusal."""
    head = body[:12_000].decode("utf-8", "replace")
    if re.search(r"undeclared\s+automated\s+tool", head, re.I):
        return "invalid", "blocked: the venue wants a declared user agent with a contact address: set bank.contact in leadscan.toml to the operator's email"
    if re.search(r"request\s+rate\s+(?:threshold|has\s+exceeded)|rate\s+threshold\s+exceeded|too\s+many\s+requests", head, re.I):
        return "invalid", "limited: too many requests; the block lasts ten minutes after the last one too many: raise web.pause if it comes again"
    if re.match(r"\s*(?:<!doctype\s+html|<html)", head, re.I):
        title = re.search(r"<title>([^<]*)", head, re.I)
        name = squeeze(title.group(1)) if title else "a page"
        if re.search(r"file\s+unavailable|no\s+matching\s+filings|no\s+recent\s+filings", head, re.I):
            return "empty", f"past the end of the list: {name}"
        return "invalid", f"a page instead of the list: {name}"
    return None


def _feed(body: bytes) -> object:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as e:
        raise ParseError(f"not an Atom list: {e}") from e
    if root is None or not str(root.tag).endswith("feed"):
        raise ParseError("not an Atom list")
    return root


def _collect(root: object, source: Source, response: Response) -> tuple[list[Entry], list[tuple[str, str]]]:
    tree = cast(Any, root)
    by_accession: dict[str, list[Entry]] = {}
    faults: list[tuple[str, str]] = []
    for item in tree.iter(f"{_ATOM}entry"):
        entry = _entry(item, source, response)
        if isinstance(entry, Entry):
            by_accession.setdefault(entry.id, []).append(entry)
        else:
            faults.append(entry)
    return [_one(group) for group in by_accession.values()], faults


def _entry(item: object, source: Source, response: Response) -> Entry | tuple[str, str]:
    node = cast(Any, item)
    title = squeeze((node.findtext(f"{_ATOM}title") or "")[:LONGEST_ROW])
    said = _TITLE.fullmatch(title)
    summary = node.findtext(f"{_ATOM}summary") or ""
    accession = _ACCESSION.search((node.findtext(f"{_ATOM}id") or "") + " " + summary)
    link = node.find(f"{_ATOM}link")
    if said is None or accession is None or link is None or not link.get("href"):
        return title[:120] or "an entry", "title, accession number or link is missing"
    category = node.find(f"{_ATOM}category")
    form = squeeze(category.get("term") or "") if category is not None else ""
    filed = _FILED.search(summary)
    cik = str(int(said.group("cik")))
    url = urljoin(response.final_url or source.url, link.get("href"))
    facts = {
        "form": form or said.group("form"), "accession": accession.group(), "cik": cik, "issuer": said.group("name"), "role": said.group("role"),
        "case_key": f"{VENUE}:{cik}", "document_url": url,
    }  # fmt: skip
    if filed is not None:
        facts["filed"] = filed.group("day")
    published, raw = _time(node.findtext(f"{_ATOM}updated"), source.timezone)
    return Entry(
        source.id, accession.group(), url, f"{facts['form']} - {said.group('name')}", published=published, published_raw=raw, published_from="feed" if published else "none", lang="en", kind="filing", venue=VENUE, facts=facts
    )


def _time(raw: str | None, zone: str) -> tuple[datetime | None, str | None]:
    if not raw:
        return None, None
    try:
        moment = datetime.fromisoformat(raw.strip())
    except ValueError:
        return None, raw
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))), raw


def _one(group: list[Entry]) -> Entry:
    """One entry of a filing that is listed once per role; every role is kept in the facts."""
    best = min(group, key=lambda entry: _ROLES.index(entry.facts["role"]) if entry.facts["role"] in _ROLES else len(_ROLES))
    roles = "; ".join(dict.fromkeys(f"{entry.facts['role']}: {entry.facts['issuer']} ({entry.facts['cik']})" for entry in group))
    return replace(best, facts={**best.facts, "roles": roles})


# --- daily index, the safety net -------------------------------------------------------------------------------------

_FIXED = re.compile(r"(?P<a>\S.*?)\s{2,}(?P<b>\S.*?)\s{2,}(?P<cik>\d{1,10})\s+(?P<day>\d{4}-?\d{2}-?\d{2})\s+(?P<file>edgar/\S+)\s*")


LONGEST_ROW = 600
"""Characters; the longest row seen has 190. A pattern with two open ends must not meet a line of a million."""


def index(source: Source, response: Response, *, now: datetime) -> ParsedFeed:
    """Filings of an IPO's life in a daily index file (form, company or master). Rows that repeat count once.

    ``filed`` is the row's own date, which for drafts made public may be years old; ``published`` is left out, so that the day of the index decides what is new.
    """
    text = sec_text.decode(response.body)
    refused = refusal(response.body)
    if refused is not None:
        return ParsedFeed(source.title, (), *refused)
    if "File Name" not in text[:2000]:
        return ParsedFeed(source.title, (), "invalid" if text.strip() else "empty", "not an index file")
    by_company = re.search(r"^Company Name\s+Form Type", text[:3000], re.M) is not None
    rows: dict[str, Entry] = {}
    faults: list[tuple[str, str]] = []
    for line in text.split("\n---", 1)[-1].splitlines()[1:]:
        entry = _index_row(line, by_company, source, response)
        if isinstance(entry, Entry):
            rows.setdefault(entry.id, entry)
        elif entry is not None:
            faults.append(entry)
    found = list(rows.values())
    return _parsed(source, tuple(entry for entry in found if forms.wanted(entry.facts["form"]) is not None), found, faults)


def _index_row(line: str, by_company: bool, source: Source, response: Response) -> Entry | tuple[str, str] | None:
    if not line.strip():
        return None
    if len(line) > LONGEST_ROW:
        return line[:120], "longer than any row of the index"
    if line.count("|") == 4:
        cik, name, form, day, path = (part.strip() for part in line.split("|"))
    else:
        row = _FIXED.fullmatch(line)
        if row is None:
            return line[:120], "not a row of the index"
        name, form = (row.group("a"), row.group("b")) if by_company else (row.group("b"), row.group("a"))
        cik, day, path = row.group("cik"), row.group("day"), row.group("file")
    accession = _ACCESSION.search(path)
    day = day if "-" in day else f"{day[:4]}-{day[4:6]}-{day[6:8]}"
    if accession is None or not cik.isdigit() or _day(day) is None:
        return line[:120], "no accession number, CIK or date"
    number = accession.group()
    url = urljoin(response.final_url or source.url, _index_path(int(cik), number))
    facts = {"form": form, "accession": number, "cik": str(int(cik)), "issuer": name, "filed": day, "case_key": f"{VENUE}:{int(cik)}", "document_url": url, "role": "Filer"}
    return Entry(source.id, number, url, f"{form} - {name}", published_raw=day, lang="en", kind="filing", venue=VENUE, facts=facts)


def _index_path(cik: int, accession: str) -> str:
    return f"/Archives/edgar/data/{cik}/{accession.replace('-', '')}/{accession}-index.htm"


# --- an issuer's history ---------------------------------------------------------------------------------------------


RECENT = 10
"""Days; a filing of an issuer's history that is younger is an entry of its own, whose document is read."""
_FILE = re.compile(r"CIK(?P<cik>\d{10})(?:-submissions-(?P<part>\d{3}))?\.json", re.I)


def submissions(source: Source, response: Response, *, now: datetime) -> ParsedFeed:
    """Entries of an issuer's submissions JSON: its history as one entry, and each filing of the last days, which a list may have missed.

    Never raises for bad input: another shape is ``invalid``, and said in ``detail``. Older pages (``more``) give the history's rows of their years.
    """
    if not response.body.strip():
        return ParsedFeed(source.title, (), "empty", "empty answer")
    refused = refusal(response.body)
    if refused is not None:
        return ParsedFeed(source.title, (), "invalid", refused[1])
    named = _FILE.search(response.final_url or response.url)
    try:
        issuer, cik, rows = _rows(response.body, int(named.group("cik")) if named else None)
    except ParseError as e:
        return ParsedFeed(source.title, (), "invalid", str(e))
    part = (named.group("part") or "") if named else ""
    past = [row for row in rows if _known(row[0])]
    found = [_history_entry(source, response, cik, issuer, part, past)] if past else []
    today = now.astimezone(ZoneInfo("America/New_York")).date()
    for form, day, _, accession, _ in past:
        filed = _day(day)
        if forms.wanted(form) is not None and filed is not None and (today - filed).days <= RECENT and _ACCESSION.fullmatch(accession):
            url = urljoin(response.final_url or source.url, _index_path(cik, accession)) if "sec.gov" not in response.url else f"https://www.sec.gov{_index_path(cik, accession)}"
            facts = {"form": form, "accession": accession, "cik": str(cik), "issuer": issuer, "filed": day, "case_key": f"{VENUE}:{cik}", "document_url": url, "role": "Filer"}
            found.append(Entry(source.id, accession, url, f"{form} - {issuer}", published_raw=day, lang="en", kind="filing", venue=VENUE, facts=facts))
    return ParsedFeed(source.title, tuple(found), "ok", "")


def _history_entry(source: Source, response: Response, cik: int, issuer: str, part: str, rows: list[_Row]) -> Entry:
    """The whole history as one row, so that a new filing is an edit of it and its events are read again."""
    facts = {"form": HISTORY, "cik": str(cik), "issuer": issuer, "case_key": f"{VENUE}:{cik}", "history": json.dumps(rows, ensure_ascii=False)}
    name = f"history:{cik}" + (f":{part}" if part else "")
    return Entry(source.id, name, f"{response.url}#{cik}", f"{HISTORY} - {issuer}", lang="en", kind="filing", venue=VENUE, facts=facts)


HISTORY = "Submissions"
"""Form of the entry that stands for an issuer's whole history."""


def older(source: Source, response: Response, parsed: ParsedFeed) -> tuple[Source, ...]:
    """The older pages that an issuer's submissions name; none of an older page."""
    try:
        files = json.loads(response.body)["filings"]["files"]
        names = [str(file["name"]) for file in files]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ()
    return tuple(replace(source, url=urljoin(response.url, name)) for name in names if _FILE.fullmatch(name))


_Row = tuple[str, str, str, str, str]
"""(form, day, file number, accession number, primary document)."""


def history(body: bytes, *, now: datetime, cik: int | None = None) -> tuple[CaseEvent, ...]:
    """Events of an issuer's case out of its submissions JSON: the forms of an IPO's life, and the reports that show a listing.

    A notice of effectiveness counts only where its file number is that of an S-1 or F-1 of the same list. ``cik`` is wanted for an older page, which does not name it.
    ParseError where the answer is no submissions JSON.
    """
    _, number, rows = _rows(body, cik)
    return _events(number, rows, now)


def _rows(body: bytes, cik: int | None) -> tuple[str, int, list[_Row]]:
    """(issuer, CIK, rows) of a submissions answer, or of one of its older pages, whose lists stand at the top. ParseError for another shape."""
    try:
        data = json.loads(body)
        lists = data["filings"]["recent"] if "filings" in data else data
        rows = list(zip(lists["form"], lists["filingDate"], lists["fileNumber"], lists["accessionNumber"], lists["primaryDocument"], strict=True))
        number = int(data["cik"]) if "cik" in data else cik
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as e:
        raise ParseError(f"not a submissions answer: {e!r}") from e
    if number is None:
        raise ParseError("not a submissions answer: it names no CIK")
    return squeeze(str(data.get("name") or "")), number, [row for row in rows if all(isinstance(value, str) for value in row)]


def _events(cik: int, rows: list[_Row], now: datetime) -> tuple[CaseEvent, ...]:
    numbers = {number for form, _, number, _, _ in rows if (row := forms.wanted(form)) is not None and row.step in ("filed", "amended")}
    events = (_past_event(cik, now, numbers, *row) for row in rows)
    return tuple(event for event in events if event is not None)


def _known(form: str) -> bool:
    return forms.wanted(form) is not None or any(form in group for group in forms.history().values())


def _past_event(cik: int, now: datetime, numbers: set[str], form: str, day: str, number: str, accession: str, document: str) -> CaseEvent | None:
    when = _day(day)
    if not _known(form) or when is None or (form == "EFFECT" and number not in numbers):
        return None
    return CaseEvent(f"{VENUE}:{cik}", when, now, form, number, _document_url(cik, accession, document))


def _document_url(cik: int, accession: str, document: str) -> str:
    return f"https://www.sec.gov/Archives/edgar/data/{cik}/{accession.replace('-', '')}/{document}"


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


# --- documents -------------------------------------------------------------------------------------------------------


def follow(source: Source, entry: Entry, response: Response) -> str | None:
    """Address of the main document where the answer is a filing's index page; None where the answer is the document.

    The main document is the row whose type is the filing's form; exhibits never. The viewer's prefix before an iXBRL document is taken off.
    """
    head = response.body[:200_000]
    if b"tableFile" not in head and b"Document Format Files" not in head:
        return None
    from lxml import etree, html

    try:
        root = html.document_fromstring(sec_text.decode(response.body).encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return None
    rows = list(_documents(root))
    form = entry.facts.get("form", "").upper()
    chosen = next((href for kind, href in rows if kind.upper() == form), None) or _first_not_exhibit(rows)
    if chosen is None:
        return None
    return _same_host(urljoin(response.final_url or entry.url, re.sub(r"^/ix\?doc=", "", chosen)), response.final_url or entry.url)


def _documents(root: object) -> Iterator[tuple[str, str]]:
    """(type, address) of each row of the document table; a data form's raw file rather than its styled view."""
    for table in cast(Any, root).iter("table"):
        if "tableFile" not in (table.get("class") or "") or "Data Files" in (table.get("summary") or ""):
            continue
        header = [squeeze(cell.text_content()).lower() for cell in table.iter("th")]
        column = header.index("type") if "type" in header else 3
        styled: list[tuple[str, str]] = []
        for row in table.iter("tr"):
            cells = list(row.iter("td"))
            link = next((anchor.get("href") for cell in cells for anchor in cell.iter("a") if anchor.get("href")), None)
            if len(cells) > column and link:
                kind = squeeze(cells[column].text_content())
                if re.search(r"/xsl[^/]*/", link):
                    styled.append((kind, link))
                else:
                    yield kind, link
        yield from styled


def _first_not_exhibit(rows: list[tuple[str, str]]) -> str | None:
    return next((href for kind, href in rows if kind and not kind.upper().startswith(("EX-", "GRAPHIC", "XML", "ZIP", "JSON"))), None)


def _same_host(url: str, other: str) -> str | None:
    """An index page names documents of its own host only."""
    return url if urlsplit(url).hostname == urlsplit(other).hostname and urlsplit(url).scheme in ("http", "https") else None


def document(source: Source, entry: Entry, response: Response | None, *, now: datetime, first_seen: datetime) -> tuple[Filing, tuple[CaseEvent, ...]]:
    """The Filing of an entry and the event it is in its issuer's case. Without a readable answer the list's own row stands in, with the reason in ``unread``.

    An issuer's history gives a Filing without text, which says nothing of itself, and an event for each of its rows.
    """
    if "history" in entry.facts:
        return _life(source, entry, now, first_seen)
    why = unreadable(response)
    origin = _origin(source, entry, response if why is None else None, first_seen)
    filing = listed(origin, now, why or "no answer") if why is not None or response is None else reading.document(response.body, origin, now=now)
    return filing, (_event(filing, entry, first_seen),)


def unreadable(response: Response | None) -> str | None:
    """Why an answer cannot be read as a document; None where it can."""
    if response is None:
        return "the document could not be had"
    if response.status != 200:
        return f"the document could not be had: HTTP {response.status}"
    refused = refusal(response.body)
    if refused is not None and refused[1].startswith(("blocked", "limited")):
        return f"the document could not be had: {refused[1]}"
    return None if response.body.strip() else "the document is empty"


def _origin(source: Source, entry: Entry, response: Response | None, first_seen: datetime) -> Origin:
    facts = entry.facts
    filed = _day(facts.get("filed"))
    url = response.final_url if response is not None else entry.url
    others = tuple(dict.fromkeys(other for other in (entry.url, facts.get("document_url", ""), response.url if response else "") if other and other != url))
    # A draft that is made public now carries the day on which it was sent in: what is new is that it can be read.
    dated = filed is not None and (first_seen.date() - filed).days <= RECENT
    published = entry.published or (datetime.combine(filed, time(), ZoneInfo(source.timezone)) if filed is not None and dated else first_seen)
    return Origin(
        source.id, entry.id, VENUE, facts.get("form", ""), facts.get("case_key", ""), url, others, facts.get("issuer", ""), None, filed or published.astimezone(ZoneInfo(source.timezone)).date(),
        min(published, first_seen) if published > first_seen else published, facts.get("raw_status"), "en", first_seen,
    )  # fmt: skip


def listed(origin: Origin, now: datetime, why: str) -> Filing:
    """The Filing of a list row alone."""
    form = forms.wanted(origin.form)
    kind = (form.kind if form is not None else None) or "other"
    empty = reading.document(b"", replace(origin), now=now)
    return replace(empty, kind=kind, is_ipo=False if reading.never(origin.form) else None, body_source="list", unread=(why,), text="")


def _life(source: Source, entry: Entry, now: datetime, first_seen: datetime) -> tuple[Filing, tuple[CaseEvent, ...]]:
    rows = [cast(_Row, tuple(row)) for row in json.loads(entry.facts["history"])]
    newest = max((day for _, raw, *_ in rows if (day := _day(raw)) is not None), default=None)
    origin = replace(_origin(source, entry, None, first_seen), filed=newest or first_seen.date())
    filing = replace(reading.document(b"", origin, now=now), form=HISTORY, kind="other", is_ipo=None, body_source="list", unread=(), text="")
    return filing, _events(int(entry.facts["cik"]), rows, first_seen)


def _event(filing: Filing, entry: Entry, first_seen: datetime) -> CaseEvent:
    """``raw_status`` holds what decides how the event counts: the form made effective, and the file number where the document prints it."""
    status = " ".join(fact.value for name in ("effective_form", "file_number") if (fact := filing.facts.get(name)) is not None)
    return CaseEvent(filing.case_key, filing.filed, first_seen, filing.form, status, filing.url, filing.id)

