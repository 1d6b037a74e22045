"""RSS and Atom bytes to entries, whatever the sender did wrong.

    bytes -> charset.decode -> defused text (no DTD, no floods, at most so many items) -> feedparser, its cleaning off -> Entry

A fault of one entry costs that entry; a fault of the whole is said in ``health`` and ``detail``. Nothing is raised for bad input.
"""

from __future__ import annotations

import html
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadscan.news import plainfeeds
from leadscan.records import digest
from leadscan.text import addresses, charset, dates, markup
from leadscan.text.normalize import squeeze
from leadscan.types import Entry, HealthState, ParsedFeed, Response, Source

MOST_SUMMARY = 20_000
"""Characters kept of a feed's own text."""
_MOST_TITLE = 500
_MOST_CHARACTERS = 8_000_000
_MOST_DEPTH = 400
"""Open elements. Real feeds stay under 30; libraries recurse from about 1,000 on."""
_MOST_STRAY = 20_000
"""Signs < and & that open nothing; each costs the tolerant parser a backtrack."""
_MOST_EXPANSION = 100_000
"""Characters that a feed's own entities may add."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_START = re.compile(r"<(?:\?xml|rss\b|feed\b|rdf:RDF\b|channel\b|(?:\w{1,20}:)?(?:feed|RDF|rss)\b)", re.I)
_ITEM = re.compile(r"<(?:[\w.-]{1,20}:)?(?:item|entry)(?=[\s>/])", re.I)
_ITEM_END = re.compile(r"</(?:[\w.-]{1,20}:)?(?:item|entry)\s*>", re.I)
_DECLARATION = re.compile(r"^<\?xml[^>]*\?>")
_PROLOGUE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*(?=<!DOCTYPE\s)", re.S | re.I)
_DOCTYPE = re.compile(r"<!DOCTYPE\s[^\[>]*(?:\[(?P<subset>.*?)\]\s*)?>", re.S | re.I)
_ENTITY = re.compile(r"""<!ENTITY\s+([\w.-]+)\s+(?:"([^"<%]*)"|'([^'<%]*)')\s*>""")
_PAGE = re.compile(r"^\s*(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])", re.I | re.S)
_PIECE = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<(/?)[A-Za-z_][^<>]*?(/?)>", re.S)


@dataclass(frozen=True, slots=True)
class _Text:
    """A feed's text made safe to parse, and what had to be done for it."""

    text: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Names:
    """How often each guid, and each address of an entry without one, comes in the feed."""

    guids: Mapping[str, int]
    urls: Mapping[str, int]


class _Hopeless(Exception):
    """The text must not reach the parser."""


def entries(source: Source, response: Response, *, now: datetime, max_entries: int = 2000) -> ParsedFeed:
    """Entries of an answer, in the feed's order; never raises for bad input.

    health: ok; empty (nothing was sent, or a feed without items); invalid (not a feed: a page, a challenge, hostile nesting); degraded (readable, with faults named in ``detail``).
    """
    if not response.body.strip(b" \t\r\n\0"):
        return ParsedFeed("", (), "empty", "the answer was empty")
    text, _ = charset.decode(response.body, http=charset.label_of(response.header("content-type")), hint=source.lang)
    try:
        safe = _defused(text, max_entries)
        plain = plainfeeds.read(safe.text) if (response.final_url or response.url).startswith(("http://", "https://")) else None
        if plain is None:
            _check_shape(safe.text)
    except _Hopeless as e:
        return ParsedFeed("", (), "invalid", str(e))
    if plain is not None:
        return _judge(source, response, safe, plain, now=now)
    return _parse(source, response, safe, now=now)


def _defused(text: str, max_entries: int) -> _Text:
    """The text that may reach the parser. _Hopeless where none may."""
    faults: list[str] = []
    text = _CONTROL.sub("", text)
    if _PAGE.match(text):
        raise _Hopeless(f"not a feed: a web page{_page_title(text)}")
    start = _START.search(text)
    if start is not None and text[: start.start()].strip() and not text.lstrip().startswith("<"):
        faults.append("words before the feed's start")
        text = text[start.start() :]
    text = text.lstrip("\ufeff \t\r\n")
    text = _without_doctype(text)
    text = _bounded(text, max_entries, faults)
    return _Text(_DECLARATION.sub('<?xml version="1.0" encoding="utf-8"?>', text, count=1), tuple(faults))


def _page_title(text: str) -> str:
    found = re.search(r"<title[^>]*>([^<]{1,200})", text[:20_000], re.I)
    return f' titled "{squeeze(html.unescape(found[1]))[:60]}"' if found else ""


def _without_doctype(text: str) -> str:
    """No DTD reaches the parser: plain entities are put in, all else is left unread (no files, no network, no growth)."""
    before = _PROLOGUE.match(text)
    found = _DOCTYPE.match(text, before.end()) if before is not None else None
    if found is None:
        return text
    subset = found["subset"] or ""
    text = text[: found.start()] + text[found.end() :]
    values = {key: double or single for key, double, single in _ENTITY.findall(subset)}
    plain = {key: value for key, value in values.items() if not re.search(r"&(?!#?\w+;)|&(?!#)\w+;", value)}
    uses = Counter(re.findall(r"&([\w.-]{1,60});", text)) if plain else Counter()
    if sum(len(value) * uses[key] for key, value in plain.items()) > _MOST_EXPANSION:
        return text
    return re.sub(r"&([\w.-]{1,60});", lambda reference: plain.get(reference[1], reference[0]), text) if plain else text


def _bounded(text: str, max_entries: int, faults: list[str]) -> str:
    """The first ``max_entries`` items and the feed's end."""
    starts = [found.start() for found in _ITEM.finditer(text)]
    keep = min(len(starts), max_entries)
    while keep > 1 and starts[keep - 1] > _MOST_CHARACTERS:
        keep -= 1
    if keep >= len(starts):
        if len(text) > 2 * _MOST_CHARACTERS:
            raise _Hopeless(f"not a feed: {len(text)} characters in {len(starts)} items")
        return text
    faults.append(f"{len(starts)} items, the first {keep} are read")
    ends = [found.end() for found in _ITEM_END.finditer(text)]
    tail = text[ends[-1] :] if ends and ends[-1] > starts[keep] else ""
    return text[: starts[keep]] + (tail if len(tail) < 10_000 else "")


def _check_shape(text: str) -> None:
    """Refuses nesting and floods that cost a parser minutes. CDATA and comments do not count."""
    depth = deepest = pieces = 0
    for found in _PIECE.finditer(text):
        pieces += 1
        if found[1] is None or found[2]:
            continue
        depth += -1 if found[1] else 1
        deepest = max(deepest, depth)
        if deepest > _MOST_DEPTH:
            raise _Hopeless(f"not a feed: elements nested more than {_MOST_DEPTH} deep")
    if text.count("<") - pieces > _MOST_STRAY and _stray(text, "<") > _MOST_STRAY:
        raise _Hopeless("not a feed: a flood of <")
    if text.count("&") > _MOST_STRAY and _stray(text, "&") > _MOST_STRAY:
        raise _Hopeless("not a feed: a flood of &")


def _stray(text: str, sign: str) -> int:
    """How often a sign opens nothing."""
    outside = re.sub(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", "", text, flags=re.S)
    pattern = r"<(?![A-Za-z_/!?][^<]*>)" if sign == "<" else r"&(?!#?\w{1,32};)"
    return len(re.findall(pattern, outside))


def _parse(source: Source, response: Response, safe: _Text, *, now: datetime) -> ParsedFeed:
    import feedparser  # heavy

    # no content-location: it would put our own address before relative guids, and a moved feed would look new
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:  # a stream, never bytes or a string: those are first tried as a file's name
        parsed = feedparser.parse(io.BytesIO(safe.text.encode("utf-8", "replace")), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except Exception as e:  # whatever a parser of broken markup meets, it costs this source and no more
        return ParsedFeed("", (), "invalid", f"unreadable: {type(e).__name__}: {squeeze(str(e))[:120]}")
    return _judge(source, response, safe, parsed, now=now)


def _judge(source: Source, response: Response, safe: _Text, parsed: Any, *, now: datetime) -> ParsedFeed:
    """The entries of what a parser gave, and how the feed is."""
    base = _base(parsed, response)
    made, refused = _made(source, parsed, base, now)
    title = _line(parsed.feed.get("title"))
    health, detail = _judged(parsed, safe, response, made, refused)
    newest = max((entry.published for entry in made if entry.published is not None), default=None)
    return ParsedFeed(title, tuple(made), health, detail, tuple(refused), newest)


def _base(parsed: Any, response: Response) -> str:
    """What relative links stand on: where the answer came from, else the feed's own page."""
    here = response.final_url or response.url
    return here if here.startswith(("http://", "https://")) else str(parsed.feed.get("link") or "")


def _judged(parsed: Any, safe: _Text, response: Response, made: list[Entry], refused: list[tuple[str, str]]) -> tuple[HealthState, str]:
    faults = list(safe.faults)
    if parsed.get("bozo"):
        faults.append(f"not well-formed: {squeeze(str(parsed.get('bozo_exception')))[:120]}")
    if response.truncated:
        faults.append("cut off by the sender")
    if refused:
        faults.append(f"{len(refused)} entries could not be read")
    if made:
        return ("degraded", "; ".join(faults)) if faults else ("ok", "")
    if not parsed.get("version") and not parsed.feed.get("title"):
        return "invalid", "; ".join(["not a feed", *faults])
    if faults:
        return "invalid" if response.truncated or parsed.get("bozo") else "degraded", "; ".join(faults)
    return "empty", "a feed without entries"


def _made(source: Source, parsed: Any, base: str, now: datetime) -> tuple[list[Entry], list[tuple[str, str]]]:
    rows = parsed.entries
    names = _Names(Counter(squeeze(str(row.get("id") or "")) for row in rows), Counter(_link(row, base) for row in rows if not row.get("id")))
    made: dict[str, Entry] = {}
    refused: list[tuple[str, str]] = []
    for row in rows:
        try:
            entry = _entry(source, row, base=base, lang=str(parsed.feed.get("language") or ""), names=names, now=now)
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError, OverflowError) as e:
            refused.append((squeeze(str(row.get("title", "")))[:80], f"{type(e).__name__}: {str(e)[:80]}"))
            continue
        made.setdefault(entry.id, entry)
    return list(made.values()), refused


def _entry(source: Source, row: Mapping[str, Any], *, base: str, lang: str, names: _Names, now: datetime) -> Entry:
    title = _line(row.get("title"))
    summary = _summary(row)
    url = _link(row, base)
    raw = _date(row)
    published = dates.read(raw, timezone=source.timezone, now=now) if raw else None
    guid = squeeze(str(row.get("id") or ""))
    return Entry(
        source_id=source.id,
        id=_identity(guid, url, title, raw, summary, repeated=names.guids[guid] > 1, shared_url=names.urls[url] > 1),
        url=url,
        title=title or squeeze(summary.split("\n", 1)[0])[:120],
        summary=summary,
        published=published,
        published_raw=raw,
        published_from="feed" if published is not None else "none",
        lang=lang or source.lang,
        authors=_authors(row),
    )


def _identity(guid: str, url: str, title: str, raw: str | None, summary: str, *, repeated: bool, shared_url: bool) -> str:
    """guid, with the address where it names several entries; else the address; where there is none or it names several, title and date too."""
    if guid and not repeated:
        return guid
    if guid:
        return digest(guid, url, "" if url else title)
    return url if url and not shared_url else digest(url, title or summary, raw or "")


def _line(value: object) -> str:
    """A title as one line of plain text."""
    return squeeze(markup.plain(str(value or "")))[:_MOST_TITLE]


def _summary(row: Mapping[str, Any]) -> str:
    """The longer of the feed's summary and its full content."""
    texts = [str(row.get("summary") or ""), *(str(content.get("value") or "") for content in row.get("content") or () if _readable(content))]
    return markup.plain(max(texts, key=len))[:MOST_SUMMARY]


def _readable(content: Mapping[str, Any]) -> bool:
    return str(content.get("type") or "text/html").startswith(("text/", "application/xhtml"))


def _link(row: Mapping[str, Any], base: str) -> str:
    """The entry's page: the address before a feed service's redirect, else its link, else a link of its list; empty where none can be fetched."""
    links = [str(link.get("href") or "") for link in row.get("links") or () if link.get("rel", "alternate") == "alternate"]
    for raw in (row.get("feedburner_origlink"), row.get("link"), *links):
        address = addresses.canonical(str(raw), base) if raw else None
        if address is not None:
            return address
    return ""


def _date(row: Mapping[str, Any]) -> str | None:
    """What the entry itself says, publication before change."""
    said = (row.get(key) for key in ("published", "created", "updated"))
    return next((text for value in said if (text := squeeze(str(value or "")))), None)


def _authors(row: Mapping[str, Any]) -> tuple[str, ...]:
    named = [str(author.get("name") or "") for author in row.get("authors") or ()]
    return tuple(dict.fromkeys(name for raw in (named or [str(row.get("author") or "")]) if (name := _line(raw)[:100])))
