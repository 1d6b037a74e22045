"""A digest as the page shows it: plain words in order, every outside text one clean line, every link a web address.

The templates hold the looks and decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from leadscan.data import words
from leadscan.digests import axis, build, health, stories
from leadscan.digests.safety import line, link, mailto, shorten, size
from leadscan.types import Case, Contact, Digest, DigestItem, Evidence, Fact, Outreach, Section

STEPS: tuple[frozenset[str], ...] = (
    frozenset({"PREPARING", "DRAFT_PUBLIC"}),
    frozenset({"FILED"}),
    frozenset({"IN_REVIEW", "HEARING"}),
    frozenset({"CLEARED"}),
    frozenset({"PRICED"}),
    frozenset({"LISTED"}),
)
"""The way to a listing as six steps; a case that stands still or has ended has no step."""


@dataclass(frozen=True, slots=True)
class Link:
    """A source of a story."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an RM may answer with one touch."""

    title: str
    url: str
    """A mailto address."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document, in their language."""

    text: str
    lang: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled line: "CFO | Yang Yi (deputy general manager and CFO) | p. 240, “... has been ...”"."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """Where a listing case stands, drawn with table cells."""

    words: str
    steps: tuple[bool, ...]
    """One a step, True = reached; empty where the case stands still or has ended."""
    elapsed: int | None
    """Percent of the time until the application lapses, 2 to 98; None where no clock runs."""
    clock: str


@dataclass(frozen=True, slots=True)
class Card:
    """One story."""

    rank: int
    name: str
    other_name: str
    tag: str
    said: str
    changed: str
    quotes: tuple[Quote, ...]
    sources: tuple[Link, ...]
    """Every paper once."""
    also: tuple[Link, ...]
    """Those of them that are not quoted."""
    more_sources: str
    why: tuple[str, ...]
    frozen: str
    """Why nobody may be called; empty = free."""
    rows: tuple[Row, ...]
    """Whom to call, what to say, what the filing says; empty where nobody is to be called."""
    bar: Bar | None
    head: str
    """Sector above a clipping, where it differs from the card before."""
    answers: tuple[Answer, ...] = ()
    held: str = ""
    """Of which day it is, where an earlier email had no room for it."""
    beside: str = ""
    """What else its documents tell that had no room."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One section."""

    id: Section
    title: str
    hint: str
    cards: tuple[Card, ...]
    axis: axis.Axis | None = None
    """The listings of the email on one time axis, above the cards."""


@dataclass(frozen=True, slots=True)
class Page:
    """The whole email."""

    lang: str
    subject: str
    preheader: str
    day: str
    for_whom: str
    summary: str
    quiet_title: str
    quiet: tuple[str, ...]
    """What a quiet morning says; empty where there is news."""
    missed: tuple[str, ...]
    """Sources that were not read, one line each, on a quiet morning."""
    health: str
    """Empty where ``missed`` says it already."""
    shelves: tuple[Shelf, ...]
    notes: tuple[str, ...] = ()
    picture: str = ""
    """Content id of the time axis as a picture; empty = table cells."""
    left: str = ""
    """How many stories had no room, and where they are; empty = none."""

    @property
    def answerable(self) -> tuple[Card, ...]:
        """Cards with answers: plain text lists their long links together, at its end."""
        return tuple(card for shelf in self.shelves for card in shelf.cards if card.answers)


def page(digest: Digest, *, next_day: date | None = None, most_sources: int = 5, reasons: int = 3, brief: bool = False, picture: str = "") -> Page:
    """The page of a digest; ``reasons`` a call (one fewer elsewhere); ``brief`` leaves out reasons and second quotes, and shortens what is left."""
    language = digest.language
    drawn = axis.axis(axis.of_digest(digest), language=language)
    shown = [section for section in build.ORDER if any(item.section == section for item in digest.items)]
    above = "ipo_radar" if "ipo_radar" in shown else next((item.section for item in digest.items if item.case is not None), None)
    made = tuple(
        _shelf(section, digest, drawn=drawn if section == above else None, most_sources=most_sources, reasons=0 if brief else reasons, brief=brief) for section in shown
    )  # fmt: skip
    missed = health.down(digest.health)
    unsure = bool(missed) or not digest.health
    return Page(
        lang=language,
        subject=digest.subject,
        preheader=_preheader(digest),
        day=words.day(language, digest.date, long=True),
        for_whom=words.say(language, "head.for_whom", name=line(digest.name or digest.rm, 60)),
        summary="" if digest.quiet else _summary(digest),
        quiet=_quiet(digest, unsure, len(missed), next_day) if digest.quiet else (),
        missed=tuple(health.missed_lines(missed, language=language)) if digest.quiet else (),
        quiet_title=words.get(language, "head.quiet_title_unsure" if unsure else "head.quiet_title"),
        health="" if digest.quiet and missed else digest.health_line,
        shelves=made,
        notes=tuple(line(note, 200) for note in digest.notes),
        picture=picture if drawn is not None else "",
        left=words.count(language, "left", len(digest.left)) if digest.left else "",
    )


def _summary(digest: Digest) -> str:
    language = digest.language
    told = words.count(language, "stories", len(digest.items))
    if digest.kind.startswith("flash"):
        return words.say(language, "flash.summary", stories=told)
    calls = sum(item.section == "call_today" for item in digest.items)
    if not calls:
        return words.say(language, "head.summary_no_call", stories=told)
    return words.say(language, "head.summary", stories=told, calls=words.count(language, "calls", calls))


def _quiet(digest: Digest, unsure: bool, missed: int, next_day: date | None) -> tuple[str, ...]:
    language = digest.language
    followed = words.count(language, "sectors", len(digest.sectors))
    if not digest.health:
        first = words.say(language, "health.none") + words.say(language, "marks.stop")
    elif unsure:
        first = words.say(language, "head.quiet_unsure", sectors=followed, all=words.count(language, "sources", len(digest.health)), missed=missed)
    else:
        first = words.say(language, "head.quiet_sure", sectors=followed, sources=words.count(language, "sources", len(digest.health)))
    return (first, words.say(language, "head.quiet_next", day=words.day(language, next_day))) if next_day else (first,)


def _preheader(digest: Digest) -> str:
    """What a mailbox shows after the subject: the next stories, since the subject tells the first."""
    rest = [line(item.story, 90) for item in digest.items[1:4]]
    return str(words.get(digest.language, "marks.semicolon")).join(rest) or digest.health_line


def _shelf(section: Section, digest: Digest, *, drawn: axis.Axis | None, most_sources: int, reasons: int, brief: bool) -> Shelf:
    language = digest.language
    cards: list[Card] = []
    head = ""
    for item in digest.items:
        if item.section != section:
            continue
        here = stories.sector((build.sector_of(item.sectors, digest.sectors),), language) if section == "clippings" else ""
        cards.append(_card(item, digest, head="" if here == head else here, most_sources=most_sources, reasons=reasons, brief=brief))
        head = here
    return Shelf(section, words.get(language, f"section.{section}.title"), words.get(language, f"section.{section}.hint"), tuple(cards), drawn)


def _card(item: DigestItem, digest: Digest, *, head: str, most_sources: int, reasons: int, brief: bool) -> Card:
    language = digest.language
    name = line(item.company_name, 80)
    links = tuple(Link(line(title, 60), safe) for title, url in zip(item.sources, item.urls, strict=False) if (safe := link(url)))
    papers = tuple({place.title: place for place in reversed(links)}.values())[::-1]  # a paper once, by its first address
    shown, rest = papers[:most_sources], papers[most_sources:]
    quotes = tuple(_quote(proof, links) for proof in item.quotes[: 1 if brief else 2])
    quoted = {quote.source for quote in quotes}
    return Card(
        rank=item.rank,
        name=name or stories.sector(item.sectors, language),
        other_name=stories.other_script(name, item.names) if name else "",
        tag=_tag(item, digest),
        said=line(stories.without_name(item.story, name, item.names, item.sectors, language), 160 if brief else 320),
        changed=line(words.moved(language, item.changed), 160) if item.changed else "",
        quotes=quotes,
        sources=shown,
        also=tuple(place for place in shown if place.title not in quoted),
        more_sources=words.count(language, "more", len(rest)) if rest else "",
        why=tuple(line(reason, 140).rstrip(".。") for reason in item.why[: reasons if item.section == "call_today" else max(0, reasons - 1)]),
        frozen=line(words.frozen(language, item.suppressed), 160) if item.suppressed else "",
        rows=_rows(item, language),
        bar=_bar(item.case, digest.date, language) if item.case is not None else None,
        head=head,
        answers=tuple(Answer(words.get(language, f"answer.{answer}"), safe) for answer, url in item.answers.items() if words.has(language, f"answer.{answer}") and (safe := mailto(url))),
        held=words.say(language, "item.held", day=words.day(language, item.held)) if item.held is not None else "",
        beside=line(words.joined(language, list(item.beside.values())), 320),
    )


def _tag(item: DigestItem, digest: Digest) -> str:
    relation = item.relation
    return words.get(digest.language, f"relation.{relation}") if relation else ""


def _quote(proof: Evidence, links: Iterable[Link]) -> Quote:
    text = line(proof.quote, 400)
    cut = proof.end - proof.start > len(proof.quote) and not text.endswith("…")
    source = next((place for place in links if place.url == link(proof.url)), None)
    return Quote(text + ("…" if cut else ""), proof.lang, source.title if source else "", link(proof.url))


# --- whom to call ----------------------------------------------------------------------------------------------------


def _rows(item: DigestItem, language: str) -> tuple[Row, ...]:
    """The call script under "call today", elsewhere only what to offer; then what the filing of a live case says, nothing twice."""
    rows: list[Row] = []
    script = item.section == "call_today" and item.outreach is not None
    if item.outreach is not None:
        rows += _script(item, item.outreach, language) if script else _offer(item.outreach, language)
    if item.case is not None and item.polarity != "R" and item.section not in build.NO_CALL:
        said = "\n".join(row.value for row in rows)
        rows += [row for row in _contact(item.contact or Contact(), language, named=script) if row.value not in said]
    return tuple(rows)


def _script(item: DigestItem, outreach: Outreach, language: str) -> list[Row]:
    cfo = item.contact.cfo_name if item.contact is not None else None
    facts, question = outreach.say[:-1], outreach.say[-1] if outreach.say else ""
    say: list[Row] = [Row(words.get(language, "outreach.whom"), line(outreach.whom, 220), quotation(cfo, language) if cfo is not None else "")]
    if outreach.phone:
        say.append(Row(words.get(language, "contact.phone"), line(outreach.phone, 40), line(outreach.phone_source or "", 60)))
    elif item.contact_url is not None:  # a document was read, and it prints none
        say.append(Row(words.get(language, "contact.phone"), words.get(language, "contact.no_phone")))
    say += [Row(words.get(language, "outreach.say") if number == 0 else "", line(fact, 220)) for number, fact in enumerate(facts)]
    if question:
        say.append(Row(words.get(language, "outreach.ask"), line(question, 200)))
    return say + _offer(outreach, language)


def _offer(outreach: Outreach, language: str) -> list[Row]:
    return [Row(words.get(language, "outreach.offer"), line(outreach.product, 200))] if outreach.product else []


def _contact(contact: Contact, language: str, *, named: bool) -> list[Row]:
    """What the filing says of whom to call; ``named``: the call script has already said the person and the phone."""
    rows = [] if named else [_cfo(contact, language)]
    if contact.phone is not None and not named:
        rows.append(Row(words.get(language, "contact.phone"), line(contact.phone.value, 40), place(contact.phone, language)))
    for key in ("principal_bankers", "sponsors" if contact.sponsors else "underwriters"):
        facts: tuple[Fact, ...] = getattr(contact, key)
        if facts:
            names = words.joined(language, [line(fact.value, 80) for fact in facts[:4]])
            rows.append(Row(words.get(language, f"contact.{key}"), names, place(facts[0], language)))
    return rows


def _cfo(contact: Contact, language: str) -> Row:
    label = words.get(language, "contact.cfo")
    if contact.cfo_name is None:
        return Row(label, words.get(language, "contact.no_cfo"))
    name = line(contact.cfo_name.value, 80)
    if contact.cfo_title is not None:
        name += words.bracketed(language, words.titled(language, line(contact.cfo_title.value, 80), contact.cfo_role))
    proof = [part for part in (place(contact.cfo_name, language), quotation(contact.cfo_name, language)) if part]
    return Row(label, name, str(words.get(language, "marks.comma")).join(proof))


def place(fact: Fact, language: str) -> str:
    """Where a fact stands: "p. 240", or that it is in the filing."""
    return words.say(language, "contact.page", page=fact.page) if fact.page is not None else words.say(language, "contact.filing")


def quotation(fact: Fact, language: str) -> str:
    """The words that prove a fact, shortened, in quotation marks; empty where there are none."""
    whole = line(fact.quote, 600)
    text = shorten(whole, 150)
    return words.quoted(language, text + ("…" if len(text) < len(whole) else "")) if text else ""


# --- the listing case ------------------------------------------------------------------------------------------------


def _bar(case: Case, today: date, language: str) -> Bar:
    reached = next((number for number, stages in enumerate(STEPS) if case.stage in stages), None)
    steps = tuple(number <= reached for number in range(len(STEPS))) if reached is not None else ()
    parts = [words.get(language, f"case.stage.{case.stage}")]
    if case.attempt > 1:
        parts.append(words.say(language, "case.attempt", n=case.attempt))
    elapsed, clock = None, []
    if case.filed is not None:
        clock.append(words.say(language, "case.filed", day=words.month_day(language, case.filed, today=today)))
    if case.lapses is not None:
        left = (case.lapses - today).days
        key = "case.lapses" if left >= 0 else "case.lapsed"
        clock.append(words.say(language, key, day=words.month_day(language, case.lapses, today=today)))
        if left >= 0:
            clock.append(words.say(language, "case.day_left" if left == 1 else "case.days_left", n=left))
        if case.filed is not None and case.lapses > case.filed and left >= 0:
            elapsed = min(98, max(2, round(100 * (today - case.filed).days / (case.lapses - case.filed).days)))
    dot = words.get(language, "marks.dot")
    return Bar(str(dot.join(parts)), steps, elapsed, str(dot.join(clock)))


# --- how much is said ------------------------------------------------------------------------------------------------

OWN_WORDS = 900
"""An RM reads about 300 English words a minute."""
OWN_CHARACTERS = 1600
"""Of Chinese, which says in one sign what English says in half a word."""


def too_long(made: Page) -> bool:
    """Does the page say more in leadscan's own words than three minutes have room for?"""
    spoken, signs = own_words(made)
    return signs > OWN_CHARACTERS or spoken > OWN_WORDS


def own_words(made: Page) -> tuple[int, int]:
    """(words of Latin script and figures, Han characters) that leadscan itself says. Names, quotes, titles of papers, links and answers are not its own words."""
    said = [made.summary, made.health, made.quiet_title if made.quiet else "", *made.quiet, *made.missed, *made.notes, made.left]
    for shelf in made.shelves:
        said += [shelf.title, shelf.hint]
        for card in shelf.cards:
            said += [card.tag, card.held, card.said, card.changed, card.frozen, card.head, *card.why]
            said += [text for row in card.rows for text in (row.label, row.value)]
            said += [card.bar.words, card.bar.clock] if card.bar is not None else []
            said = [text.replace(card.name, "") for text in said]
    counts = [size(text) for text in said]
    return sum(count[0] for count in counts), sum(count[1] for count in counts)
