"""What forbids outreach, rule by rule, each with its source and who may clear it. Not legal advice: the bank's compliance signs the rules.

A rule is a small function over ``Circumstances``; the first that refuses is the answer. All that could be known is asked of the store before;
here nothing is looked up.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from leadscan.data import read_toml
from leadscan.outreach import calendar, numbers
from leadscan.text.normalize import fold, squeeze
from leadscan.types import Consent, Contact, Lead, Suppression, Touch

REGISTER_STALE = 10
"""Working days after which an imported do-not-call register may no longer be relied on (Cap. 593 gives ten working days to honour an entry)."""
HONOUR_DAYS = 10
"""Working days within which an opt-out must be honoured (Cap. 593 s.10). leadscan honours it from the day it was asked for."""
KEEP_YEARS = 3
"""Years for which a request must be kept (Cap. 593A); so long an opt-out of a number holds, whatever its ``until``."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing may go out."""

    rule: str
    """risk_freeze, other_rm, ended, corrected, suppressed, cfo_changed, named_person, no_register, stale_register or do_not_call."""
    detail: str
    source: str
    """Law or house rule behind it."""
    clears: str
    """Who may lift it."""

    def __str__(self) -> str:
        return f"{self.detail} (rule {self.rule}: {self.source}; {self.clears} may clear it)"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that the rules look at."""

    lead: Lead
    today: date
    suppressions: tuple[Suppression, ...] = ()
    contact: Contact | None = None
    owner: str | None = None
    """RM who owns the company; None = nobody."""
    fax: str | None = None
    """Number the letter would go to; None = written in by hand."""
    addressee: str | None = None
    """Person the letter would name; None = the post."""
    email: str | None = None
    departed: tuple[str, ...] = ()
    """Names that have left their post since the filing."""
    consents: tuple[Consent, ...] = ()
    named_people: bool = False
    """Compliance has signed that letters may name people."""
    register_date: date | None = None
    """Day of the fax do-not-call register that was imported; None = none was."""
    listed: bool = False
    """The fax number stands on that register."""
    touches: tuple[Touch, ...] = ()
    """Earlier steps with this company that count for this RM."""
    corrected: str | None = None
    """What a person said of this lead (wrong_company, not_a_lead)."""
    holidays: frozenset[date] = frozenset()
    """The desk's own days off."""


def refusal(given: Circumstances) -> Refusal | None:
    """The first rule that forbids a letter, fax or call; None = free."""
    return next((found for rule in RULES if (found := rule(given)) is not None), None)


def check(lead: Lead, suppressions: Iterable[Suppression], *, today: date, contact: Contact | None = None, owner: str | None = None, email: str | None = None) -> str | None:
    """The first rule that forbids reaching this lead at all, in one line with its source and who may clear it; None = free."""
    found = next((f for rule in (_risk, _owner, _suppressed) if (f := rule(Circumstances(lead, today, tuple(suppressions), contact, owner, email=email))) is not None), None)
    return None if found is None else str(found)


def honour_by(asked: date, *, extra: Iterable[str | date] = ()) -> date:
    """The last day on which an opt-out asked for on that day must be honoured."""
    return calendar.add_business_days(asked, HONOUR_DAYS, extra=extra)


def in_force(entry: Suppression, today: date) -> bool:
    """Does the entry hold on that day: from the day it was asked for, to be on the safe side; an opt-out of a number or address for three years at least."""
    if entry.since > today:
        return False
    if entry.until is None or today <= entry.until:
        return True
    return entry.kind in ("phone", "fax", "email") and today < _years_later(entry.since, KEEP_YEARS)


def agreed(consents: Iterable[Consent], kind: str, value: str, today: date) -> bool:
    """Did this number or person agree to be written to, and does it hold on that day."""
    return any(c.kind == kind and _form(kind, c.value) == _form(kind, value) and c.given <= today and (c.until is None or today <= c.until) for c in consents)


def private_fact(text: str) -> str | None:
    """Words of a text that concern a person and not an office (age, family, health, home); None = there are none."""
    found = next((hit for pattern, folded in _private() if (hit := pattern.search(fold(text) if folded else text)) is not None), None)
    return None if found is None else found[0]


# --- the rules ---


def _risk(given: Circumstances) -> Refusal | None:
    lead = given.lead
    if lead.polarity == "R":
        return Refusal("risk_freeze", f"{_name(lead)} is under a risk trigger ({lead.trigger})", "house rule: no sales under risk", "the credit officer")
    if lead.suppressed is not None:
        clears = "compliance" if lead.suppressed.startswith("suppression") else "the credit officer"
        return Refusal("suppressed" if clears == "compliance" else "risk_freeze", lead.suppressed, "house rule: the lead is frozen", clears)
    return None


def _owner(given: Circumstances) -> Refusal | None:
    if given.owner is None or given.owner == given.lead.rm:
        return None
    return Refusal("other_rm", f"{_name(given.lead)} belongs to {given.owner}", "house rule: one RM a client", given.owner)


def _ended(given: Circumstances) -> Refusal | None:
    last = max(given.touches, key=lambda touch: (touch.at, touch.id), default=None)
    if last is None or last.outcome not in ("no", "lost", "not_relevant"):
        return None
    return Refusal("ended", f"{last.outcome.replace('_', ' ')} on {last.at.astimezone(calendar.HONG_KONG).date()} ({last.rm})", "house rule: outreach stops on no", f"{last.rm}, by a new touch such as call_later,")


def _corrected(given: Circumstances) -> Refusal | None:
    if given.corrected is None:
        return None
    return Refusal("corrected", f"a person said of this lead: {given.corrected.replace('_', ' ')}", "house rule: a correction outlives the machine", "who made the correction")


def _suppressed(given: Circumstances) -> Refusal | None:
    forms = _forms(given)
    for entry in given.suppressions:
        if in_force(entry, given.today) and _form(entry.kind, entry.value) in forms[entry.kind]:
            opted = entry.kind in ("phone", "fax", "email")
            law = f"Cap. 593 s.10: an opt-out, to be honoured by {honour_by(entry.since, extra=given.holidays)}" if opted else "the bank's suppression list"
            return Refusal("suppressed", f"{entry.kind} {entry.value} is on the suppression list since {entry.since}: {entry.reason or 'no reason given'}", law, "compliance")
    return None


def _departed(given: Circumstances) -> Refusal | None:
    if given.addressee is None or _form("person", given.addressee) not in {_form("person", left) for left in given.departed}:
        return None
    return Refusal("cfo_changed", f"{given.addressee} has left the post since the filing", "house rule: never the wrong name", "the RM, with the new name,")


def _named(given: Circumstances) -> Refusal | None:
    if given.addressee is None or given.named_people or agreed(given.consents, "person", given.addressee, given.today):
        return None
    return Refusal("named_person", f"no consent of {given.addressee} is recorded; write to the post", "PDPO Part VIA: direct marketing to a named person", "compliance, by consents.csv or [outreach] named_people,")


def _register(given: Circumstances) -> Refusal | None:
    number = numbers.hong_kong(given.fax) if given.fax else None
    if number is None or agreed(given.consents, "fax", number, given.today):
        return None
    import_ = "the operator, by `leadscan import suppression FILE --register fax --as-of DAY`,"
    if given.register_date is None:
        return Refusal("no_register", f"no fax do-not-call register was imported, and {given.fax} is a Hong Kong number", "Cap. 593 s.11", import_)
    if calendar.business_days_between(given.register_date, given.today, extra=given.holidays) > REGISTER_STALE or given.register_date > given.today:
        return Refusal("stale_register", f"the fax do-not-call register is of {given.register_date}", "Cap. 593 s.11: at most ten working days old", import_)
    if given.listed:
        return Refusal("do_not_call", f"{given.fax} is on the fax do-not-call register of {given.register_date}", "Cap. 593 s.11", "nobody but the recipient, by a consent that compliance records,")
    return None


RULES: tuple[Callable[[Circumstances], Refusal | None], ...] = (_risk, _owner, _ended, _corrected, _suppressed, _departed, _named, _register)
"""In this order: what no letter can mend before what a better list can."""


def _name(lead: Lead) -> str:
    return lead.company_name or lead.company_key or lead.id


def _forms(given: Circumstances) -> dict[str, set[str]]:
    """Everything the lead would reach, by kind, in comparison form."""
    lead, contact = given.lead, given.contact
    key = lead.company_key or ""
    said: dict[str, list[str | None]] = {
        "company": [key, key.partition(":")[2], lead.company_name, *lead.names],
        "phone": [contact.phone.value if contact is not None and contact.phone is not None else None, given.fax],
        "fax": [contact.fax.value if contact is not None and contact.fax is not None else None, given.fax],
        "person": [given.addressee, *([fact.value for fact in (contact.cfo_name, contact.ceo_name) if fact is not None] if contact is not None else [])],
        "email": [given.email],
    }
    return {kind: {_form(kind, value) for value in values if value} - {""} for kind, values in said.items()}


def _form(kind: str, value: str) -> str:
    return numbers.form(value) if kind in ("phone", "fax") else squeeze(fold(value))


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


@functools.cache
def _private() -> tuple[tuple[re.Pattern[str], bool], ...]:
    table = read_toml("lexicon", "private.toml")
    return tuple((re.compile(pattern, re.I), lang == "zh") for lang in ("en", "zh") for pattern in table[lang])
