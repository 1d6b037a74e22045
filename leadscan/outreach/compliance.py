"""What forbids outreach, rule by rule, each with its source and who may clear it. Not legal advice: the bank's compliance signs the rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from leadscan.outreach import calendar
from leadscan.text.normalize import fold, squeeze
from leadscan.types import Contact, Lead, Suppression

REGISTER_STALE = 10
"""Working days after which an imported do-not-call register may no longer be relied on (Cap. 593 gives ten working days to honour an entry)."""
_LEFT_DIGITS = 8
"""A Hong Kong number without its country code."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing may go out."""

    rule: str
    """risk_freeze, other_rm, suppressed, cfo_changed, stale_register."""
    detail: str
    source: str
    """Law or house rule behind it."""
    clears: str
    """Who may lift it."""

    def __str__(self) -> str:
        return f"{self.detail} ({self.source}; {self.clears} may clear it)"


def check(
    lead: Lead,
    suppressions: Iterable[Suppression],
    *,
    today: date,
    contact: Contact | None = None,
    owner: str | None = None,
    departed: Iterable[str] = (),
    email: str | None = None,
    register_date: date | None = None,
) -> str | None:
    """The first rule that forbids a letter, fax or call for this lead, in one line with its source and who may clear it; None = free."""
    found = refusal(lead, suppressions, today=today, contact=contact, owner=owner, departed=departed, email=email, register_date=register_date)
    return None if found is None else str(found)


def refusal(
    lead: Lead,
    suppressions: Iterable[Suppression],
    *,
    today: date,
    contact: Contact | None = None,
    owner: str | None = None,
    departed: Iterable[str] = (),
    email: str | None = None,
    register_date: date | None = None,
) -> Refusal | None:
    """The first rule that forbids. ``owner`` is the RM who owns the company, ``departed`` the names that have left their post since the filing,
    ``register_date`` the day the fax do-not-call register was imported (None = no fax goes out)."""
    return (
        _risk(lead)
        or _owner(lead, owner)
        or _suppressed(lead, suppressions, today, contact, email)
        or _departed(contact, departed)
        or _register(register_date, today)
    )


def _risk(lead: Lead) -> Refusal | None:
    if lead.polarity == "R":
        return Refusal("risk_freeze", f"{lead.company_name or lead.company_key} is under a risk trigger ({lead.trigger})", "house rule: no sales under risk", "the credit officer")
    if lead.suppressed is not None:
        return Refusal("risk_freeze", lead.suppressed, "house rule: the lead is frozen", "the credit officer")
    return None


def _owner(lead: Lead, owner: str | None) -> Refusal | None:
    if owner is None or owner == lead.rm:
        return None
    return Refusal("other_rm", f"{lead.company_name or lead.company_key} belongs to {owner}", "house rule: one RM a client", owner)


def _suppressed(lead: Lead, suppressions: Iterable[Suppression], today: date, contact: Contact | None, email: str | None) -> Refusal | None:
    forms = _forms(lead, contact, email)
    for entry in suppressions:
        if not in_force(entry, today):
            continue
        if _form(entry.kind, entry.value) in forms[entry.kind]:
            law = "Cap. 593 s.11: unsubscribe request" if entry.kind in ("phone", "fax", "email") else "the bank's suppression list"
            return Refusal("suppressed", f"{entry.kind} {entry.value} is on the suppression list since {entry.since}: {entry.reason}", law, "compliance")
    return None


def in_force(entry: Suppression, today: date) -> bool:
    """Does the entry hold on that day; it holds from the day it was asked for, to be on the safe side."""
    return entry.since <= today and (entry.until is None or today <= entry.until)


def _forms(lead: Lead, contact: Contact | None, email: str | None) -> dict[str, set[str]]:
    """Everything the lead would reach, by kind, in comparison form."""
    key = lead.company_key or ""
    companies = {_form("company", value) for value in (key, key.partition(":")[2], lead.company_name, *lead.names) if value}
    numbers = {kind: {_form(kind, fact.value)} if fact is not None else set() for kind, fact in (("phone", contact.phone), ("fax", contact.fax))} if contact else {}
    people = {_form("person", fact.value) for fact in (contact.cfo_name, contact.ceo_name) if fact is not None} if contact else set()
    return {"company": companies, "phone": numbers.get("phone", set()), "fax": numbers.get("fax", set()), "person": people, "email": {_form("email", email)} if email else set()}


def _form(kind: str, value: str) -> str:
    if kind in ("phone", "fax"):
        digits = re.sub(r"\D", "", value)
        return digits[-_LEFT_DIGITS:] if digits.startswith(("852", "00852")) and len(digits) > _LEFT_DIGITS else digits
    return squeeze(fold(value))


def _departed(contact: Contact | None, departed: Iterable[str]) -> Refusal | None:
    if contact is None or contact.cfo_name is None:
        return None
    name = contact.cfo_name.value
    if _form("person", name) in {_form("person", left) for left in departed}:
        return Refusal("cfo_changed", f"{name} has left since the filing", "house rule: never the wrong name", "the RM, with the new name")
    return None


def _register(register_date: date | None, today: date) -> Refusal | None:
    if register_date is None or calendar.business_days_between(register_date, today) <= REGISTER_STALE:
        return None
    return Refusal("stale_register", f"the fax do-not-call register is of {register_date}", "Cap. 593: at most ten working days old", "the operator, by a new import")
