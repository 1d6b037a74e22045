"""Which room reads which kind of source: the one table that joins ``Source.kind`` to its three pure functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from leadscan.errors import DeskError
from leadscan.types import Article, CaseEvent, Entry, Filing, ParsedFeed, Response, Source


class Entries(Protocol):
    """An answer of a source into its entries."""

    def __call__(self, source: Source, response: Response, *, now: datetime, max_entries: int) -> ParsedFeed: ...


class Document(Protocol):
    """An entry and what its address answered (None: it could not be had) into a document and what it says of a case."""

    def __call__(self, source: Source, entry: Entry, response: Response | None, *, now: datetime, first_seen: datetime) -> tuple[Article | Filing, tuple[CaseEvent, ...]]: ...


@dataclass(frozen=True, slots=True)
class Reader:
    """The functions of one kind of source."""

    entries: Entries
    follow: Callable[[Source, Entry, Response], str | None]
    """The next address where a response is only an index; None = it is the document."""
    document: Document
    purpose: str
    """What the address is to the web edge: page or filing."""


def of(kind: str) -> Reader:
    """The reader of a kind of source. DeskError where there is none."""
    if kind in ("rss", "atom"):
        from leadscan.news import feeds

        return Reader(feeds.entries, lambda source, entry, response: None, _article, "page")
    if kind == "edgar_atom":
        from leadscan.filings import edgar

        return Reader(_without_bound(edgar.entries), edgar.follow, edgar.document, "filing")
    if kind == "edgar_index":
        from leadscan.filings import edgar

        return Reader(_without_bound(edgar.index), edgar.follow, edgar.document, "filing")
    if kind == "hkex_json":
        from leadscan.filings import hkex

        return Reader(_without_bound(hkex.entries), hkex.follow, hkex.document, "filing")
    if kind in _MAINLAND:
        return _mainland(kind)
    raise DeskError(f"source kind {kind!r}: no reader; there are {', '.join(('rss', 'atom', 'edgar_atom', 'edgar_index', 'hkex_json', *_MAINLAND))}")


_MAINLAND = ("sse_jsonp", "szse_json", "bse_jsonp", "tutoring_json")


def _mainland(kind: str) -> Reader:
    from leadscan.filings import bse, sse, szse, tutoring

    venue = dict(zip(_MAINLAND, (sse, szse, bse, tutoring), strict=True))[kind]
    return Reader(_without_bound(venue.entries), venue.follow, venue.document, "filing")


def _article(source: Source, entry: Entry, response: Response | None, *, now: datetime, first_seen: datetime) -> tuple[Article, tuple[CaseEvent, ...]]:
    from leadscan.news import pages

    return pages.document(source, entry, response, now=now, first_seen=first_seen), ()


def _without_bound(entries: Callable[..., ParsedFeed]) -> Entries:
    """A venue's list is bounded by the venue; the bound of feeds does not cut a case off."""

    def read(source: Source, response: Response, *, now: datetime, max_entries: int) -> ParsedFeed:
        return entries(source, response, now=now)

    return read
