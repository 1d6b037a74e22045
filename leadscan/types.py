"""Every record that crosses a room. What a field means is said here and nowhere else.

All records are frozen and slotted; sequences are tuples; ``None`` is "not said", never "empty". Times are zone-aware.
Offsets are Python character offsets into the named text, end exclusive. Records are validated at the gate that makes
them and trusted afterwards; a change is ``dataclasses.replace(record, ...)``.

    Source -> Response -> Entry -> Article | Filing (+ Contact)  -> Story
                                   Article | Filing -> Mention, Person -> Company
                                   Mention -> Event (+ Evidence) ; Filing -> Case
                                   Event, Case, Watchlist -> Lead (+ Reason) -> Digest -> Message ; Lead -> Touch
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

# --- words with a closed set of values -------------------------------------------------------------------------------

Language: TypeAlias = Literal["en", "zh-Hant", "zh-Hans"]
Beat: TypeAlias = Literal["business", "entertainment", "sport", "lifestyle", "politics", "markets_roundup", "share_tip", "other"]
Stage: TypeAlias = Literal["rumour", "planned", "announced", "filed", "completed", "failed"]
Polarity: TypeAlias = Literal["O", "R", "C"]
"""O opportunity, R risk, C courtesy."""
Relation: TypeAlias = Literal["client", "prospect", "dormant", "borrower", "competitor"]
Label: TypeAlias = Literal["COMPANY", "ORG", "PERSON", "TITLE", "PLACE", "MONEY", "DATE", "PRODUCT"]
Section: TypeAlias = Literal["call_today", "ipo_radar", "clippings", "clients", "watch", "other_banks"]
HealthState: TypeAlias = Literal["ok", "unchanged", "empty", "stale", "invalid", "degraded", "blocked", "limited", "failing", "gone", "quarantined"]
CaseStage: TypeAlias = Literal[
    "PREPARING", "DRAFT_PUBLIC", "FILED", "IN_REVIEW", "HEARING", "CLEARED", "PRICED", "LISTED", "PAUSED", "LAPSED", "WITHDRAWN", "RETURNED", "REJECTED", "UNKNOWN"
]
EntryStatus: TypeAlias = Literal["new", "read", "unread", "quarantined", "skipped"]
"""new: not yet read; read: its document is stored; unread: its page failed and is tried again at the next slot; quarantined: can never be read, kept with
the reason; skipped: never to be read (older than the window, or a form nobody asked for)."""


# --- sources and what they answer ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RequestShape:
    """How a source wants to be asked, where a plain GET is not enough."""

    method: Literal["GET", "POST"] = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    """Of the few that the web edge lets through (``web.HEADERS``); never a cookie, a host or a password."""
    form: tuple[tuple[str, str], ...] = ()
    """Fields of a POST."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where items come from: one feed, page list or venue list."""

    id: str
    """Stable short name, lower case with hyphens; names the source in the store, the health line and the archive."""
    title: str
    """As the publisher writes it; shown to RMs."""
    kind: str
    """rss, atom, edgar_atom, edgar_index, edgar_submissions, hkex_json, hkex_listings, sse_jsonp, szse_json, bse_jsonp or tutoring_json."""
    url: str
    """Of edgar_index with {year}, {quarter}, {month}, {day} or {date} (yyyymmdd), of edgar_submissions with {cik}: collecting fills them in."""
    lang: str = ""
    """Language the publisher says; a label, never a gate. Empty = unknown."""
    timezone: str = "Asia/Hong_Kong"
    """IANA zone in which undecorated dates of this source are read."""
    section_hint: str = ""
    """The paper's section (business, entertainment, sport, lifestyle, filings ...), empty where the source mixes them."""
    sectors: tuple[str, ...] = ()
    """Sector ids this source writes for; empty = all. The health line of an RM shows sources of the RM's sectors and the general ones."""
    fetch_pages: bool = True
    """False: only the feed's own text is used (the publisher asks so, or pages need a browser)."""
    entries_a_day: tuple[int, int] | None = None
    """Normal least and most number of new entries a business day; outside it the operators' report says so."""
    enabled: bool = True
    request: RequestShape | None = None
    """None = a plain GET."""
    refreshed: str = ""
    """Time of day in the source's zone ("16:00") at which its list is made anew; a poll is due after it, however long the source would rest. Empty = no such time."""


@dataclass(frozen=True, slots=True)
class Response:
    """What one address answered, whatever the status; network failures are FetchError instead."""

    url: str
    """The address asked for."""
    final_url: str
    """The address that answered after redirects; equal to url where there were none."""
    status: int
    headers: tuple[tuple[str, str], ...]
    """Names in lower case, order kept."""
    body: bytes
    """Inflated bytes; empty on 304."""
    fetched_at: datetime
    sha256: str = ""
    """Hex digest of body; the key of the archive. Empty where body is empty."""
    truncated: bool = False
    """The body was cut: the server closed early. A body over the limit is a FetchError, not a truncation."""
    moved: str = ""
    """The address that answered, where every redirect on the way to it was permanent (301, 308); empty = none or another kind."""
    parts: tuple[Response, ...] = ()
    """Of an index of a document in many files: their answers, in the index's order; a file that could not be had has status 0 and the reason in ``x-leadscan-error``."""

    def header(self, name: str) -> str | None:
        """First value of a header, by lower-case name; None where it was not sent."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a source: an item of a feed, or a row of a venue's list."""

    source_id: str
    id: str
    """Stable within the source: guid, else canonical address, else hash of title and date."""
    url: str
    """Where its document is; http(s) only, tracking parameters removed. Empty where the source gives none."""
    title: str
    summary: str = ""
    """Plain text of the feed's own summary or content; never markup."""
    published: datetime | None = None
    """As the source says, read in the source's zone; not clamped. None = no date or none that could be read."""
    published_raw: str | None = None
    published_from: str = "none"
    """Where published comes from: feed, list, none."""
    lang: str = ""
    authors: tuple[str, ...] = ()
    kind: Literal["article", "filing"] = "article"
    venue: str | None = None
    """Of a filing: SEC, HKEX, SSE, SZSE, BSE or CSRC (tutoring)."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Of a filing: what the list itself says (form, accession, cik, case_id, issuer, issuer_zh, filed, raw_status, document_url, role ...)."""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a source's answer holds: its entries and what was wrong with it. An empty tuple means "looked, and there was nothing"."""

    title: str
    entries: tuple[Entry, ...]
    health: HealthState
    """ok, empty, invalid (not a feed) or degraded (readable with faults); the edge and the store know the other states."""
    detail: str = ""
    """One line for the operator where health is not ok."""
    refused: tuple[tuple[str, str], ...] = ()
    """(raw piece shortened, reason) of single entries that could not be read."""
    newest: datetime | None = None
    """Latest published date among the entries, for staleness."""


@dataclass(frozen=True, slots=True)
class Health:
    """State of one source after its last poll."""

    source_id: str
    title: str
    state: HealthState
    since: date
    """Hong Kong day on which the source entered this state."""
    detail: str
    """One line: what was seen ("HTTP 500", "newest entry 2026-01-20")."""
    last_ok: datetime | None
    newest: datetime | None
    """Publication time of the newest entry ever seen from it."""
    new_entries: int = 0
    """New entries of the last poll."""
    failures: int = 0
    """Polls in a row that failed."""


# --- documents -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Article:
    """A news text, boilerplate removed."""

    id: str
    """Hash of source and entry; stable over versions."""
    source_id: str
    entry_id: str
    url: str
    """Canonical address; tracking parameters removed."""
    title: str
    """Headline alone; no site name, no sub-header."""
    text: str
    """Paragraphs divided by one line break, without the headline."""
    published: datetime
    """Effective time: min(what was said, first seen + 1 h); first_seen where nothing was said."""
    published_from: str
    """page, feed, url or first_seen."""
    first_seen: datetime
    lang: Language
    authors: tuple[str, ...] = ()
    body_source: Literal["page", "summary"] = "page"
    """summary: the page refused, was a wall or needed scripts, and the feed's own text stands in."""
    charset: str = "utf-8"
    section: str = ""
    """The source's section_hint, or the paper's own section where the page tells it."""
    version: int = 1
    """Counts edits of the same entry."""
    also_urls: tuple[str, ...] = ()
    """Other addresses of the same document (asked address, redirect targets)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of a document with its proof."""

    value: str
    quote: str
    """Words of the document, exactly as it has them."""
    page: int | None = None
    """1-based page of a PDF."""
    offset: int | None = None
    """Character offset of the quote in Filing.text."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call at an issuer, as its filing says. None = the document does not say."""

    cfo_name: Fact | None = None
    cfo_title: Fact | None = None
    ceo_name: Fact | None = None
    phone: Fact | None = None
    fax: Fact | None = None
    address: Fact | None = None
    website: Fact | None = None
    company_secretaries: tuple[Fact, ...] = ()
    principal_bankers: tuple[Fact, ...] = ()
    sponsors: tuple[Fact, ...] = ()
    underwriters: tuple[Fact, ...] = ()
    counsel: tuple[Fact, ...] = ()
    auditor: Fact | None = None
    cfo_role: str | None = None
    """The finance chief's post by one word (``filings.roles``: cfo, finance_director ...), for readers of another language than the quoted title's; None = no title, or none that is known."""


@dataclass(frozen=True, slots=True)
class Filing:
    """A document of a venue, or the venue's list row where the document could not be had."""

    id: str
    source_id: str
    entry_id: str
    venue: str
    """SEC, HKEX, SSE, SZSE, BSE."""
    form: str
    """As the venue names it: S-1/A, Application Proof (1st submission), PHIP ..."""
    case_key: str
    """Venue and the venue's stable id: SEC:cik, HKEX:id."""
    url: str
    title: str
    text: str
    """Readable text of the document; empty where only the list row is known."""
    lang: Language
    issuer: str
    """Name as the document or list has it, letter-spacing removed."""
    issuer_zh: str | None
    is_ipo: bool | None
    """None = this document alone does not tell."""
    kind: str
    """ipo, spac_ipo, follow_on, resale, debt, fund, shelf, exhibits_only, uplisting, withdrawal, lapse, effectiveness, registration_8a, oc_announcement, other."""
    filed: date
    published: datetime
    first_seen: datetime
    contact: Contact = field(default_factory=Contact)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """Further facts by name: sic, state_or_country, proposed_exchange, ticker, offer_amount, filing_date, kind (the sentence that decided) ..."""
    raw_status: str | None = None
    body_source: Literal["document", "list"] = "document"
    unread: tuple[str, ...] = ()
    """What could not be read and why, one line each."""
    pages: tuple[int, ...] = ()
    """Of a PDF: offset in text at which each page starts."""
    also_urls: tuple[str, ...] = ()
    states: Mapping[str, Fact] = field(default_factory=dict)
    """Facts that the document holds back, by the name that they would have in contact or facts: value ``redacted`` or ``blank``, and the marks as printed. What is neither there nor here is
    not in the document."""


Document: TypeAlias = Article | Filing


@dataclass(frozen=True, slots=True)
class Story:
    """One event as told by all papers: near-copies of each other."""

    id: str
    """Hash of the first document's id; stable as copies join."""
    document_ids: tuple[str, ...]
    """First copy first."""
    first_seen: datetime


# --- names -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Company:
    """A record of the register: an issuer or an unlisted firm."""

    key: str
    """market:code, e.g. HKEX:00700; the register's and the store's key."""
    market: str
    """HKEX, SSE, SZSE, BSE, US, PRIVATE, HKBANK, or the venue of an applicant (HKEX-APP, SEC)."""
    code: str
    name_en: str | None = None
    name_zh_hant: str | None = None
    name_zh_hans: str | None = None
    aliases: tuple[str, ...] = ()
    """Other names as written; the register makes comparison forms of all names by rule."""
    sectors: tuple[str, ...] = ()
    """At most three sector ids, likeliest first."""
    status: str | None = None
    """listed, private, applicant, delisted ..."""
    relation: Relation | None = None
    """The bank's own word on it, for the whole bank; a watchlist may say otherwise for one RM."""
    owner: str | None = None
    """RM id who owns the relation."""
    issuer: str | None = None
    """Key of the issuer's main record where this one is another listing of it (H and A, ADR); None = its own."""
    website: str | None = None
    origin: str = ""
    """Which import brought it."""

    def name(self, lang: str = "en") -> str:
        """Display name in the language asked for, else the nearest one there is; the key where there is none."""
        order = {
            "en": (self.name_en, self.name_zh_hant, self.name_zh_hans),
            "zh-Hant": (self.name_zh_hant, self.name_zh_hans, self.name_en),
            "zh-Hans": (self.name_zh_hans, self.name_zh_hant, self.name_en),
        }.get(lang, (self.name_en, self.name_zh_hant, self.name_zh_hans))
        return next((name for name in order if name), self.aliases[0] if self.aliases else self.key)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One record a mention may mean."""

    key: str
    market: str
    code: str
    name: str
    sure: float


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text. Offsets are into the document's ``title + "\n" + text``."""

    start: int
    end: int
    label: Label
    text: str
    sure: float
    """0 to 1."""
    why: str
    """How it was found and linked, one short clause."""
    company: Candidate | None = None
    """The record meant; None = none or unsure."""
    candidates: tuple[Candidate, ...] = ()
    """More than one = unsure, which is an answer: shown as a question, never as a fact."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person, the post and the company, as one text says."""

    start: int
    end: int
    name: str
    title: str | None
    title_start: int | None
    title_end: int | None
    company_start: int | None
    """Offsets of the company mention the post belongs to."""
    company_end: int | None
    company_key: str | None
    current: bool
    """Does the person hold that post when the text speaks."""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A known name found by the scan of a text, not yet judged. Offsets are into ``title + "\n" + text``."""

    start: int
    end: int
    text: str
    """The words of the text."""
    keys: tuple[str, ...]
    """Records that bear this name; empty = a trap phrase (平安夜), which protects its span from shorter names, or a company without a record (kind unlisted)."""
    kind: str
    """legal, short, brand, nickname, former, code, trap, unlisted."""
    weak: bool = False
    """Short or an ordinary word: needs a cue before it may be believed."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What the spaCy pipeline found in one text. Offsets are into the text given (``title + "\n" + text``)."""

    lang: Language
    sentences: tuple[tuple[int, int], ...]
    mentions: tuple[Mention, ...]
    """Every label; COMPANY mentions are not yet linked (company None) and may include names nobody listed."""
    people: tuple[Person, ...]
    """Person, title and company triples; company_key not yet set."""


# --- events and leads ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that prove something, and where they stand. Offsets are into ``title + "\n" + text`` of the document."""

    document_id: str
    source_id: str
    url: str
    start: int
    end: int
    quote: str
    lang: Language
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One trigger of one company with its evidence, out of one document."""

    id: str
    """Hash of document, trigger, company and quote offsets."""
    trigger: str
    """Trigger type, e.g. IPO_FILED; POLICY_SECTOR alone may have no company."""
    stage: Stage
    polarity: Polarity
    company_key: str | None
    """Register key; None where the company is named but unknown (company_name says it) or there is none."""
    company_name: str
    """As the document has it; empty where there is none."""
    company_start: int | None
    company_end: int | None
    evidence: Evidence
    story_id: str
    occurred: datetime
    """Effective time of the document."""
    first_seen: datetime
    facts: Mapping[str, str] = field(default_factory=dict)
    """Typed facts as printed: amount, stake, venue, date, counterparty, person, lenders ..."""
    sectors: tuple[str, ...] = ()
    near_top: bool = True
    """The company stands in the headline or the first paragraph."""
    role: str = "subject"
    """subject or counterparty; a bank as arranger never carries an event of its own customer."""


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One thing a venue published about a listing case; append-only."""

    case_key: str
    event_date: date
    seen_at: datetime
    form: str
    raw_status: str
    url: str
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One issuer's way to one listing; its stage is a fold over its events, whatever their order of arrival."""

    key: str
    venue: str
    issuer: str
    issuer_zh: str | None
    company_key: str | None
    stage: CaseStage
    kind: str
    """As Filing.kind; leads are made of ipo, uplisting, spin_off, a_plus_h."""
    attempt: int
    """1 + lapses that were followed by a renewal."""
    filed: date | None
    """First public application of this attempt."""
    lapses: date | None
    """Six months after filed on HKEX (Main Board Rule 9.03); None elsewhere and after the end."""
    updated: date
    events: tuple[CaseEvent, ...]
    contact: Contact = field(default_factory=Contact)
    contact_url: str | None = None
    contact_document_id: str | None = None
    lead_grade: bool = True
    """False: typed, followed, but by default no lead (SPAC, fund, debt, resale, self-underwritten shell)."""
    offer_amount: Fact | None = None
    """Size of the offering, as the newest document that prints it says."""


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One thing about a case that is not as it was when it was last seen; a reason to ring."""

    case_key: str
    what: str
    """stage, attempt, lapses, cfo_name, ceo_name, auditor, phone, offer_amount, sponsors, underwriters, principal_bankers, counsel or company_secretaries."""
    old: str | None
    """As it was; several names are divided by "; ". None = it was not known."""
    new: str | None
    seen_at: datetime | None = None
    """When the change was seen; None = not yet kept."""


@dataclass(frozen=True, slots=True)
class WatchedCompany:
    """A line of a watchlist."""

    company: str
    """Register key, code, or name as the RM wrote it."""
    relation: Relation


@dataclass(frozen=True, slots=True)
class Watchlist:
    """What one RM follows."""

    rm: str
    name: str
    email: str
    language: Language = "en"
    sectors: tuple[str, ...] = ()
    companies: tuple[WatchedCompany, ...] = ()
    exclude_terms: tuple[str, ...] = ()
    """An item whose headline holds one of these is left out, unless it is about a named company of the list."""
    weekly: str = ""
    """Day of this RM's weekly summary (mon ... fri), or "no"; empty = as the desk says ([digest] weekly)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One signal of a score. The signal's docstring is the sentence an RM reads."""

    signal: str
    score: float
    detail: str
    """What in particular: "Filed A1 on 4 January"."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a bank offers on a trigger, by language."""

    need: Mapping[str, str]
    """The banking need that the trigger implies."""
    products: Mapping[str, tuple[str, ...]]
    """First product first."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A matter of one company that one RM should know, and why; not every lead is a call."""

    id: str
    """Short hash of RM and matter; stable over days."""
    rm: str
    edition: date
    company_key: str | None
    company_name: str
    """Display name in the RM's language, or as the document has it where the company is unknown."""
    names: tuple[str, ...]
    """All display names in every script, for the digest's second line and its JSON."""
    relation: Relation | None
    sectors: tuple[str, ...]
    trigger: str
    """The strongest trigger; ``triggers`` lists every type told."""
    triggers: tuple[str, ...]
    stage: Stage
    polarity: Polarity
    score: float
    reasons: tuple[Reason, ...]
    need: str
    """Banking need and first product that the trigger implies, in the RM's language."""
    event_ids: tuple[str, ...]
    events: tuple[Event, ...]
    """Best evidence first."""
    call: bool
    """A call may be suggested: opportunity, not suppressed, of a company one may call."""
    suppressed: str | None = None
    """Why no outreach may go out (risk freeze, suppression, other RM's client); None = free."""
    status: str = "new"
    """new, shown, called, faxed, met, won, lost, not_relevant, expired."""
    matter: str = ""
    """What is told once: company and trigger; the key of "told before"."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Typed facts of the matter as best known; a change of one is named in the digest."""
    offers: Mapping[str, str] = field(default_factory=dict)
    """Banking need and first product in every language, in the desk's words where it has some."""
    held: date | None = None
    """Hong Kong day of its first news, where an earlier email had no room for it; None = news of this edition."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an RM was told of one matter, and when; the memory behind "told once"."""

    rm: str
    matter: str
    edition: date
    stage: Stage
    facts: Mapping[str, str]
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outreach:
    """A suggestion for one lead: whom to call, what to say. leadscan drafts; a person acts."""

    whom: str
    """Name and title with source, or the switchboard question."""
    phone: str | None
    phone_source: str | None
    say: tuple[str, ...]
    """Three facts and one question."""
    product: str
    call_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One story of a digest."""

    section: Section
    rank: int
    lead_id: str
    company_key: str | None
    company_name: str
    names: tuple[str, ...]
    trigger: str
    triggers: tuple[str, ...]
    stage: Stage
    polarity: Polarity
    story: str
    """One line in the RM's language: company, what happened."""
    quotes: tuple[Evidence, ...]
    """One or two sentences in the original words."""
    urls: tuple[str, ...]
    """Every source of the story."""
    sources: tuple[str, ...]
    """Titles of the sources, first copy first ("also in")."""
    changed: str | None
    """"amount HK$1bn -> HK$1.4bn", or None where it is told for the first time."""
    why: tuple[str, ...]
    matter: str
    facts: Mapping[str, str] = field(default_factory=dict)
    contact: Contact | None = None
    contact_url: str | None = None
    outreach: Outreach | None = None
    case: Case | None = None
    sectors: tuple[str, ...] = ()
    relation: Relation | None = None
    """What the company is to this RM, from the lead."""
    suppressed: str | None = None
    """Why no outreach may go out; None = free."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Answer (called, not_relevant, wrong_company, mine_already, snooze) to its signed mailto: link; empty = no mailbox is read."""
    held: date | None = None
    """As of its lead: the day of its first news, where an earlier email had no room for it."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """Lead id to "company (what happened)" of stories without room whose every document stands in this item: they are told with it."""


@dataclass(frozen=True, slots=True)
class CaseMove:
    """One step of a listing case that an RM follows."""

    name: str
    day: date
    old: str
    """CaseStage it left; empty = the case is new."""
    new: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """Something of an RM's that falls due on a day."""

    day: date
    name: str
    what: str
    """lapses (a listing application), or the next step of outreach: fax, call_back, call, ask_switchboard, meeting_report ..."""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A listing case as a bar on a common time axis."""

    name: str
    words: str
    """Stage and clock, as the email says them."""
    start: date
    today: date
    end: date | None
    """Day the application lapses; None = no clock runs."""


@dataclass(frozen=True, slots=True)
class Week:
    """What a weekly summary says beside the stories told: what was done, how cases moved, what falls due."""

    first: date
    last: date
    """The days summed up, both included."""
    until: date
    """Last day of the clocks ahead."""
    touches: tuple[Touch, ...] = ()
    moves: tuple[CaseMove, ...] = ()
    clocks: tuple[Clock, ...] = ()
    timeline: tuple[TimelineRow, ...] = ()
    """Live listings that the RM follows, the next to lapse first."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that an email carries with it and shows by its content id."""

    cid: str
    """Content id without angle brackets; the HTML shows it as ``cid:<this>``."""
    png: str
    """The bytes in base64."""
    alt: str
    """The same in words, for a reader who sees no pictures."""


@dataclass(frozen=True, slots=True)
class Digest:
    """One RM's email of one Hong Kong business day."""

    rm: str
    name: str
    email: str
    language: Language
    date: date
    items: tuple[DigestItem, ...]
    quiet: bool
    health: tuple[Health, ...]
    """Of the sources of that RM's sectors and the general ones."""
    subject: str = ""
    health_line: str = ""
    kind: str = "morning"
    sectors: tuple[str, ...] = ()
    """What the RM follows; clippings are filed under these."""
    notes: tuple[str, ...] = ()
    """Lines in the RM's language: what their answers have changed in this edition, and steps of outreach that are due; empty = none."""
    week: Week | None = None
    """Of a weekly summary alone."""
    left: tuple[str, ...] = ()
    """Lead ids of the stories that had no room, best first; they compete again for the next edition."""


@dataclass(frozen=True, slots=True)
class Message:
    """One email, complete; the mail edge writes or sends it as it is."""

    message_id: str
    """Deterministic of (rm, edition, kind): <kind.edition.rm@leadscan.invalid> or the desk's domain."""
    rm: str
    edition: date
    kind: str
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)
    created: datetime | None = None
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """Where a message stands: ready, sending (claimed), sent, failed. ``sending`` after a crash is in doubt and is shown, never resent by itself."""

    message: Message
    status: Literal["ready", "sending", "sent", "failed"]
    attempts: int
    claimed_at: datetime | None
    sent_at: datetime | None
    place: str | None
    """Path of the .eml below the outbox folder, or the SMTP server's answer."""
    error: str | None


@dataclass(frozen=True, slots=True)
class Touch:
    """One step of outreach that a person took or leadscan drafted."""

    id: str
    lead_id: str
    rm: str
    company_key: str | None
    company_name: str
    kind: str
    """letter, fax, call, call_back, meeting, note."""
    outcome: str
    """drafted, no_answer, fax_not_received, wrong_person, call_later, meeting, won, lost, not_relevant, wrong_company, mine_already, snooze, no."""
    at: datetime
    note: str = ""
    next_step: str | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Suppression:
    """Whom not to write to."""

    kind: Literal["phone", "fax", "email", "company", "person"]
    value: str
    reason: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """Who agreed to be written to; keeps the do-not-call register and the rule on named people from blocking, never an opt-out."""

    kind: Literal["fax", "person"]
    value: str
    given: date
    until: date | None = None
    how: str = ""
    """Where the consent stands, for an auditor."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One thing drafted, refused, recorded or taken in; never changed and never removed."""

    id: str
    at: datetime
    what: str
    """drafted, refused, touch, answer, aside, correction, register, suppression or consents."""
    detail: str
    rule: str = ""
    """Of a refusal: which rule."""
    rm: str = ""
    lead_id: str = ""
    company_key: str = ""
    company_name: str = ""
    place: str = ""
    """File below the outbox folder, or what was read."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said of a machine's answer; outlives re-runs."""

    id: str
    kind: str
    """wrong_company, not_a_lead, same_company, clear_risk."""
    subject: str
    """Lead id, company key or name corrected."""
    value: str
    by: str
    at: datetime
    note: str = ""


# --- what a stage hands to the store ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PollTask:
    """A source due at a slot, with what the last good answer left for a conditional request."""

    source: Source
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    health: Health | None = None
    polls: int = 0
    """Polls so far; every 20th goes out unconditional."""
    polled_at: datetime | None = None
    """The last poll of an earlier slot; None = never."""
    new_a_day: float = 0.0
    """New entries a day over the last two weeks of polls."""
    moved: tuple[str, ...] = ()
    """Where the last three polls said the source has moved for good, newest first; empty text = nowhere."""


@dataclass(frozen=True, slots=True)
class Poll:
    """One poll of one source at one slot: exactly one of (response, error) is set."""

    source: Source
    slot: str
    response: Response | None
    error: str | None
    parsed: ParsedFeed | None
    """None on 304, on equal bytes and on errors."""
    health: Health
    validators: tuple[str | None, str | None] = (None, None)
    """(ETag, Last-Modified) to keep; those of a truncated or invalid body are not."""
    moved: str = ""
    """Where the source has moved for good, as it says, or as it said and still answers there."""
    more: tuple[Response, ...] = ()
    """Further answers of the same poll: later pages of a list, other days of an index."""
    parts: tuple[str, ...] = ()
    """Of a source asked part by part: the days (ISO) or issuers that are read now and need not be asked again soon."""


@dataclass(frozen=True, slots=True)
class ReadTask:
    """An entry whose document is still to be read."""

    source: Source
    entry: Entry
    first_seen: datetime
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one entry at one slot: each entry ends in one status."""

    source_id: str
    entry_id: str
    status: EntryStatus
    detail: str = ""
    document: Article | Filing | None = None
    case_events: tuple[CaseEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryMark:
    """What story grouping keeps of a document, so that tomorrow's copies find it."""

    document_id: str
    story_id: str
    first_seen: datetime
    lang: str
    signature: bytes
    """Packed MinHash of the folded text."""
    title_key: str = ""
    """Folded title, for titles that repeat daily."""


@dataclass(frozen=True, slots=True)
class Examined:
    """All that examining found in one document; stored in one transaction with the mark "examined by version"."""

    document_id: str
    mark: StoryMark
    beat: Beat
    sectors: tuple[str, ...]
    mentions: tuple[Mention, ...]
    people: tuple[Person, ...]
    events: tuple[Event, ...]
    copy_of: str | None = None
    """The story's first document, where this is a near-copy whose text was not examined again."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one stage did: each item counted exactly once, so the numbers add up."""

    stage: str
    counts: Mapping[str, int]
    failures: tuple[str, ...] = ()
    """One line each: what, where, what now."""
    seconds: float = 0.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import took, changed and refused."""

    what: str
    origin: str
    added: int
    changed: int
    unchanged: int
    refused: tuple[tuple[int, str], ...]
    """(row number as in the file, reason)."""
    unknown_columns: tuple[str, ...] = ()


Record: TypeAlias = Any
"""A dataclass of this module, where a function takes any of them (``records.to_json``)."""
