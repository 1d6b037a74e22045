"""One line of what happened, in the RM's language, out of trigger, stage, facts and names; nothing in it that no record says."""

from __future__ import annotations

from collections.abc import Mapping

from leadscan.data import sectors, words
from leadscan.digests.safety import is_han, line
from leadscan.types import Case, Lead, Stage

ALSO_AT_MOST = 3


def predicate(trigger: str, stage: Stage, case: Case | None, language: str, facts: Mapping[str, str]) -> str:
    """What happened, without the company."""
    return words.predicate(language, trigger, stage, case_stage=case.stage if case is not None else None, facts=facts)


def phrase(lead: Lead, case: Case | None, language: str) -> str:
    """Predicate, facts, and what else is told in the same item."""
    main = predicate(lead.trigger, lead.stage, case, language, lead.facts)
    facts = tuple(line(fact, 80) for fact in words.fact_words(language, lead.facts))
    text = words.get(language, "marks.dot").join((main, *facts))
    others = [words.trigger(language, name) for name in lead.triggers if name != lead.trigger][:ALSO_AT_MOST]
    if not others:
        return str(text)
    also = words.get(language, "item.also") + words.get(language, "marks.colon") + words.joined(language, others)
    return f"{text}{words.get(language, 'marks.semicolon')}{also}"


def story(lead: Lead, case: Case | None, language: str) -> str:
    """The whole line: company with its name in the other script, then what happened; for news of no company the sector."""
    said = phrase(lead, case, language)
    name = line(lead.company_name, 120)
    if not name:
        return f"{sector(lead.sectors, language)}{words.get(language, 'marks.colon')}{said}"
    other = other_script(name, lead.names)
    if other:
        name += words.bracketed(language, other)
    return sentence(name, said, language)


def sentence(name: str, said: str, language: str) -> str:
    """Name and predicate; Chinese needs no space between Chinese."""
    tight = language != "en" and not name[-1:].isascii() and not said[:1].isascii()
    return f"{name}{said}" if tight else f"{name} {said}"


def sector(ids: tuple[str, ...], language: str) -> str:
    """Name of the first sector known, else the words for none."""
    known = sectors.by_id()
    found = next((known[name].name(language) for name in ids if name in known), None)
    return found or str(words.get(language, "item.unnamed"))


def other_script(name: str, names: tuple[str, ...]) -> str:
    """The first of the names that is written in the other script (Latin beside Han, Han beside Latin); empty where there is none."""
    return next((line(other, 120) for other in names if other and is_han(other) != is_han(name)), "")


def without_name(told: str, company: str, names: tuple[str, ...], sectors: tuple[str, ...], language: str) -> str:
    """A story for a place where the company's name stands above it."""
    told, name = line(told, 600), line(company, 120)
    if not name:
        return told.removeprefix(sector(sectors, language) + words.get(language, "marks.colon"))
    if not told.startswith(name):
        return told
    rest, other = told[len(name) :], other_script(name, names)
    return rest.removeprefix(words.bracketed(language, other) if other else "").strip()
