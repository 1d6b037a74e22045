"""Which room reads which kind of source: the one table that joins ``Source.kind`` to its three pure functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from leadscan.errors import DeskError
from leadscan.types import Article, CaseEvent, Entry, Filing, ParsedFeed, Response, Source


class Entries(Protocol):
    """An answer of a source into its entries."""

    def __call__(self, source: Source, response: Response, *, now: datetime, max_entries: int) -> ParsedFeed: ...


class Document(Protocol):
    """An entry and what its address answered (None: it could not be had) into a document and what it says of a case."""

    def __call__(self, source: Source, entry: Entry, response: Response | None, *, now: datetime, first_seen: datetime) -> tuple[Article | Filing, tuple[CaseEvent, ...]]: ...


More = Callable[[Source, Response, ParsedFeed], tuple[Source, ...]]


def nothing_more(source: Source, response: Response, parsed: ParsedFeed) -> tuple[Source, ...]:
    return ()


def _whole(source: Source, entry: Entry, response: Response) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Reader:
    """The functions of one kind of source."""

    entries: Entries
    follow: Callable[[Source, Entry, Response], str | None]
    """The next address where a response is only an index; None = it is the document."""
    document: Document
    purpose: str
    """What the address is to the web edge: page or filing."""
    more: More = nothing_more
    """The source as it is asked for what follows an answer: the list's next page, or older files; empty = that was all."""
    parts: Callable[[Source, Entry, Response], tuple[str, ...]] = _whole
    """Addresses of the files of a document in many files, of which the response is the index; empty = the response is the document."""
    reach: timedelta | None = None
    """How far back in time pages are followed where nothing is known yet; None = no further than the desk's window."""


def of(kind: str) -> Reader:
    """The reader of a kind of source. DeskError where there is none."""
    if kind in ("rss", "atom"):
        from leadscan.news import feeds

        return Reader(feeds.entries, lambda source, entry, response: None, _article, "page")
    if kind.startswith("edgar_"):
        return _edgar(kind)
    if kind.startswith("hkex_"):
        return _hkex(kind)
    if kind in _MAINLAND:
        return _mainland(kind)
    raise _unknown(kind)


_MAINLAND = ("sse_jsonp", "szse_json", "bse_jsonp", "tutoring_json")
_MOVES = timedelta(days=190)
"""An application of a mainland exchange that has not moved for so long has ended, or waits."""


def _unknown(kind: str) -> DeskError:
    known = ("rss", "atom", "edgar_atom", "edgar_index", "edgar_submissions", "hkex_json", "hkex_listings", *_MAINLAND)
    return DeskError(f"source kind {kind!r}: no reader; there are {', '.join(known)}")


def _edgar(kind: str) -> Reader:
    from leadscan.filings import edgar

    if kind == "edgar_atom":
        return Reader(_without_bound(edgar.entries), edgar.follow, edgar.document, "filing", more=edgar.more)
    if kind == "edgar_index":
        return Reader(_without_bound(edgar.index), edgar.follow, edgar.document, "filing")
    if kind == "edgar_submissions":
        return Reader(_without_bound(edgar.submissions), edgar.follow, edgar.document, "filing", more=edgar.older)
    raise _unknown(kind)


def _hkex(kind: str) -> Reader:
    from leadscan.filings import hkex, listings

    if kind == "hkex_json":
        return Reader(_without_bound(hkex.entries), hkex.follow, hkex.document, "filing", parts=hkex.parts)
    if kind == "hkex_listings":
        return Reader(_without_bound(listings.entries), hkex.follow, listings.document, "filing")
    raise _unknown(kind)


def _mainland(kind: str) -> Reader:
    from leadscan.filings import bse, sse, szse, tutoring

    venue = dict(zip(_MAINLAND, (sse, szse, bse, tutoring), strict=True))[kind]
    return Reader(_without_bound(venue.entries), venue.follow, venue.document, "filing", more=getattr(venue, "more", nothing_more), reach=_MOVES)


def _article(source: Source, entry: Entry, response: Response | None, *, now: datetime, first_seen: datetime) -> tuple[Article, tuple[CaseEvent, ...]]:
    from leadscan.news import pages

    return pages.document(source, entry, response, now=now, first_seen=first_seen), ()


def _without_bound(entries: Callable[..., ParsedFeed]) -> Entries:
    """A venue's list is bounded by the venue; the bound of feeds does not cut a case off."""

    def read(source: Source, response: Response, *, now: datetime, max_entries: int) -> ParsedFeed:
        return entries(source, response, now=now)

    return read
