"""Whom to call about a lead and what to say: the finance chief with proof or the switchboard question, three facts, one question, one product."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from leadscan.data import words
from leadscan.outreach import calendar
from leadscan.settings import Bank
from leadscan.text.normalize import squeeze
from leadscan.types import Case, Contact, Event, Fact, Language, Lead, Outreach

FACTS = 3
_LIVE = frozenset({"PREPARING", "DRAFT_PUBLIC", "FILED", "IN_REVIEW", "HEARING", "CLEARED", "PRICED"})


def suggest(lead: Lead, case: Case | None, *, language: Language, bank: Bank) -> Outreach | None:
    """A call for one lead, in the RM's language; None where nobody may be called. Says nothing that no record says."""
    if lead.suppressed is not None or lead.polarity == "R" or not lead.call:
        return None
    contact = _contact(lead, case)
    phone = contact.phone
    return Outreach(
        whom=whom(contact, language),
        phone=_line(phone.value) if phone is not None else None,
        phone_source=_place(phone, language) if phone is not None else None,
        say=(*facts(lead, case, contact, language), question(lead.trigger, language)),
        product=lead.need,
        call_by=calendar.at(lead.edition, time(12)),
    )


def whom(contact: Contact, language: Language) -> str:
    """The finance chief as the filing has it, with page; else the question for the switchboard, word for word."""
    name = contact.cfo_name
    if name is None:
        return words.say(language, "outreach.switchboard")
    if contact.cfo_title is not None:
        said = words.say(language, "outreach.cfo_proof", name=_line(name.value), title=words.titled(language, _line(contact.cfo_title.value), contact.cfo_role))
    else:
        said = words.say(language, "outreach.cfo_no_title", name=_line(name.value))
    return said + words.say(language, "marks.comma") + _place(name, language)


def question(trigger: str, language: Language) -> str:
    """The one question that fits the trigger."""
    questions = words.get(language, "outreach.questions")
    return str(questions.get(trigger, questions["OTHER"]))


def facts(lead: Lead, case: Case | None, contact: Contact, language: Language) -> tuple[str, ...]:
    """At most three facts, the event first; no scores, nothing of another client."""
    said = [_event(lead, case, language)]
    if contact.principal_bankers:
        said.append(words.say(language, "outreach.fact_bankers", banks=_names(contact.principal_bankers, language), place=_place(contact.principal_bankers[0], language)))
    said += _listing(lead, case, language)
    if contact.sponsors:
        said.append(words.say(language, "outreach.fact_sponsors", sponsors=_names(contact.sponsors, language)))
    said += [_further(event, language) for event in _others(lead)]
    if lead.relation in ("client", "dormant"):
        said.append(words.say(language, f"outreach.fact_{lead.relation}"))
    return tuple(dict.fromkeys(said))[:FACTS]


def _event(lead: Lead, case: Case | None, language: Language) -> str:
    first = lead.events[0] if lead.events else None
    day = words.month_day(language, first.occurred.astimezone(words.HONG_KONG).date() if first else lead.edition, today=lead.edition)
    phrase = str(words.get(language, "marks.dot")).join((words.predicate(language, lead.trigger, lead.stage, case_stage=case.stage if case is not None else None, facts=lead.facts), *words.fact_words(language, lead.facts, most=2)))
    return words.say(language, "outreach.fact_event_bare", company=_spaced(_line(lead.company_name), phrase), phrase=phrase, day=day)


def _spaced(name: str, phrase: str) -> str:
    """Latin beside Chinese wants a space where the template of the language has none."""
    return f"{name} " if name[-1:].isascii() and not phrase[:1].isascii() else name


def _listing(lead: Lead, case: Case | None, language: Language) -> list[str]:
    if case is None or case.stage not in _LIVE:
        return []
    if case.filed is not None and case.lapses is not None and case.lapses >= lead.edition:
        filed, lapses = (words.month_day(language, day, today=lead.edition) for day in (case.filed, case.lapses))
        return [words.say(language, "outreach.fact_case", filed=filed, lapses=lapses)]
    return [words.say(language, "outreach.fact_stage", stage=words.get(language, f"case.stage.{case.stage}"))]


def _others(lead: Lead) -> list[Event]:
    """The first event of each further trigger that has no risk in it."""
    found: dict[str, Event] = {}
    for event in lead.events:
        if event.trigger != lead.trigger and event.polarity != "R":
            found.setdefault(event.trigger, event)
    return list(found.values())


def _further(event: Event, language: Language) -> str:
    quote = _line(event.evidence.quote)
    return words.say(language, "outreach.fact_quote", quote=quote if len(quote) <= 120 else quote[:119] + "…")


def _contact(lead: Lead, case: Case | None) -> Contact:
    """The filing's contact; no finance chief where the papers tell of a change there since."""
    if case is None:
        return Contact()
    if "CFO_CHANGE" not in lead.triggers or any(event.trigger == "CFO_CHANGE" and event.facts.get("form") for event in lead.events):
        return case.contact
    return replace(case.contact, cfo_name=None, cfo_title=None, cfo_role=None)


def _names(found: tuple[Fact, ...], language: Language) -> str:
    return words.joined(language, [_line(fact.value) for fact in found[:3]])


def _place(fact: Fact, language: Language) -> str:
    return words.say(language, "outreach.page", page=fact.page) if fact.page is not None else words.say(language, "outreach.filing")


def _line(text: str, limit: int = 120) -> str:
    """One line of outside text, bounded, without control characters."""
    clean = squeeze("".join(char for char in text if char.isprintable() or char.isspace()))
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"

