"""Weekly: a second email on one day of the week, after that day's edition: what was told, what was done, how listings moved, what falls due.

    store (digests, touches, cases, their changes) -> digests.weekly -> Digest of kind "weekly" -> store (outbox)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from leadscan import store
from leadscan.companies.register import Register
from leadscan.digests import render, weekly
from leadscan.errors import DeskError
from leadscan.leads import owners
from leadscan.outreach import calendar
from leadscan.settings import Settings
from leadscan.stages import brief, flashed, registers
from leadscan.stages.run import HONG_KONG, Run
from leadscan.types import Case, CaseChange, CaseMove, Clock, Digest, Report, Touch, Watchlist, Week

DAYS = ("mon", "tue", "wed", "thu", "fri")
KIND = "weekly"
AHEAD = timedelta(days=7)


def make(run: Run) -> Report:
    """Builds the weekly emails that are due and missing."""
    counts: Counter[str] = Counter(weeklies=0)
    for watchlist in missing(run):
        _one(run, watchlist)
        counts["weeklies"] += 1
    return Report(KIND, dict(counts))


def missing(run: Run) -> tuple[Watchlist, ...]:
    """Watchlists whose weekly email is due today and not yet made; their morning email comes first."""
    if not calendar.is_business_day(run.edition, extra=run.settings.morning.holidays):
        return ()
    with store.open_store(run.settings, purpose=KIND) as db:
        wanted = [watchlist for watchlist in db.watchlists() if is_due(run.settings, watchlist, run.edition)]
        made, briefed = db.editions_done(run.edition, KIND), db.editions_done(run.edition)
    return tuple(watchlist for watchlist in wanted if watchlist.rm not in made and watchlist.rm in briefed)


def is_due(settings: Settings, watchlist: Watchlist, day: date) -> bool:
    """Is it the RM's day of the week, or, where that is a day off, the week's last business day. DeskError where the desk names no such day."""
    named = watchlist.weekly or settings.digest.weekly
    if named in ("", "no"):
        return False
    if named not in DAYS:
        raise DeskError(f"leadscan.toml: digest.weekly: wants one of {', '.join(DAYS)} or nothing; found {named!r}")
    monday = day - timedelta(days=day.weekday())
    wanted = monday + timedelta(days=DAYS.index(named))
    if not calendar.is_business_day(wanted, extra=settings.morning.holidays):
        open_days = [one for number in range(5) if calendar.is_business_day(one := monday + timedelta(days=number), extra=settings.morning.holidays)]
        return bool(open_days) and day == open_days[-1]
    return day == wanted


def _one(run: Run, watchlist: Watchlist) -> None:
    with store.open_store(run.settings, purpose=KIND) as db:
        made = compose(run, db, watchlist)
        db.save_edition(made, render.message(made, settings=run.settings, now=run.now, picture=brief.picture(run.settings)), ())


def compose(run: Run, db: store.Store, watchlist: Watchlist) -> Digest:
    """The weekly digest as it would be now; nothing is stored."""
    before = [made.date for made in db.digests(watchlist.rm, run.edition - timedelta(days=13), run.edition - timedelta(days=1)) if made.kind == KIND]
    first = max(before) + timedelta(days=1) if before else run.edition - timedelta(days=6)
    told = [made for made in db.digests(watchlist.rm, first, run.edition) if made.kind == "morning" or flashed.is_flash(made)]
    cases = _followed(db.cases(), watchlist, registers.load(run.settings, db))
    touches = db.touches(rm=watchlist.rm)
    week = Week(
        first=first, last=run.edition, until=run.edition + AHEAD, touches=tuple(touch for touch in touches if first <= _day(touch) <= run.edition),
        moves=tuple(_moves(cases, db.case_changes(), first, run.edition)), clocks=tuple(_clocks(cases, touches, run.edition)),
    )  # fmt: skip
    return weekly.digest(watchlist, told, week, cases=[(name, case) for case, name in cases], edition=run.edition)


Followed = Sequence[tuple[Case, str]]
"""A case with its company's name in the RM's language."""


def _followed(cases: Sequence[Case], watchlist: Watchlist, register: Register) -> Followed:
    """Cases of companies that the watchlist names or whose sector it follows; what is no lead by its kind is left out."""
    found = []
    for case in cases:
        company = register.get(case.company_key) if case.company_key else None
        written = tuple(name for name in (case.issuer, case.issuer_zh) if name)
        named = owners.watched(watchlist, company, *written, find=register.find) is not None
        if case.lead_grade and (named or (company is not None and set(company.sectors) & set(watchlist.sectors))):
            known = company.name(watchlist.language) if company is not None else ""
            own = (case.issuer_zh or case.issuer) if watchlist.language != "en" else case.issuer
            found.append((case, known if known and known != (company.key if company is not None else "") else own))
    return found


def _moves(cases: Followed, changes: Sequence[CaseChange], first: date, last: date) -> list[CaseMove]:
    """Each case's way over these days, from where it stood to where it stands; a case that was filed on one of them is new."""
    made = []
    for case, name in cases:
        steps = [change for change in changes if change.case_key == case.key and change.what == "stage" and change.seen_at is not None and first <= change.seen_at.astimezone(HONG_KONG).date() <= last]
        url = case.events[-1].url if case.events else case.contact_url or ""
        if steps and steps[0].old != steps[-1].new and steps[-1].seen_at is not None:
            made.append(CaseMove(name, steps[-1].seen_at.astimezone(HONG_KONG).date(), steps[0].old or "", steps[-1].new or "", url))
        elif not steps and case.filed is not None and first <= case.filed <= last:
            made.append(CaseMove(name, case.filed, "", case.stage, url))
    return sorted(made, key=lambda move: (move.day, move.name))


def _clocks(cases: Followed, touches: Sequence[Touch], today: date) -> list[Clock]:
    lapses = [Clock(case.lapses, name, "lapses") for case, name in cases if case.lapses is not None and today <= case.lapses <= today + AHEAD and case.stage not in ("LISTED", "LAPSED", "WITHDRAWN", "RETURNED", "REJECTED")]
    last = {touch.lead_id: touch for touch in touches}  # oldest first: the last step of each lead stays
    steps = [
        Clock(due, touch.company_name, touch.next_step, touch.next_at)
        for touch in last.values()
        if touch.next_step and touch.next_at is not None and (due := touch.next_at.astimezone(HONG_KONG).date()) <= today + AHEAD
    ]
    return sorted((*lapses, *steps), key=lambda clock: (clock.day, clock.name, clock.what))


def _day(touch: Touch) -> date:
    return touch.at.astimezone(HONG_KONG).date()


def after(report: Report, run: Run) -> Report:
    """A report of the morning's emails with those of the week counted too, where one was due."""
    made = make(run)
    return replace(report, counts={**report.counts, **made.counts}) if made.counts["weeklies"] else report
