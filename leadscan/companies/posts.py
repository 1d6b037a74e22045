"""People's posts at the companies that were matched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from leadscan.types import Mention, Person


def link(people: Iterable[Person], mentions: Iterable[Mention]) -> tuple[Person, ...]:
    """Each person with the register key of the company mention that the post belongs to; None where that mention means no record for sure."""
    linked = [mention for mention in mentions if mention.company is not None]
    return tuple(replace(person, company_key=_key(person, linked)) for person in people)


def _key(person: Person, mentions: list[Mention]) -> str | None:
    if person.company_start is None or person.company_end is None:
        return None
    for mention in mentions:
        if mention.start < person.company_end and person.company_start < mention.end and mention.company is not None:
            return mention.company.key
    return None
