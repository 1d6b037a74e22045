"""From events to leads: one lead for each company and RM, with its score, its reasons, and why it may not be called.

``weigh`` judges every matter of an RM and says where it fell out; ``leads`` keeps those that stand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from leadscan.data.triggers import triggers
from leadscan.leads import corrections as said
from leadscan.leads import owners, signals
from leadscan.leads.changes import moved
from leadscan.leads.parties import bare, is_commercial_bank
from leadscan.records import digest
from leadscan.text.normalize import fold
from leadscan.types import Case, Company, Correction, Event, Lead, Offer, Section, Suppression, Told, Touch, Watchlist

NEWS_DAYS = 14
"""A document older than this when it is first seen is no news. Shelf life says how long a risk freezes and a matter lives."""
NOT_RELEVANT = timedelta(days=90)
CALL_FROM = 0.55
"""Least score of a call; set on the recorded mornings."""
IPO = frozenset({"IPO_INTENT", "IPO_FILED", "IPO_PROGRESS", "IPO_SETBACK", "SPINOFF_DUAL_PRIVATISE"})
_ENDED = frozenset({"no", "not_relevant", "lost", "won", "mine_already"})
_STATUS = {"drafted": "shown", "no_answer": "called", "fax_not_received": "faxed", "wrong_person": "called", "call_later": "called", "meeting": "met", "won": "won", "lost": "lost", "not_relevant": "not_relevant", "no": "lost"}
_HONG_KONG = ZoneInfo("Asia/Hong_Kong")
_MARKETS_ABROAD = frozenset({"US", "SEC"})


Assigned = MutableMapping[str, tuple[tuple[owners.Assignment, ...], str | None]]
"""Company identity to who gets its matters, and whose client it is."""


class Telling(Protocol):
    """One document of a story."""

    @property
    def source_id(self) -> str:
        """Who tells it."""
        ...

    @property
    def url(self) -> str:
        """Where it stands."""
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one company's matters for one RM."""

    company_key: str | None
    company_name: str
    triggers: tuple[str, ...]
    lead: Lead | None
    dropped: str | None
    """The stage and reason at which it fell out; None = it is in the email's choice."""


def matter_of(identity: str, event: Event) -> str:
    """What is told once: company and trigger; of another bank each story, since its moves have nothing to do with each other."""
    return f"{identity}|{event.trigger}" + (f"|{event.story_id}" if event.trigger == "COMPETITOR_BANK" else "")


def identity_of(event: Event) -> str:
    """The register key, else the folded name without legal form, else the story (an event of nobody)."""
    return event.company_key or (bare(event.company_name) if event.company_name else event.story_id)


def leads(
    watchlist: Watchlist,
    *,
    events: Iterable[Event],
    companies: Callable[[str], Company | None],
    cases: Iterable[Case] = (),
    told: Iterable[Told] = (),
    touches: Iterable[Touch] = (),
    corrections: Iterable[Correction] = (),
    suppressions: Iterable[Suppression] = (),
    titles: Mapping[str, str] | None = None,
    watchlists: Sequence[Watchlist] = (),
    fallback: Mapping[str, str] | None = None,
    find: owners.Find | None = None,
    tellings: Mapping[str, Sequence[Telling]] | None = None,
    offers: Mapping[str, Offer] | None = None,
    since: datetime | None = None,
    held: AbstractSet[tuple[str, str]] = frozenset(),
    not_relevant: timedelta = NOT_RELEVANT,
    assigned: Assigned | None = None,
    now: datetime,
    edition: date,
) -> tuple[Lead, ...]:
    """The leads of one RM for one edition, highest score first; what was told stands again only where something moved.

    ``companies``: register record of a key. ``find``: records of a code or name, so that a watchlist may name a company as it likes. ``titles``: document
    id to headline. ``tellings``: story id to every document of it. ``fallback``: sector id to the RM who gets what nobody follows. ``since``: what was first
    seen before is no news; None = eight o'clock of the last Hong Kong business day. ``held``: (document id, trigger) of what an earlier email had no room
    for: that is news until it is told or its shelf life is over. ``not_relevant``: how long an RM's "not relevant" holds where nothing new comes.
    ``assigned`` keeps between RMs whose each company is.
    """
    verdicts = weigh(
        watchlist, events=events, companies=companies, cases=cases, told=told, touches=touches, corrections=corrections, suppressions=suppressions, titles=titles,
        watchlists=watchlists, fallback=fallback, find=find, tellings=tellings, offers=offers, since=since, held=held, not_relevant=not_relevant, assigned=assigned, now=now, edition=edition,
    )  # fmt: skip
    return tuple(sorted((verdict.lead for verdict in verdicts if verdict.lead is not None and verdict.dropped is None), key=lambda lead: (-lead.score, lead.matter)))


def weigh(
    watchlist: Watchlist,
    *,
    events: Iterable[Event],
    companies: Callable[[str], Company | None],
    cases: Iterable[Case] = (),
    told: Iterable[Told] = (),
    touches: Iterable[Touch] = (),
    corrections: Iterable[Correction] = (),
    suppressions: Iterable[Suppression] = (),
    titles: Mapping[str, str] | None = None,
    watchlists: Sequence[Watchlist] = (),
    fallback: Mapping[str, str] | None = None,
    find: owners.Find | None = None,
    tellings: Mapping[str, Sequence[Telling]] | None = None,
    offers: Mapping[str, Offer] | None = None,
    since: datetime | None = None,
    held: AbstractSet[tuple[str, str]] = frozenset(),
    not_relevant: timedelta = NOT_RELEVANT,
    assigned: Assigned | None = None,
    now: datetime,
    edition: date,
) -> tuple[Verdict, ...]:
    """Every company of the events, judged for one RM: its lead, and where it fell out. Arguments as of ``leads``."""
    known_told = tuple(item for item in told if item.rm == watchlist.rm and item.edition < edition)
    told_of: defaultdict[str, list[Told]] = defaultdict(list)
    for item in known_told:
        told_of[item.matter.partition("|")[0]].append(item)
    known_cases, case_at = tuple(cases), dict[tuple[str, str | None], int]()
    for at, case in enumerate(known_cases):
        case_at["case", case.key] = at
        case_at.setdefault(("company", case.company_key), at)
    desk = _Desk(
        watchlist, tuple(watchlists) or (watchlist,), companies, known_cases, known_told, tuple(touches),
        tuple(corrections), tuple(suppressions), titles or {}, fallback or {}, find, tellings or {}, now, edition, since or last_edition(edition), offers or {}, held, not_relevant, said.misreadings(corrections),
        told_of, frozenset(url for item in known_told for url in item.urls), case_at, {} if assigned is None else assigned,
    )  # fmt: skip
    grouped: defaultdict[str, list[Event]] = defaultdict(list)
    newest = {case.events[-1].document_id: case for case in desk.cases if case.events}
    for event in events:
        known = _at_its_case(_same_company(event, desk), newest)
        grouped[_identity(known, desk)].append(known)
    known_tellings = {(event.evidence.document_id, event.trigger) for group in grouped.values() for event in group if event.company_key is not None}
    return tuple(_verdict(identity, tuple(group), desk, known_tellings) for identity, group in sorted(grouped.items()))


def last_edition(edition: date) -> datetime:
    """Eight o'clock on the Hong Kong business day before an edition: what was seen since then is new. The public holidays are those of the holidays package."""
    import holidays

    days = holidays.country_holidays("HK", years=(edition.year - 1, edition.year))
    day = edition - timedelta(days=1)
    while day.weekday() >= 5 or day in days:
        day -= timedelta(days=1)
    return datetime.combine(day, time(8), tzinfo=_HONG_KONG)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the judgement of one RM's matters rests on."""

    watchlist: Watchlist
    watchlists: tuple[Watchlist, ...]
    companies: Callable[[str], Company | None]
    cases: tuple[Case, ...]
    told: tuple[Told, ...]
    """Of this RM, before this edition."""
    touches: tuple[Touch, ...]
    corrections: tuple[Correction, ...]
    suppressions: tuple[Suppression, ...]
    titles: Mapping[str, str]
    fallback: Mapping[str, str]
    find: owners.Find | None
    tellings: Mapping[str, Sequence[Telling]]
    now: datetime
    edition: date
    since: datetime
    offers: Mapping[str, Offer]
    """What the bank offers by trigger, where it says so."""
    held: AbstractSet[tuple[str, str]]
    """(document id, trigger) of what earlier emails had no room for."""
    not_relevant: timedelta
    misread: Mapping[tuple[str, str], Correction]
    """(story id, folded name) of what is another company."""
    told_of: Mapping[str, Sequence[Told]]
    """``told`` by the first part of the matter."""
    told_urls: AbstractSet[str]
    case_at: Mapping[tuple[str, str | None], int]
    """Place in ``cases`` of ("case", its key), and of the first of ("company", its key)."""
    assigned: Assigned

    def is_held(self, event: Event) -> bool:
        """Was it a story once, and had the email no room for it."""
        return (event.evidence.document_id, event.trigger) in self.held

    def case(self, event: Event, company: Company | None) -> Case | None:
        """The listing case an event or a company belongs to."""
        wanted = [("case", event.facts.get("case")), *([("company", company.key)] if company is not None else [])]
        places = [self.case_at[key] for key in wanted if key in self.case_at]
        return self.cases[min(places)] if places else None

    def told_about(self, identity: str) -> list[Told]:
        """What this RM was told of a company."""
        return [item for item in self.told_of.get(identity.partition("|")[0], ()) if item.matter.startswith(f"{identity}|")]

    def title(self, event: Event) -> str:
        """Headline of the event's document."""
        return self.titles.get(event.evidence.document_id, "")


def _identity(event: Event, desk: _Desk) -> str:
    """Register key of the issuer's main record, else as ``identity_of``."""
    company = desk.companies(event.company_key) if event.company_key else None
    return (company.issuer or company.key) if company is not None else identity_of(event)


def _same_company(event: Event, desk: _Desk) -> Event:
    """A person said that this name is that company."""
    if event.company_key is None and event.company_name:
        for correction in desk.corrections:
            if correction.kind == "same_company" and fold(correction.subject) == fold(event.company_name):
                return replace(event, company_key=correction.value)
    return event


def _at_its_case(event: Event, newest: Mapping[str | None, Case]) -> Event:
    """The newest filing of a listing case with the stage to which it brought the case, so that a further step of the same kind is seen to be one."""
    case = newest.get(event.evidence.document_id) if event.facts.get("case") else None
    return event if case is None else replace(event, facts={**event.facts, "case_stage": case.stage, "attempt": str(case.attempt)})


def _verdict(identity: str, events: tuple[Event, ...], desk: _Desk, known_tellings: AbstractSet[tuple[str, str]]) -> Verdict:
    key = next((event.company_key for event in events if event.company_key is not None), None)
    company = (desk.companies(identity) or desk.companies(key)) if key is not None else None
    written = _written(events)
    kinds = tuple(dict.fromkeys(event.trigger for event in events))
    name = company.name(desk.watchlist.language) if company is not None else _best_name(events, desk.watchlist.language)

    def out(reason: str, lead: Lead | None = None) -> Verdict:
        return Verdict(key, name, kinds, lead, reason)

    sectors = (company.sectors if company is not None else ()) or _event_sectors(events)
    if identity not in desk.assigned:
        found = owners.assign(company, sectors, desk.watchlists, written=written, fallback=desk.fallback, find=desk.find)
        desk.assigned[identity] = found, owners.owner_of(company, desk.watchlists, *written, find=desk.find)
    shares, owner = desk.assigned[identity]
    whose = next((item for item in shares if item.rm == desk.watchlist.rm), None)
    if whose is None:
        return out(f"owners: the client of {owner}" if owner is not None and owner != desk.watchlist.rm else "owners: not on your watchlist and in no sector of yours")
    if key is None and whose.how != "named" and all((event.evidence.document_id, event.trigger) in known_tellings for event in events):
        return out("same story: every text that tells it tells the same of a company of the register")
    live = tuple(event for event in events if not _expired(event, desk))
    if not live:
        return out("expired: past the shelf life of its news")
    if not (right := tuple(event for event in live if not said.is_misread(event, desk.misread))):
        return out(f"corrected: wrong_company by {desk.misread[live[0].story_id, fold(live[0].company_name)].by}")
    live = right
    usable = tuple(event for event in live if _counts(event, company, whose, desk))
    if not usable:
        return out("kind: " + (_why_not_counted(live[0], company, whose) or "the case is no lead by its kind"))
    if whose.how != "named" and (word := _excluded(usable, desk)) is not None:
        return out(f"excluded: the headline holds {word!r}")
    fresh = tuple(event for event in usable if _is_news(event, desk))
    unsaid = _untold(identity, usable, fresh, desk)
    lead = _lead(identity, name, company, written, live, unsaid or fresh or usable, whose, sectors, desk)
    if (correction := _corrected(lead, company, written, usable, desk)) is not None:
        return out(f"corrected: {correction.kind} by {correction.by}", lead)
    if not unsaid and not fresh:
        return out("old news: nothing was seen since the last edition", lead)
    if not unsaid:
        return out("told: nothing has changed since it was told", lead)
    return Verdict(key, name, kinds, lead, None)


# --- what counts -----------------------------------------------------------------------------------------------------


def _expired(event: Event, desk: _Desk) -> bool:
    return desk.now - event.occurred > timedelta(days=triggers()[event.trigger].shelf_life_days)


def _is_news(event: Event, desk: _Desk) -> bool:
    """Seen since the last edition, and not an old document that comes late; or left out of an earlier email for want of room."""
    return desk.is_held(event) or (event.first_seen >= desk.since and desk.now - event.occurred <= timedelta(days=NEWS_DAYS))


def _counts(event: Event, company: Company | None, whose: owners.Assignment, desk: _Desk) -> bool:
    """May this event be told to this RM at all?"""
    case = desk.case(event, company)
    if case is not None and not case.lead_grade and event.trigger in IPO and not (event.trigger == "IPO_SETBACK" and case.kind in ("ipo", "withdrawal", "lapse", "uplisting")):
        return False
    return _why_not_counted(event, company, whose) == ""


def _why_not_counted(event: Event, company: Company | None, whose: owners.Assignment) -> str:
    named = whose.how in ("named", "owner")
    bank = is_commercial_bank(event.company_name, company.sectors if company is not None else ())
    if event.trigger == "COMPETITOR_BANK":
        return "" if named else "another bank that is not on your watchlist"
    if bank and not named:
        return "a bank is no lead"
    if whose.relation == "competitor":
        return "a competitor is no lead"
    if event.trigger == "COURTESY" and not named:
        return "courtesy is for companies of your watchlist"
    if not event.company_name and event.trigger != "POLICY_SECTOR":
        return "the text names no company"
    if not named and _abroad(event, company):
        return "a company abroad with no tie to Hong Kong or China"
    if not event.near_top and not named:
        return "named only in passing"
    return ""


def _abroad(event: Event, company: Company | None) -> bool:
    listed = company is not None and company.market in _MARKETS_ABROAD
    return (event.facts.get("venue") == "SEC" or listed) and not event.facts.get("tie")


def _excluded(events: Sequence[Event], desk: _Desk) -> str | None:
    """The watchlist's word that every headline of the matter holds."""
    words = [fold(word) for word in desk.watchlist.exclude_terms]
    heads = [fold(desk.title(event)) for event in events]
    hits = [next((word for word in words if word in head), None) for head in heads]
    return hits[0] if hits and all(hits) else None


def _corrected(lead: Lead, company: Company | None, written: Sequence[str], usable: Sequence[Event], desk: _Desk) -> Correction | None:
    own = said.of_lead(lead, desk.corrections, events=usable, period=desk.not_relevant, now=desk.now)
    return own or next((item for item in desk.corrections if item.kind == "not_a_lead" and owners.means(item.subject, company, *written)), None)


# --- told once -------------------------------------------------------------------------------------------------------


def memories(lead: Lead, *, urls: tuple[str, ...]) -> tuple[Told, ...]:
    """What an RM knows once an item on this lead was sent: its matter, and every other thing that the item tells of the company."""
    identity = lead.matter.split("|", 1)[0]
    known = {lead.matter: Told(lead.rm, lead.matter, lead.edition, lead.stage, lead.facts, urls)}
    for event in lead.events:
        matter = matter_of(identity, event)
        if matter not in known:
            facts = _facts(event, [other for other in lead.events if matter_of(identity, other) == matter])
            known[matter] = Told(lead.rm, matter, lead.edition, event.stage, facts, urls)
    return tuple(known.values())


def told_before(matter: str, told: Iterable[Told]) -> Told | None:
    """The last time of a matter among what was told."""
    return max((item for item in told if item.matter == matter), key=lambda item: item.edition, default=None)


def _untold(identity: str, usable: tuple[Event, ...], fresh: tuple[Event, ...], desk: _Desk) -> tuple[Event, ...]:
    """Events that tell this RM something: a matter that moved, or one never told and seen since the last edition.

    What stands further down in a text that only retells a told matter, or in a document already told, is not new.
    """
    last = {event.id: item for event in usable if (item := _last_told(identity, event, usable, desk)) is not None}
    moves = [event for event in usable if event.id in last and moved(last[event.id], event.stage, event.facts) is not None and _later(event, last[event.id])]
    retold = {event.evidence.document_id for event in fresh if event.id in last and event not in moves}
    urls = {url for item in desk.told_about(identity) for url in item.urls}
    new = [event for event in fresh if event.id not in last and event.evidence.url not in urls and (event.evidence.document_id not in retold or _in_headline(event, desk)) and not _told_of_nobody_known(event, desk)]
    unsaid = (*moves, *new)
    return tuple(event for event in unsaid if event.first_seen >= desk.since or not _overtaken(identity, event, unsaid))


def _overtaken(identity: str, event: Event, others: Iterable[Event]) -> bool:
    """Has a later text a further step of the same matter: of what waited, that one is told alone."""
    matter = matter_of(identity, event)
    then = Told("", matter, event.first_seen.astimezone(_HONG_KONG).date(), event.stage, event.facts, ())
    return any(matter_of(identity, other) == matter and other.first_seen > event.first_seen and moved(then, other.stage, other.facts) is not None for other in others)


def _told_of_nobody_known(event: Event, desk: _Desk) -> bool:
    """A name the register does not know, in a story that was already told: most often the same company under another name."""
    if event.company_key is not None or not event.company_name:
        return False
    return any(telling.url in desk.told_urls for telling in desk.tellings.get(event.story_id, ()))


def _last_told(identity: str, event: Event, usable: Sequence[Event], desk: _Desk) -> Told | None:
    """The telling of an event's matter: its own, or as one of the other things in an item on the company (an item keeps the name of its strongest matter alone)."""
    matter = matter_of(identity, event)
    items = desk.told_about(identity)
    own = told_before(matter, items)
    if own is not None or event.trigger == "COMPETITOR_BANK":
        return own
    beside = [other for other in usable if other.trigger == event.trigger and other.first_seen < desk.since and not desk.is_held(other) and any(_shown(other, item) for item in items)]
    if not beside:
        return None
    best = max(beside, key=_rank)
    return Told(desk.watchlist.rm, matter, max(item.edition for item in items), best.stage, best.facts, (best.evidence.url,))


def _shown(event: Event, item: Told) -> bool:
    """Was this event known when that item was made, and fresh enough to be in it?"""
    return timedelta(0) <= item.edition - event.first_seen.astimezone(_HONG_KONG).date() <= timedelta(days=4)


def _later(event: Event, item: Told) -> bool:
    """May this event have come after the telling: seen since, or the document of the telling itself (an edit keeps its first time)."""
    return event.first_seen.astimezone(_HONG_KONG).date() >= item.edition or event.evidence.url in item.urls


def _in_headline(event: Event, desk: _Desk) -> bool:
    return event.evidence.start < len(desk.title(event))


# --- the lead --------------------------------------------------------------------------------------------------------


def _lead(
    identity: str, name: str, company: Company | None, written: tuple[str, ...], usable: tuple[Event, ...], shown: tuple[Event, ...], whose: owners.Assignment, sectors: tuple[str, ...], desk: _Desk
) -> Lead:
    lang = desk.watchlist.language
    told_events = tuple(sorted(shown, key=lambda event: _rank(event, lang), reverse=True))
    best = told_events[0]
    ident = digest(desk.watchlist.rm, matter_of(identity, best))[:8]
    named = owners.meant({touch.company_name for touch in desk.touches}, company, *written)
    met = (touch for touch in desk.touches if touch.company_key == identity or touch.company_name in named)
    touches = tuple(touch for touch in met if said.counts(touch, ident, best.trigger, usable, period=desk.not_relevant, now=desk.now))
    sources = {telling.source_id for event in told_events if event.trigger == best.trigger for telling in desk.tellings.get(event.story_id, ())}
    matter = signals.Matter(best, told_events, company, desk.case(best, company), whose.relation, whose.how, sectors, desk.watchlist.sectors, touches, frozenset(sources), lang, desk.now)
    found = signals.reasons(matter)
    score = signals.total(found)
    suppressed = _suppressed(identity, usable, company, written, desk)
    kind = triggers()[best.trigger]
    own = desk.offers.get(best.trigger)
    offered = _offered(kind.offer(best.evidence.quote) if own is None or own == Offer(kind.need, kind.products) else own)
    waited = [event.first_seen for event in told_events if event.trigger == best.trigger and desk.is_held(event)]
    last = max(touches, key=lambda touch: touch.at, default=None)
    ended = last is not None and last.outcome in _ENDED
    call = (
        best.polarity == "O" and suppressed is None and not ended and score >= CALL_FROM and best.trigger != "COMPETITOR_BANK" and whose.relation != "competitor" and bool(best.company_name)
        and not is_commercial_bank(best.company_name, company.sectors if company is not None else ())
    )  # fmt: skip
    return Lead(
        id=ident,
        rm=desk.watchlist.rm,
        edition=desk.edition,
        company_key=best.company_key,
        company_name=name,
        names=owners.shown(company, *written),
        relation=whose.relation,
        sectors=sectors,
        trigger=best.trigger,
        triggers=tuple(dict.fromkeys(event.trigger for event in told_events)),
        stage=best.stage,
        polarity=best.polarity,
        score=score,
        reasons=found,
        need=offered[lang],
        event_ids=tuple(event.id for event in told_events),
        events=told_events,
        call=call,
        suppressed=suppressed,
        status=_STATUS.get(last.outcome, "new") if last is not None else "new",
        matter=matter_of(identity, best),
        facts=_facts(best, told_events),
        offers=offered,
        held=min(waited).astimezone(_HONG_KONG).date() if waited else None,
    )


def _offered(offer: Offer) -> dict[str, str]:
    """Need and first product in every language, as one line."""
    said = {lang: need.rstrip("。.") for lang, need in offer.need.items()}
    return {lang: f"{need} ({offer.products[lang][0]})" if lang == "en" else f"{need}（{offer.products[lang][0]}）" for lang, need in said.items()}


def _rank(event: Event, lang: str = "") -> tuple[bool, float, bool, bool, float]:
    """Risk first, then what is worth most, then a filing before a paper, then words in the reader's language, then the newest."""
    kind = triggers()[event.trigger]
    worth = kind.weight * (0.85 if event.stage == "rumour" else 1.0) - (0.0 if event.near_top else 0.3)
    return event.polarity == "R", worth, bool(event.facts.get("form")), event.evidence.lang[:2] == lang[:2], event.occurred.timestamp()


def _facts(best: Event, events: Sequence[Event]) -> dict[str, str]:
    """The best event's facts, what is missing taken from the others of the same trigger; all sums of all texts together."""
    found = dict(best.facts)
    for event in events:
        if event.trigger == best.trigger:
            for key, value in event.facts.items():
                found.setdefault(key, value)
    asks = next((event.facts["asks"] for event in events if event.facts.get("asks")), None)
    if asks is not None:
        found["asks"] = asks
    sums = dict.fromkeys(words for event in events for words in event.facts.get("amounts", "").split("; ") if words)
    if sums:
        found["amounts"] = "; ".join(sums)
    return found


def _suppressed(identity: str, events: Iterable[Event], company: Company | None, written: Sequence[str], desk: _Desk) -> str | None:
    """Why no outreach may go out: a live risk nobody cleared, or the suppression list. None = free."""
    cleared = [item.at for item in desk.corrections if item.kind == "clear_risk" and (item.subject == identity or owners.means(item.subject, company, *written))]
    risk = next((event for event in events if event.polarity == "R" and not any(at >= event.first_seen for at in cleared)), None)
    if risk is not None:
        return f"risk freeze: {triggers()[risk.trigger].title[desk.watchlist.language]} ({risk.occurred.date().isoformat()})"
    for item in desk.suppressions:
        if item.kind == "company" and (item.until is None or item.until >= desk.edition) and owners.means(item.value, company, *written):
            return f"suppression list: {item.reason}"
    return None


def _written(events: Iterable[Event]) -> tuple[str, ...]:
    """Names of the company as the documents have them, Chinese issuer names of filings included."""
    return tuple(dict.fromkeys(name for event in events for name in (event.company_name, event.facts.get("issuer_zh", "")) if name))


def _best_name(events: Sequence[Event], lang: str) -> str:
    names = _written(events)
    chinese = [name for name in names if re.search(r"[\u3400-\u9fff]", name)]
    if lang != "en" and chinese:
        return chinese[0]
    return next((name for name in names if name not in chinese), names[0] if names else "")


def _event_sectors(events: Iterable[Event]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for event in events for name in event.sectors))[:3]


# --- sections --------------------------------------------------------------------------------------------------------


def section_of(lead: Lead, *, first: bool = True) -> Section:
    """Where a lead stands in the email. ``first=False``: the section it falls to when "call today" is full."""
    if lead.trigger == "COMPETITOR_BANK" or lead.relation == "competitor":
        return "other_banks"
    if lead.polarity == "R" or (lead.suppressed or "").startswith("risk"):
        return "watch"
    if lead.call and first:
        return "call_today"
    if lead.trigger in IPO:
        return "ipo_radar"
    return "clients" if lead.relation in ("client", "borrower", "dormant") else "clippings"


