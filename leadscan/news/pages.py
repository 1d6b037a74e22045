"""Pages to articles: the text by consensus, the facts as the page gives them, the feed's own words where the page has none.

A page that refuses, is a wall, or draws its text by script is not got round: the feed's summary stands in and is marked so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from leadscan.errors import ParseError
from leadscan.news import pagefacts, pagetext, selectors
from leadscan.records import digest
from leadscan.text import addresses, charset, language
from leadscan.text.normalize import fold
from leadscan.types import Article, Entry, Language, Response, Source

MOST_CHARACTERS = 4_000_000
"""Of a page's source; the largest recorded article page has 1.4 million."""
SHORTEST = 40
"""Characters below which a page's text is a wall or a stub; real Hong Kong flashes have 80 and more."""
LEAST_SHARED = 0.2
"""Share of the summary's shingles that the page's text must hold, where the summary has more than 60 tokens."""


_NO_CLOCK = datetime(2099, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """What one page holds. Empty text = nothing that is an article."""

    url: str
    """Canonical address."""
    title: str
    text: str
    published: datetime | None
    published_from: str
    """page, url or none."""
    lang: Language
    authors: tuple[str, ...]
    body_source: str
    """page; a caller with a feed's summary may put that in its place."""
    charset: str
    section: str = ""
    has_time: bool = False
    """False: published is the midnight of a day."""


def read(body: bytes, *, url: str, content_type: str | None = None, now: datetime | None = None, timezone: str = "Asia/Hong_Kong", hint: str = "") -> Page:
    """A page's article. ParseError where the bytes are no markup at all (a PDF, an image, nothing)."""
    if not body.strip() or body[:5] in (b"%PDF-", b"\x89PNG\r", b"GIF89") or body[:3] == b"\xff\xd8\xff" or body[:4] == b"PK\x03\x04":
        raise ParseError(f"{url}: not a web page; open it by hand")
    text, name = charset.decode(body, http=charset.label_of(content_type), hint=hint)
    markup = _markup(text[:MOST_CHARACTERS])
    tree = _tree(markup)
    if tree is None:
        raise ParseError(f"{url}: no markup that can be read")
    said = pagefacts.facts(tree, url=url, timezone=timezone, now=now or _NO_CLOCK)
    if now is None and said.published is not None and said.published.year >= _NO_CLOCK.year - 1:
        said = replace(said, published=None, published_from="none")  # a day without a year, or "3 hours ago": nobody said when "now" is
    content = _selected(tree, url, said.headlines) or "\n".join(pagetext.extract(tree, said.headlines, for_libraries=lambda: _tree(markup, html=True)))
    if len(content) < SHORTEST < len(said.body):
        content = said.body
    return Page(
        url=said.url,
        title=said.title,
        text=content,
        published=said.published,
        published_from=said.published_from,
        lang=language.label(f"{said.title}\n{content}", hint=hint or _hint(said.lang)),
        authors=said.authors,
        body_source="page",
        charset=name,
        section=said.section,
        has_time=said.has_time,
    )


def _selected(tree: Any, url: str, headlines: Sequence[str]) -> str:
    """The text where the publisher's selector finds an article's worth of it; empty = the general readers are asked."""
    selector = selectors.of(url)
    if selector is None:
        return ""
    found = "\n".join(pagetext.within(selectors.pick(tree, selector), headlines))
    return found if len(found) >= SHORTEST else ""


def document(source: Source, entry: Entry, response: Response | None, *, now: datetime, first_seen: datetime) -> Article:
    """The article of an entry. ``response`` None = the page was refused. ParseError where neither page nor feed has any words."""
    page = _page_of(source, response, now)
    if page is not None and not _believable(page, entry):
        page = replace(page, text="")
    text, body_source = (page.text, "page") if page is not None and page.text and not _teaser(page.text, entry.summary) else (entry.summary, "summary")
    title = _headline(entry, page if body_source == "page" else None)
    if not text and not title:
        raise ParseError(f"{entry.url or entry.id}: neither page nor feed has any words")
    published, published_from = _when(source, entry, page, now=now, first_seen=first_seen)
    url = page.url if page is not None and body_source == "page" else _plain_address(entry, response)
    also = (address for address in (entry.url, response.url if response else "", response.final_url if response else "") if address)
    return Article(
        id=digest(source.id, entry.id),
        source_id=source.id,
        entry_id=entry.id,
        url=url,
        title=title,
        text=text,
        published=min(published, first_seen + timedelta(hours=1)),
        published_from=published_from,
        first_seen=first_seen,
        lang=language.label(f"{title}\n{text}", hint=source.lang or entry.lang),
        authors=(page.authors if page is not None and page.text else ()) or entry.authors,
        body_source="page" if body_source == "page" else "summary",
        charset=page.charset if page is not None else "utf-8",
        section=source.section_hint or (page.section if page is not None else ""),
        also_urls=tuple(dict.fromkeys(address for address in also if address != url)),
    )


def _markup(text: str) -> bytes:
    """UTF-8 for the parser: the source's own encoding words and control characters are off, since it is text by now. Empty = nothing to parse."""
    text = re.sub(r"^\s*(?:<\?xml[^>]*\?>)?", "", text, count=1)
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    return text.encode("utf-8", "replace") if "<" in text else b""


def _tree(markup: bytes, *, html: bool = False) -> Any:
    """The parsed page; None where there is nothing. ``html``: of lxml.html's elements, which some libraries want and which cost a Python call each."""
    import lxml.etree
    import lxml.html

    make = lxml.html.HTMLParser if html else lxml.etree.HTMLParser
    try:
        return lxml.etree.fromstring(markup, parser=make(encoding="utf-8", remove_comments=True, remove_pis=True)) if markup else None
    except (lxml.etree.LxmlError, ValueError):
        return None


def _hint(lang: str) -> str:
    """Our label for the page's own language word."""
    lang = lang.lower()
    if lang.startswith(("zh-hans", "zh-cn", "zh-sg")):
        return "zh-Hans"
    return "zh-Hant" if lang.startswith(("zh-hant", "zh-hk", "zh-tw", "zh-mo", "zh")) else ""


def _page_of(source: Source, response: Response | None, now: datetime) -> Page | None:
    """The page that came; None where none came or it is no web page."""
    if response is None or not 200 <= response.status < 300 or not response.body:
        return None
    kind = (response.header("content-type") or "text/html").lower()
    if not any(word in kind for word in ("html", "xml", "text/plain")):
        return None
    try:
        return read(response.body, url=response.final_url or response.url, content_type=kind, now=now, timezone=source.timezone, hint=source.lang)
    except ParseError:
        return None


def _believable(page: Page, entry: Entry) -> bool:
    """The page's text is the entry's article: long enough, and about what the feed said where the feed said much."""
    if len(page.text) < SHORTEST:
        return False
    summary = pagetext.shingles(entry.summary)
    if summary.total() < 60:
        return True
    return (summary & pagetext.shingles(page.text)).total() >= LEAST_SHARED * summary.total()


def _teaser(text: str, summary: str) -> bool:
    """The feed has the whole text and the page only its start."""
    if len(summary) < 1.3 * len(text) + 80:
        return False
    start = pagetext.shingles(text)
    return (start & pagetext.shingles(summary)).total() >= 0.6 * start.total()


def _headline(entry: Entry, page: Page | None) -> str:
    """The page's headline where it is the feed's in other dress, else the feed's."""
    if page is None or not page.title:
        return entry.title
    if not entry.title:
        return page.title
    from rapidfuzz import fuzz

    short, long = fold(entry.title).rstrip(".… "), fold(page.title)
    if re.match(r"\s*(?:[|｜_－–—]|\s-\s)", long[len(short) :]) and long.startswith(short):
        return entry.title  # what follows is the site's name
    return page.title if fuzz.partial_ratio(short, long) >= 80 and len(page.title) <= 2 * len(entry.title) + 20 else entry.title


def _when(source: Source, entry: Entry, page: Page | None, *, now: datetime, first_seen: datetime) -> tuple[datetime, str]:
    """The page's word, the feed's, the address's, else when it was first seen; a day without a time gives way to the feed's time of that day."""
    said = page.published if page is not None and page.published_from == "page" else None
    if said is not None and entry.published is not None and page is not None and not page.has_time and abs(entry.published - said) < timedelta(hours=36):
        said = None
    if said is not None:
        return said, "page"
    if entry.published is not None:
        return entry.published, "feed"
    by_address = pagefacts.url_date(page.url if page is not None else entry.url, timezone=source.timezone, now=now)
    return (by_address, "url") if by_address is not None else (first_seen, "first_seen")


def _plain_address(entry: Entry, response: Response | None) -> str:
    said = entry.url or (response.final_url if response is not None else "")
    return addresses.canonical(said) or said
