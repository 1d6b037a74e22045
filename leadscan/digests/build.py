"""An RM's leads of the day made into one digest: chosen, ordered, capped, told once.

At most ``max_items`` stories. First in are risks of the RM's own clients and borrowers, whatever their score; then the calls of the day;
then a few places kept for each shelf, so that a flood of one kind leaves room for the others; the rest goes by score. What had no room is named in the
digest, so that the email can say how much it is and the next edition can take it up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from leadscan import settings as desk
from leadscan.data import sectors, words
from leadscan.digests import health as sources_health
from leadscan.digests import stories
from leadscan.digests.safety import header, line, link, shorten
from leadscan.text.normalize import fold, squeeze
from leadscan.types import Case, Contact, Digest, DigestItem, Evidence, Health, Lead, Outreach, Reason, Section, Source, Told, Watchlist

ORDER: tuple[Section, ...] = ("call_today", "ipo_radar", "clients", "watch", "other_banks", "clippings")
KEPT: Mapping[Section, int] = {"clients": 2, "ipo_radar": 2, "watch": 1, "other_banks": 2}
"""Places kept for a shelf before all is filled by score."""
NO_CALL: frozenset[Section] = frozenset({"watch", "other_banks"})
OWN_RISK = frozenset({"client", "borrower"})
QUOTES = 2
QUOTE_WIDTH = 240
REASONS = 4
SAID_ANYWAY = frozenset({"trigger", "amount", "other_events", "cfo_known", "local"})
"""Signals whose matter stands in the item itself, or is true of nearly every company of a desk in Hong Kong."""

StorySources = Mapping[str, tuple[tuple[str, str], ...]]
"""Story id to (source id, address) of every copy, first copy first."""


def digest(
    watchlist: Watchlist,
    leads: Sequence[Lead],
    *,
    cases: Mapping[str, Case],
    health: Iterable[Health],
    edition: date,
    now: datetime,
    settings: desk.Digest,
    suggest: Callable[[Lead, Case | None], Outreach | None],
    section_of: Callable[[Lead], Section],
    changed: Callable[[Lead], str | None],
    source_of: StorySources | None = None,
    sources: Mapping[str, Source] | None = None,
    source_titles: Mapping[str, str] | None = None,
    sentence: Callable[[Reason], str] | None = None,
    told: Iterable[Told] = (),
) -> Digest:
    """One RM's email of one day. ``cases`` by company key or folded issuer name; ``source_titles`` go before the titles in ``sources``.

    ``sentence`` puts a reason into the RM's words (without it, the reason's detail is shown).
    ``told`` is a second lock on "told once": a lead whose matter, or whose every address for the same company, was told in an
    earlier edition is left out unless ``changed`` names what moved. The same input gives the same digest.
    """
    language = watchlist.language
    known = sources or {}
    titles = {name: source.title for name, source in known.items()} | dict(source_titles or {})
    own = [lead for lead in leads if lead.rm == watchlist.rm]
    memories = tuple(memory for memory in told if memory.rm == watchlist.rm and memory.edition < edition)
    told_urls = frozenset(url for memory in memories for url in memory.urls)
    news = _untold(own, memories, changed, source_of or {})
    chosen = _choose(_capped(news, settings.max_per_company), settings, section_of)
    shown = {lead.id for _, lead in chosen}
    items = []
    for rank, (section, lead) in enumerate(_ordered(chosen, watchlist), start=1):
        case = _case(lead, cases)
        items.append(_item(lead, section, rank, case, language=language, titles=titles, source_of=source_of or {}, changed=changed, suggest=suggest, sentence=sentence, told=told_urls))
    states = sources_health.of(watchlist, health, known)
    left = [lead for lead in sorted(news, key=lambda lead: (-lead.score, lead.id)) if lead.id not in shown]
    items = _with_beside(items, left, source_of or {}, language)
    told_beside = {ident for item in items for ident in item.beside}
    made = Digest(
        rm=watchlist.rm,
        name=watchlist.name,
        email=watchlist.email,
        language=language,
        date=edition,
        items=tuple(items),
        quiet=not items,
        health=states,
        health_line=sources_health.line(states, language=language, now=now),
        sectors=watchlist.sectors,
        left=tuple(lead.id for lead in left if lead.id not in told_beside),
    )
    return replace(made, subject=subject(made))


# --- what is told ----------------------------------------------------------------------------------------------------


def _untold(leads: Sequence[Lead], told: tuple[Told, ...], changed: Callable[[Lead], str | None], source_of: StorySources) -> list[Lead]:
    matters = {memory.matter for memory in told}
    seen = {(_matter_company(memory.matter), url) for memory in told for url in memory.urls}

    def is_new(lead: Lead) -> bool:
        if lead.matter in matters and changed(lead) is None:
            return False
        company = _matter_company(lead.matter)
        urls = [url for _, url in _places(lead, source_of)]
        return changed(lead) is not None or not urls or not all((company, url) in seen for url in urls)

    return [lead for lead in leads if is_new(lead)]


def _matter_company(matter: str) -> str:
    return matter.rsplit("|", 1)[0]


def _capped(leads: Sequence[Lead], most: int) -> list[Lead]:
    """At most ``most`` leads a company (0 = no cap): its risks first, then by score. News of no company has no cap."""
    kept: list[Lead] = []
    counts: dict[str, int] = {}
    for lead in sorted(leads, key=lambda lead: (lead.polarity != "R", -lead.score, lead.id)):
        names = _identities(lead)
        if names and most and max(counts.get(name, 0) for name in names) >= most:
            continue
        for name in names:
            counts[name] = counts.get(name, 0) + 1
        kept.append(lead)
    return kept


def _identities(lead: Lead) -> set[str]:
    """What a company goes by: its key and its display name folded, so that a keyed and an unkeyed lead of one company meet."""
    found = {lead.company_key} if lead.company_key else set()
    name = squeeze(fold(lead.company_name))
    return found | ({name} if name else set())


def _choose(leads: Sequence[Lead], settings: desk.Digest, section_of: Callable[[Lead], Section]) -> list[tuple[Section, Lead]]:
    by_score = sorted(leads, key=lambda lead: (-lead.score, lead.id))
    shelf = {lead.id: section_of(lead) for lead in by_score}
    risks = [lead for lead in by_score if shelf[lead.id] == "watch" and lead.relation in OWN_RISK]
    callable_ = [lead for lead in by_score if may_call(lead, shelf[lead.id])]
    calls = [lead.id for lead in callable_[: settings.max_calls]]
    for lead in by_score:
        if lead.id in calls:
            shelf[lead.id] = "call_today"
        elif shelf[lead.id] == "call_today":
            shelf[lead.id] = _next_shelf(lead)
    picked: dict[str, Lead] = {lead.id: lead for lead in risks}
    picked |= {lead.id: lead for lead in callable_[: settings.max_calls]}
    for section, most in KEPT.items():
        picked |= {lead.id: lead for lead in [lead for lead in by_score if shelf[lead.id] == section][:most]}
    picked |= {lead.id: lead for lead in by_score}
    return [(shelf[lead.id], lead) for lead in list(picked.values())[: settings.max_items]]


def may_call(lead: Lead, section: Section) -> bool:
    """May this lead stand under "call today"."""
    return lead.call and lead.suppressed is None and lead.polarity != "R" and section not in NO_CALL and bool(lead.company_name)


def _next_shelf(lead: Lead) -> Section:
    """Where a lead goes that found no place among the calls."""
    if lead.polarity == "R":
        return "watch"
    if lead.trigger == "COMPETITOR_BANK":
        return "other_banks"
    if lead.trigger.startswith("IPO_"):
        return "ipo_radar"
    return "clients" if lead.relation in ("client", "borrower") else "clippings"


def _ordered(chosen: Sequence[tuple[Section, Lead]], watchlist: Watchlist) -> list[tuple[Section, Lead]]:
    """Shelf by shelf, by score, today's news before what waited; clippings sector by sector, the sector with the best clipping of today first."""
    best: dict[str, float] = {}
    for section, lead in chosen:
        if section == "clippings":
            name = sector_of(lead.sectors, watchlist.sectors)
            best[name] = max(best.get(name, float("-inf")), lead.score if lead.held is None else float("-inf"))

    def place(pair: tuple[Section, Lead]) -> tuple[int, float, str, bool, float, str]:
        section, lead = pair
        name = sector_of(lead.sectors, watchlist.sectors) if section == "clippings" else ""
        return (ORDER.index(section), -best.get(name, 0.0) if name else 0.0, name, lead.held is not None, -lead.score, lead.id)

    return sorted(chosen, key=place)


def sector_of(sectors: tuple[str, ...], followed: tuple[str, ...]) -> str:
    """The sector an item is filed under: the first that the RM follows, else the first, else none."""
    return next((name for name in sectors if name in followed), sectors[0] if sectors else "-")


# --- one item --------------------------------------------------------------------------------------------------------


def _item(
    lead: Lead,
    section: Section,
    rank: int,
    case: Case | None,
    *,
    language: str,
    titles: Mapping[str, str],
    source_of: StorySources,
    changed: Callable[[Lead], str | None],
    suggest: Callable[[Lead, Case | None], Outreach | None],
    sentence: Callable[[Reason], str] | None,
    told: frozenset[str],
) -> DigestItem:
    places = _places(lead, source_of, frozenset() if changed(lead) is not None else told)
    quotes = _quotes(lead)
    free = lead.suppressed is None and lead.polarity != "R" and section not in NO_CALL
    contact = _contact(lead, case) if free and case is not None else None
    return DigestItem(
        section=section,
        rank=rank,
        lead_id=lead.id,
        company_key=lead.company_key,
        company_name=lead.company_name,
        names=lead.names,
        trigger=lead.trigger,
        triggers=lead.triggers,
        stage=lead.stage,
        polarity=lead.polarity,
        story=stories.story(lead, case, language),
        quotes=quotes,
        urls=tuple(url for _, url in places),
        sources=tuple(titles.get(source_id, source_id) for source_id, _ in places),
        changed=changed(lead),
        why=_why(lead, language, sentence, quotes, call=section not in NO_CALL),
        matter=lead.matter,
        facts=lead.facts,
        contact=contact,
        contact_url=case.contact_url if contact is not None and case is not None else None,
        outreach=suggest(lead, case) if free and lead.call else None,
        case=case if lead.trigger.startswith("IPO_") or section == "ipo_radar" else None,
        sectors=lead.sectors,
        relation=lead.relation,
        suppressed=lead.suppressed,
        held=lead.held,
    )


def _with_beside(items: Sequence[DigestItem], left: Sequence[Lead], source_of: StorySources, language: str) -> list[DigestItem]:
    """The items with the names of what had no room and stands in documents that the email shows anyway: they are not shown again tomorrow for its sake."""
    shown = {url: number for number, item in reversed(list(enumerate(items))) for url in item.urls}
    beside: dict[int, dict[str, str]] = {}
    for lead in left:
        urls = [url for _, url in _places(lead, source_of)]
        if urls and all(url in shown for url in urls):
            name = line(lead.company_name, 60) or stories.sector(lead.sectors, language)
            beside.setdefault(shown[urls[0]], {})[lead.id] = name + words.bracketed(language, words.joined(language, [words.trigger(language, kind) for kind in lead.triggers]))
    return [replace(item, beside=beside.get(number, {})) for number, item in enumerate(items)]


def _places(lead: Lead, source_of: StorySources, told: frozenset[str] = frozenset()) -> tuple[tuple[str, str], ...]:
    """(source id, address) of every copy of the story: those quoted first, then the others; only addresses one may link to.

    Another bank's mandate stands in its customer's story, whose other copies need not name the bank: only those quoted count.
    Addresses ``told`` in an earlier email are left out, unless nothing else is left.
    """
    quoted = [(event.evidence.source_id, event.evidence.url) for event in lead.events]
    copies = [place for event in lead.events if event.trigger != "COMPETITOR_BANK" for place in source_of.get(event.story_id, ())]
    places: dict[str, str] = {}
    for source_id, url in (*quoted, *copies):
        if link(url):
            places.setdefault(url, source_id)
    new = {url: source_id for url, source_id in places.items() if url not in told}
    return tuple((source_id, url) for url, source_id in (new or places).items())


def _quotes(lead: Lead) -> tuple[Evidence, ...]:
    """The best evidence, and a second that adds something: another trigger first, else another document. Shortened, never bent: the quote is
    a beginning of the proof, whose offsets stay those of the whole."""
    proofs = [event for event in lead.events if event.evidence.quote.strip()]
    if not proofs:
        return ()
    first, rest = proofs[0], proofs[1:]
    told = squeeze(fold(first.evidence.quote))
    fresh = [event for event in rest if squeeze(fold(event.evidence.quote)) not in told and told not in squeeze(fold(event.evidence.quote))]
    other = next((event for event in fresh if event.trigger != first.trigger), None)
    other = other or next((event for event in fresh if event.story_id != first.story_id), None)
    kept = [first.evidence] if other is None else [first.evidence, other.evidence]
    return tuple(replace(proof, quote=shorten(proof.quote, QUOTE_WIDTH)) for proof in kept[:QUOTES])


def _why(lead: Lead, language: str, sentence: Callable[[Reason], str] | None, quoted: Sequence[Evidence] = (), *, call: bool = True) -> tuple[str, ...]:
    """The strongest reasons for it; what the item says of itself (the event, its amount) only where there is no other and somebody may be called, and no sentence that it quotes."""
    known = [squeeze(fold(proof.quote)).rstrip("…") for proof in quoted]
    reasons = sorted((reason for reason in lead.reasons if reason.score > 0), key=lambda reason: -reason.score)
    telling = [reason for reason in reasons if reason.signal not in SAID_ANYWAY] or (reasons[:1] if call else [])
    telling = [replace(reason, detail="") if reason.signal == "asks" and any(squeeze(fold(reason.detail))[:40] in words for words in known) else reason for reason in telling]
    said = (sentence(_readable(reason, language)) if sentence is not None else reason.detail for reason in telling)
    return tuple(dict.fromkeys(line(text, 160) for text in said if text.strip()))[:REASONS]


def _readable(reason: Reason, language: str) -> Reason:
    """A reason whose detail is a code of ours (sector ids, a relation) with the words for it."""
    if reason.signal == "sector":
        known = sectors.by_id()
        return replace(reason, detail=words.joined(language, [known[name].name(language) if name in known else name for name in reason.detail.split(", ") if name]))
    if reason.signal == "named" and words.has(language, f"relation.{reason.detail}"):
        return replace(reason, detail=words.get(language, f"relation.{reason.detail}"))
    return reason


def _case(lead: Lead, cases: Mapping[str, Case]) -> Case | None:
    if lead.company_key is not None and lead.company_key in cases:
        return cases[lead.company_key]
    return next((cases[key] for name in (lead.company_name, *lead.names) if name and (key := squeeze(fold(name))) in cases), None)


def _contact(lead: Lead, case: Case) -> Contact | None:
    """The filing's contact; without its finance chief where the papers tell of a change there, since the filing is older than the news.
    A filing that tells the change itself knows who holds the post."""
    contact = case.contact
    told_by_filing = any(event.trigger == "CFO_CHANGE" and event.facts.get("form") for event in lead.events)
    if "CFO_CHANGE" in lead.triggers and not told_by_filing:
        contact = replace(contact, cfo_name=None, cfo_title=None, cfo_role=None)
    return None if contact == Contact() else contact


def watch_only(digest: Digest, *, email: str, kind: str = "watch") -> Digest | None:
    """The risks of a digest for the desk's credit contact, as an email of its own kind; None where there are none."""
    risks = [replace(item, rank=rank, beside={}) for rank, item in enumerate((item for item in digest.items if item.section == "watch"), start=1)]
    if not risks:
        return None
    made = replace(digest, email=email, items=tuple(risks), kind=kind, quiet=False, notes=(), left=())
    return replace(made, subject=subject(made))


# --- the subject -----------------------------------------------------------------------------------------------------


def subject(digest: Digest) -> str:
    """What makes the email worth opening: the first company and what it does, how many calls and stories, the day."""
    language = digest.language
    day = words.day(language, digest.date)
    if not digest.items:
        missed = sources_health.down(digest.health)
        if missed or not digest.health:
            down = words.count(language, "down", len(missed)) if missed else digest.health_line
            return header(words.say(language, "subject.quiet_unsure", down=down, day=day))
        return header(words.say(language, "subject.quiet", sources=words.count(language, "sources", len(digest.health)), day=day))
    top = digest.items[0]
    predicate = stories.predicate(top.trigger, top.stage, top.case, language, top.facts)
    first = stories.sentence(line(top.company_name, 40), predicate, language) if top.company_name else line(top.story, 70)
    if digest.kind.startswith("flash"):
        return header(words.say(language, "flash.subject", first=line(first, 80), day=day))
    calls = sum(item.section == "call_today" for item in digest.items)
    counts = ([words.count(language, "calls", calls)] if calls else []) + [words.count(language, "stories", len(digest.items))]
    return header(words.say(language, "subject.full", first=line(first, 80), counts=words.joined(language, counts), day=day))
