"""Cases: what venues published and papers told of each issuer's way to a listing, folded anew; what is not as it was is kept as a record.

    store (case events, filings, IPO_INTENT events, the cases before) -> filings.cases -> Case + CaseChange -> store
    applicants nobody listed join the register the day they file
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from leadscan import store
from leadscan.companies.register import Register
from leadscan.filings import cases
from leadscan.leads import changes as leads
from leadscan.stages import registers
from leadscan.stages.run import HONG_KONG, Run
from leadscan.types import Case, CaseChange, CaseEvent, Company, Event, Filing, Lead, Told


def follow_cases(run: Run) -> int:
    """Folds each case's events into its stage, links it to the register and to earlier news, enrols applicants nobody listed, and keeps what changed; how many cases there are."""
    with store.open_store(run.settings, purpose="follow cases") as db:
        events, filings = _published(db)
        before = {case.key: case for case in db.cases()}
        known = registers.load(run.settings, db)
        intents = _intentions(db.events(run.now - cases.INTENT_REACH - cases.SILENCE, trigger=cases.INTENT_TRIGGER))
        joined = cases.listings(filing for each in filings.values() for filing in each)
        _join(joined, events, filings)
        linked = cases.link(cases.fold(events[key], filings[key], now=run.now) for key in sorted(events))
        named = [replace(case, company_key=_company_of(case, known)) for case in linked]
        told = [event for case in named if (event := cases.intent_of(case, _about(case, intents))) is not None and event not in case.events]
        found = [_with_news(case, told, filings[case.key], run) for case in named]
        db.put_companies([applicant(case) for case in found if case.company_key is None], origin="filings")
        final = [replace(case, company_key=case.company_key or applicant(case).key) for case in found]
        moved = [change for case in final if case.key in before for change in changes(before[case.key], case)]
        db.save_followed([case for case in final if case != before.get(case.key)], told, moved, gone=sorted(set(before) & set(joined)), now=run.now)
    return len(final)


def companies(followed: Iterable[Case], filings: Iterable[Filing]) -> dict[str, str | None]:
    """Case key to company, those of new listings that belong to an application included."""
    found = {case.key: case.company_key for case in followed}
    return found | {new: found.get(key) for new, key in cases.listings(filings).items()}


def changes(before: Case, now: Case) -> tuple[CaseChange, ...]:
    """What changed in a case since it was last looked at."""
    return cases.changes(before, now)


def moves(db: store.Store, told: Iterable[Told], edition: date) -> Callable[[Lead], str | None]:
    """What moved in a lead's listing case since its RM was last told of that listing; the answer is None for every other lead."""
    last: dict[str, date] = {}
    for memory in told:
        company, _, trigger = memory.matter.rpartition("|")
        if trigger.startswith("IPO_") and memory.edition < edition:
            last[company] = max(memory.edition, last.get(company, memory.edition))
    if not last:
        return lambda lead: None
    seen: dict[str, list[CaseChange]] = defaultdict(list)
    companies = db.case_companies()
    for change in db.case_changes(datetime.combine(min(last.values()), time.max, tzinfo=HONG_KONG)):
        seen[companies.get(change.case_key) or ""].append(change)

    def moved(lead: Lead) -> str | None:
        company = lead.matter.rpartition("|")[0]
        if not lead.trigger.startswith("IPO_") or lead.company_key is None or company not in last:
            return None
        return leads.of_case(change for change in seen.get(lead.company_key, ()) if change.seen_at is not None and change.seen_at.astimezone(HONG_KONG).date() > last[company])

    return moved


def _published(db: store.Store) -> tuple[dict[str, list[CaseEvent]], dict[str, list[Filing]]]:
    """What venues published by case, and the documents; news of an intention, kept from earlier, is found anew each time."""
    events: dict[str, list[CaseEvent]] = defaultdict(list)
    for event in db.case_events():
        events[event.case_key].append(event)
    filings: dict[str, list[Filing]] = defaultdict(list)
    for filing in db.filings():
        filings[filing.case_key].append(filing)
    return events, filings


def _join(joined: Mapping[str, str], events: dict[str, list[CaseEvent]], filings: dict[str, list[Filing]]) -> None:
    """Moves what the table of new listings tells to the application that led there."""
    for new, key in sorted(joined.items()):
        events[key].extend(replace(event, case_key=key) for event in events.pop(new, ()))
        filings[key].extend(replace(filing, case_key=key) for filing in filings.pop(new, ()))


Intentions = Mapping[str, Sequence[Event]]
"""Events that tell of an intention to list, by company key and by comparison form of the name."""


def _intentions(events: Iterable[Event]) -> Intentions:
    found: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        for name in {event.company_key or "", cases.called(event.company_name)} - {""}:
            found[name].append(event)
    return found


def _about(case: Case, intents: Intentions) -> list[Event]:
    names = {case.company_key or "", *(cases.called(name) for name in (case.issuer, case.issuer_zh) if name)} - {""}
    return list({event.id: event for name in sorted(names) for event in intents.get(name, ())}.values())


def _with_news(case: Case, told: Sequence[CaseEvent], filings: Sequence[Filing], run: Run) -> Case:
    """The case with the news of its intention as its first event; everything else stays, since nothing before an application moves a stage that is further."""
    own = [event for event in told if event.case_key == case.key]
    if not own:
        return case
    again = cases.fold([*case.events, *own], filings, now=run.now)
    return replace(case, events=again.events, stage=again.stage, updated=max(case.updated, again.updated))


def _company_of(case: Case, register: Register) -> str | None:
    """The record that bears the issuer's name, where exactly one does."""
    found = {company.issuer or company.key for name in (case.issuer, case.issuer_zh) if name for company in register.find(name)}
    return found.pop() if len(found) == 1 else None


def applicant(case: Case) -> Company:
    """A register record for an issuer that only its filing names. A mainland venue's list writes its name in Simplified characters."""
    market, _, code = case.key.partition(":")
    latin = case.issuer if case.issuer.isascii() else None
    chinese = case.issuer_zh or (case.issuer if latin is None else None)
    simplified = market in ("SSE", "SZSE", "BSE", "CSRC")
    return Company(
        key=f"{market}-APP:{code}",
        market=f"{market}-APP",
        code=code,
        name_en=latin or None,
        name_zh_hant=None if simplified else chinese,
        name_zh_hans=chinese if simplified else None,
        status="applicant",
        origin="filings",
    )
