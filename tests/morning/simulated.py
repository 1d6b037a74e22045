"""Months of invented news and filings, drawn from a seed: what happened, who told it, and what an RM must hear of it.

Reading is not under test: events and filings go into the store as examining would leave them; cases are folded, leads ranked and emails
built by the real stages. Every company has a life: plans that are rumoured, announced, carried out or dropped, sums that grow, the same
news told again by other papers, and for some a listing application that passes, lapses, is withdrawn or ends in a listing.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from leadscan import settings, store
from leadscan.leads import filings as filing_events
from leadscan.leads.score import IPO
from leadscan.outreach import calendar
from leadscan.records import digest
from leadscan.stages import brief, cases, rank
from leadscan.stages.run import HONG_KONG, morning_run
from leadscan.store import database
from leadscan.types import Article, CaseEvent, Company, Digest, Event, Evidence, Examined, Filing, Source, Stage, StoryMark, WatchedCompany, Watchlist

LADDERS: tuple[tuple[str, tuple[Stage, ...]], ...] = (
    ("MA_BUY", ("rumour", "announced", "failed")),
    ("DEBT_NEW", ("rumour", "completed")),
    ("CAPEX_PLANT", ("rumour", "planned", "completed")),
    ("MA_SELL", ("planned", "completed", "failed")),
    ("IPO_INTENT", ("rumour", "planned", "failed")),
    ("SPINOFF_DUAL_PRIVATISE", ("planned", "failed")),
    ("EQUITY_RAISE", ("rumour", "completed")),
)
"""How plans go on; every step is one that ``leads.changes`` counts as a step."""
LISTINGS: tuple[tuple[tuple[str, str, str], ...], ...] = (
    (("Application Proof (1st submission)", "A", "ipo"), ("PHIP (1st submission)", "A", "ipo"), ("Prospectus", "A", "ipo"), ("", "LT", "other")),
    (("Application Proof (1st submission)", "A", "ipo"), ("", "LP", "lapse"), ("Application Proof (2nd submission)", "A", "ipo")),
    (("Application Proof (1st submission)", "A", "ipo"), ("", "W", "withdrawal")),
    (("Application Proof (1st submission)", "A", "ipo"), ("", "R", "other")),
)
"""(form, status, kind) of each thing the exchange publishes of an application."""
SECTORS = ("food_beverage", "transport_logistics", "industrial_machinery")
_FIRST = ("Amber", "Birch", "Cedar", "Drift", "Elm", "Flint", "Grove", "Heath", "Inlet", "Juniper", "Kelp", "Larch", "Moss", "North", "Oak", "Pine")
_LAST = ("Quarrel", "Runnel", "Spindle", "Thimble", "Ullage", "Vesper", "Wicket", "Yarrow")
_HAN = "琥桉杉汐榆燧林荻灣檜藻松苔北橡柏"
_HAN_LAST = "弦溪梭針罅暮籬蓍"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, or was told again."""

    day: date
    company: int
    trigger: str
    stage: Stage
    amount: str
    kind: str
    """new, stage, amount (a change), again (nothing new in it) or filing."""
    form: tuple[str, str, str] = ("", "", "")


def life(seed: int, *, companies: int, days: list[date]) -> list[Step]:
    """All that happens, oldest first; at most one thing a company and day."""
    chance = random.Random(seed)
    steps: list[Step] = []
    for company in range(companies):
        at = chance.randrange(0, 12)
        if company % 4 == 0:
            for form in LISTINGS[company // 4 % len(LISTINGS)]:
                if at < len(days):
                    steps.append(Step(days[at], company, "", "filed", "", "filing", form))
                at += chance.randrange(4, 22)
            continue
        for trigger, stages in chance.sample(LADDERS, k=2):
            amount = chance.randrange(2, 60) * 100
            for number, stage in enumerate(stages):
                for kind in ["new" if number == 0 else "stage", *chance.choices(("again", "again", "amount"), k=chance.randrange(0, 4))]:
                    if kind == "amount":
                        amount *= 2
                    if at < len(days):
                        steps.append(Step(days[at], company, trigger, stage, f"HK${amount}m", kind))
                    at += chance.randrange(1, 6)
    return sorted(steps, key=lambda step: (step.day, step.company))


def calendar_days(first: date, business_days: int) -> tuple[list[date], list[date]]:
    """(every day, the business days) of a stretch that has so many business days."""
    every: list[date] = []
    business: list[date] = []
    day = first
    while len(business) < business_days:
        every.append(day)
        if calendar.is_business_day(day):
            business.append(day)
        day += timedelta(days=1)
    return every, business


def company(number: int) -> Company:
    """An invented company with names in both scripts."""
    name = f"{_FIRST[number % 16]} {_LAST[number // 16 % 8]} {'Works' if number < 128 else 'Trading'}"
    han = f"{_HAN[number % 16]}{_HAN_LAST[number // 16 % 8]}實業"
    return Company(key=f"SIM:{number:04}", market="SIM", code=f"{number:04}", name_en=f"{name} Limited", name_zh_hant=f"{han}有限公司", sectors=(SECTORS[number % 3],), origin="simulated")


def watchlists(companies: int) -> list[Watchlist]:
    """Two RMs: one by sector, one by sectors and names, whose clients are hers in whatever sector."""
    named = tuple(WatchedCompany(f"SIM:{number:04}", "client" if number % 2 else "prospect") for number in range(0, companies, 5))
    return [
        Watchlist("ann", "Ann", "ann@bank.example", "en", SECTORS[:1]),
        Watchlist("bo", "Bo", "bo@bank.example", "zh-Hant", SECTORS[1:], named),
    ]


Editions = dict[date, list[Digest]]
"""Business day to the digests of its editions."""


def replay(desk: Path, steps: list[Step], business: list[date], *, companies: int, every_day: bool = False, max_items: int = 12) -> Editions:
    """Day by day: what happened goes into the store, then the real stages make the editions. ``every_day``: cases are folded on days without filings too.

    ``max_items``: what does not fit into an email comes in a later one, so that a crowd of companies wants more room for all to be told the next morning.
    """
    import duckdb

    given = replace(settings.load(desk, {"LEADSCAN_DIGEST_MAX_ITEMS": str(max_items)}), store=replace(settings.Store(), lock_wait=5.0))
    lists = watchlists(companies)
    with store.open_store(given, purpose="simulate") as db:
        db.put_companies([company(number) for number in range(companies)], origin="simulated")
        db.put_watchlists(lists, origin="simulated")
        db.put_sources([Source("paper", "The Paper", "rss", "https://paper.example/rss"), Source("hkex", "The exchange", "hkex_json", "https://exchange.example/list")], origin="simulated")
    happened = defaultdict(list)
    for step in steps:
        if (day := edition_of(step, business)) is not None:
            happened[day].append(step)
    numbers: defaultdict[int, int] = defaultdict(int)
    # A connection that stays open spares every stage the cost of opening the file; nothing else changes.
    with duckdb.connect(str(desk / database.FILE)):
        for day in business:
            _one_day(given, day, happened[day], numbers, every_day=every_day)
        with store.open_store(given, purpose="simulate") as db:
            return {day: [found for watchlist in lists if (found := db.digest(watchlist.rm, day)) is not None] for day in business}


def _one_day(given: settings.Settings, day: date, steps: list[Step], numbers: defaultdict[int, int], *, every_day: bool) -> None:
    now = datetime.combine(day, time(7, 30), tzinfo=HONG_KONG)
    run = morning_run(given, now)
    with store.open_store(given, purpose="simulate") as db:
        for step in steps:
            numbers[step.company] += 1
            _store(db, step, numbers[step.company], now)
    if every_day or any(step.kind == "filing" for step in steps):
        cases.follow_cases(run)
        _examine_filings(given, steps, now)
    rank.rank(run)
    brief.brief(run)


# --- what an RM must and must not have heard -------------------------------------------------------------------------


def edition_of(step: Step, business: list[date]) -> date | None:
    """The first edition after a step; None where the stretch ends before it."""
    return next((day for day in business if day >= step.day), None)


def follows(watchlist: Watchlist, who: Company, lists: list[Watchlist]) -> bool:
    """By name, or by sector where it is no other RM's client."""
    if any(line.company == who.key for line in watchlist.companies):
        return True
    client = any(line.company == who.key and line.relation == "client" for other in lists for line in other.companies)
    return not client and bool(set(watchlist.sectors) & set(who.sectors))


def told_again(editions: Editions) -> tuple[list[str], int]:
    """(stories told twice to an RM without a named change, stories told again with one)."""
    told: dict[tuple[str, str], date] = {}
    wrong, again = [], 0
    for day, digests in editions.items():
        for digest_ in digests:
            for item in digest_.items:
                key = (digest_.rm, item.matter)
                if key in told and not item.changed:
                    wrong.append(f"{key} of {told[key]} again on {day}")
                again += key in told and bool(item.changed)
                told[key] = day
    return wrong, again


def untold(steps: list[Step], editions: Editions, *, companies: int) -> tuple[list[str], int]:
    """(steps that an RM did not get in the first edition after them, steps looked at). What is told for the first time needs no change; after that it is named."""
    lists, business = watchlists(companies), list(editions)
    known: dict[tuple[str, str, str], date] = {}
    missing, looked_at = [], 0
    for step in steps:
        day = edition_of(step, business)
        if step.kind == "again" or day is None:
            continue
        who = company(step.company)
        for watchlist in (watchlist for watchlist in lists if follows(watchlist, who, lists)):
            looked_at += 1
            found = [item for digest_ in editions[day] if digest_.rm == watchlist.rm for item in digest_.items if item.company_key == who.key]
            told = [item for item in found if step.kind == "filing" or step.trigger in item.triggers]
            first = all(known.get((watchlist.rm, who.key, item.trigger), day) == day for item in told)
            if not any(first or item.changed for item in told):
                missing.append(f"{day} {watchlist.rm} {step}")
            for item in told:
                for trigger in item.triggers:
                    known.setdefault((watchlist.rm, who.key, trigger), day)
    return missing, looked_at


def fates(steps: list[Step], editions: Editions, *, companies: int) -> tuple[Counter[int], list[str], list[str]]:
    """(business days that steps waited until their own document was shown, steps that a later one of the same matter overtook, steps that never came)."""
    lists, business = watchlists(companies), list(editions)
    numbers: Counter[int] = Counter()
    shown: dict[tuple[str, str], date] = {}
    told: defaultdict[tuple[str, str, str], list[date]] = defaultdict(list)
    for day, digests in editions.items():
        for digest_ in digests:
            for item in digest_.items:
                for url in item.urls:
                    shown.setdefault((digest_.rm, url), day)
                for trigger in item.triggers:
                    told[digest_.rm, item.company_key or "", trigger].append(day)
    waited: Counter[int] = Counter()
    overtaken, lost = [], []
    for step in sorted((step for step in steps if edition_of(step, business) is not None), key=lambda step: (edition_of(step, business), steps.index(step))):
        numbers[step.company] += 1
        who, first = company(step.company), edition_of(step, business)
        for watchlist in (watchlist for watchlist in lists if step.kind != "again" and first is not None and follows(watchlist, who, lists)):
            day = shown.get((watchlist.rm, address(step, numbers[step.company])))
            triggers = [step.trigger] if step.trigger else [name for name in IPO if name.startswith("IPO_")]
            if day is not None:
                waited[business.index(day) - business.index(first)] += 1
            elif any(day > first for trigger in triggers for day in told[watchlist.rm, who.key, trigger]):
                overtaken.append(f"{first} {watchlist.rm} {step}")
            else:
                lost.append(f"{first} {watchlist.rm} {step}")
    return waited, overtaken, lost


def retold(steps: list[Step], editions: Editions) -> list[str]:
    """Items that rest on nothing but another paper saying the same again, and on nothing that an earlier email had no room for."""
    business = list(editions)
    others = defaultdict(set)
    for step in steps:
        if step.kind != "again" and (day := edition_of(step, business)) is not None:
            others[step.company].add(day)
    wrong = []
    for step in steps:
        day = edition_of(step, business)
        if step.kind == "again" and day is not None and day not in others[step.company]:
            wrong += [f"{day} {digest_.rm} {step}" for digest_ in editions[day] for item in digest_.items if item.company_key == company(step.company).key and item.held is None]
    return wrong


def shown_twice(editions: Editions) -> tuple[list[str], int]:
    """(addresses shown to an RM on two days, addresses shown)."""
    shown: dict[tuple[str, str], date] = {}
    wrong = []
    for day, digests in editions.items():
        for digest_ in digests:
            urls = {url for item in digest_.items for url in item.urls}
            wrong += [f"{digest_.rm} {url} on {first} and {day}" for url in sorted(urls) if (first := shown.setdefault((digest_.rm, url), day)) != day]
    return wrong, len(shown)


# --- into the store --------------------------------------------------------------------------------------------------


def address(step: Step, number: int) -> str:
    """Where the document of a step stands; ``number`` counts the steps of its company."""
    if step.kind == "filing":
        form, status, _ = step.form
        return f"https://exchange.example/{step.company}/{digest('filing', step.company, form, status)}.pdf"
    return f"https://paper.example/{step.company}/{number}"


def _seen(step: Step, now: datetime) -> datetime:
    return min(now - timedelta(minutes=30), datetime.combine(step.day, time(6, step.company % 60), tzinfo=HONG_KONG))


def _store(db: store.Store, step: Step, number: int, now: datetime) -> None:
    who, seen = company(step.company), _seen(step, now)
    if step.kind == "filing":
        document = _filing(step, who, seen)
        db.save_documents([document])
        db.add_case_events([CaseEvent(document.case_key, step.day, seen, step.form[0], step.form[1], document.url, document.id)])
        return
    name, ident = who.name_en or "", digest("simulated", step.company, number)
    title, body = f"{name} {step.trigger.lower()} {number}", f"{name}: {step.trigger} is now {step.stage} at {step.amount}, says text {number}."
    url = address(step, number)
    article = Article(ident, "paper", ident, url, title, body, seen, "page", seen, "en")
    start = len(title) + 1
    event = Event(
        digest("event", ident), step.trigger, step.stage, "O", who.key, name, 0, len(name), Evidence(ident, "paper", url, start, start + len(body), body, "en"), ident, seen, seen,
        facts={"amount": step.amount, "amounts": step.amount}, sectors=who.sectors,
    )  # fmt: skip
    db.save_documents([article])
    db.save_examined([Examined(ident, StoryMark(ident, ident, seen, "en", b""), "business", who.sectors, (), (), (event,))], version="simulated")


def _filing(step: Step, who: Company, seen: datetime) -> Filing:
    form, status, kind = step.form
    ident = digest("filing", step.company, form, status)
    words = f"{form} of {who.name_en}. We are a company that makes simple things and we apply to list our shares." if form else ""
    return Filing(
        ident, "hkex", ident, "HKEX", form, f"HKEX:{900000 + step.company}", address(step, 0), f"{form} - {who.name_en}", words, "en", who.name_en or "", who.name_zh_hant,
        True if form else None, kind, step.day, seen, seen, raw_status=status, body_source="document" if form else "list",
    )  # fmt: skip


def _examine_filings(given: settings.Settings, steps: list[Step], now: datetime) -> None:
    with store.open_store(given, purpose="simulate") as db:
        for step in steps:
            if step.kind != "filing":
                continue
            who, seen = company(step.company), _seen(step, now)
            document = _filing(step, who, seen)
            events = filing_events.from_filing(document, story_id=document.id, company_key=who.key, sectors=who.sectors)
            db.save_examined([Examined(document.id, StoryMark(document.id, document.id, seen, "en", b""), "business", who.sectors, (), (), events)], version="simulated")
