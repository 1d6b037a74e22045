"""One file or text in, its record as plain data out: what the reading doors and the library's verbs share (DESIGN section 6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any, cast

from leadscan import records
from leadscan.settings import Settings
from leadscan.text import language
from leadscan.text.body import body as whole
from leadscan.types import Annotation, Article, Beat, Event, Language, Mention, Response, Source

BATCH = 200
TEXT_LIMIT = 1_000_000
"""Characters of one text that are read for names; a longer one is read to here, and the rest is left."""

_LONE = re.compile("[\ud800-\udfff]")
"""Half of a pair of code units, as JSON may hold one; no text, and no encoder takes it."""


def feed(body: bytes, *, url: str, now: datetime, content_type: str = "") -> dict[str, Any]:
    """A feed's entries."""
    from leadscan.news import feeds

    headers = (("content-type", content_type),) if content_type else ()
    response = Response(url=url, final_url=url, status=200, headers=headers, body=body, fetched_at=now, sha256=sha256(body).hexdigest())
    parsed = feeds.entries(Source("feed", "", "rss", url), response, now=now)
    kept = ("id", "url", "title", "summary", "published", "published_from", "lang")
    entries = [{key: records.to_data(getattr(entry, key)) for key in kept} for entry in parsed.entries]
    return {"title": parsed.title, "health": parsed.health, "detail": parsed.detail, "entries": entries}


def page(body: bytes, *, url: str, now: datetime, content_type: str | None = None) -> dict[str, Any]:
    """An article page's text, title, date and authors."""
    from leadscan.news import pages

    read = pages.read(body, url=url, content_type=content_type, now=now)
    return cast(dict[str, Any], records.to_data(read))


def filing(body: bytes, *, now: datetime, url: str | None = None, form: str | None = None, venue: str | None = None) -> dict[str, Any]:
    """A filing's facts with page or offset and quote."""
    from leadscan import filings
    from leadscan.filings import twin

    return twin.data(filings.read(body, url=url, form=form, venue=venue, now=now))


def annotate(lines: Iterable[Mapping[str, Any]], *, settings: Settings, now: datetime, register: Any | None = None) -> Iterator[dict[str, Any]]:
    """What each text says; the register is the one given, else the desk's, empty where there is no desk yet."""
    from leadscan.news import beats
    from leadscan.nlp.reader import Reader

    register = _register(settings) if register is None else register
    reader = Reader(settings.nlp, scan=register.scan)
    remaining = iter(lines)
    while batch := list(islice(remaining, BATCH)):
        articles = [_article(line, now) for line in batch]
        found = [beats.beat(article.title, article.text, section=article.section, url=article.url) for article in articles]
        annotations = reader.read([(whole(article.title, article.text), article.lang, beat == "business") for article, beat in zip(articles, found, strict=True)])
        for line, article, beat, annotation in zip(batch, articles, found, annotations, strict=True):
            yield _answer(line, article, beat, annotation, register)


def _register(settings: Settings) -> Any:  # a companies.register.Register
    from leadscan import store
    from leadscan.companies.register import Register
    from leadscan.stages import registers

    if not store.exists(settings):
        return Register(())
    with store.open_store(settings, purpose="annotate") as db:
        return registers.load(settings, db)


def _article(line: Mapping[str, Any], now: datetime) -> Article:
    """The text as an article whose title and text, joined, are the text given: so its offsets are the answer's offsets."""
    text = _LONE.sub("\N{REPLACEMENT CHARACTER}", str(line.get("text") or "")[:TEXT_LIMIT])
    if line.get("title"):
        title, rest = _LONE.sub("\N{REPLACEMENT CHARACTER}", str(line["title"])), text
    else:
        title, _, rest = text.partition("\n")
    given = line.get("lang")
    lang = given if given in ("en", "zh-Hant", "zh-Hans") else language.label(text)
    return Article(
        id="annotate", source_id="annotate", entry_id="annotate", url=str(line.get("url") or ""), title=title, text=rest, published=now, published_from="first_seen",
        first_seen=now, lang=cast(Language, lang), section=str(line.get("section") or ""),
    )


def _answer(line: Mapping[str, Any], article: Article, beat: Beat, annotation: Annotation, register: Any) -> dict[str, Any]:
    from leadscan.companies import match
    from leadscan.leads import sectors, triggers
    from leadscan.nlp import newcomers

    text = whole(article.title, article.text)
    mentions = match.link(text, annotation, register.scan(text), register)
    keys = dict.fromkeys(mention.company.key for mention in mentions if mention.company is not None)
    known = tuple(dict.fromkeys(sector for key in keys for sector in _sectors(register, key)))
    found = sectors.classify(article.title, article.text, known)
    events = triggers.events(
        article, annotation, newcomers.may_act(mentions), story_id="", beat=beat, sectors=tuple(sector for sector, _ in found), register_sectors=lambda key: _sectors(register, key)
    )
    shift = len(article.title) + 1 if line.get("title") else 0
    size = len(str(line.get("text") or ""))
    return {
        **({"id": line["id"]} if "id" in line else {}),
        "lang": article.lang,
        "beat": beat,
        "sectors": [sector for sector, _ in found],
        "mentions": [_mention(mention, shift) for mention in _every(mentions, annotation) if mention.start >= shift and mention.end - shift <= size],
        "people": [person for person in (_person(person, shift) for person in annotation.people) if person is not None],
        "triggers": [_event(event, shift) for event in events if event.evidence.start >= shift],
        "lead": triggers.is_lead(events, lambda key: _sectors(register, key)),
    }


def _sectors(register: Any, key: str) -> tuple[str, ...]:
    company = register.get(key)
    return company.sectors if company is not None else ()


def _every(companies: tuple[Mention, ...], annotation: Annotation) -> list[Mention]:
    """The judged companies and, where none of them lies, the names of other kinds."""
    taken = [(mention.start, mention.end) for mention in companies]
    others = [m for m in annotation.mentions if m.label != "COMPANY" and not any(m.start < end and start < m.end for start, end in taken)]
    return sorted([*companies, *others], key=lambda mention: mention.start)


def _mention(mention: Mention, shift: int) -> dict[str, Any]:
    def record(candidate: Any) -> dict[str, Any]:
        return {"market": candidate.market, "code": candidate.code, "name": candidate.name, "sure": candidate.sure}

    return {
        "start": mention.start - shift, "end": mention.end - shift, "label": mention.label, "text": mention.text, "sure": mention.sure, "why": mention.why,
        "company": None if mention.company is None else {key: record(mention.company)[key] for key in ("market", "code", "name")},
        "candidates": [record(candidate) for candidate in mention.candidates],
    }


def _person(person: Any, shift: int) -> dict[str, Any] | None:
    if person.start < shift:
        return None
    return {
        "person": [person.start - shift, person.end - shift],
        "title": _span(person.title_start, person.title_end, shift),
        "company": _span(person.company_start, person.company_end, shift),
        "current": person.current,
    }


def _span(start: int | None, end: int | None, shift: int) -> list[int] | None:
    return None if start is None or end is None or start < shift else [start - shift, end - shift]


def _event(event: Event, shift: int) -> dict[str, Any]:
    return {
        "type": event.trigger, "stage": event.stage, "polarity": event.polarity, "company": _span(event.company_start, event.company_end, shift),
        "quote": [event.evidence.start - shift, event.evidence.end - shift], "facts": dict(event.facts),
    }
