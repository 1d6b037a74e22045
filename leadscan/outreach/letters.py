"""A one-page letter to a company's finance chief, ready to be faxed by a person: sender in both languages, the event in the company's own
public words, one need, one product, and how to have no more letters (Cap. 593, the unsolicited messages ordinance, s.8 and s.9)."""

from __future__ import annotations

import functools
from datetime import date

from jinja2 import FunctionLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from leadscan.data import read_text, words
from leadscan.errors import UsageError
from leadscan.settings import Bank
from leadscan.text.normalize import squeeze
from leadscan.types import Case, Evidence, Language, Lead

_SENTENCE_LIMIT = 200
PAGE_LINES = 50
"""Lines of an A4 fax at a readable size."""


def draft(lead: Lead, case: Case | None, *, language: Language, bank: Bank, rm_name: str, today: date, source: str | None = None) -> str:
    """The letter's text. UsageError where no letter may go out: a frozen lead, a risk, or a bank with no fax number for opting out.

    ``source`` is the title of the paper or document the quoted words come from. Names no score, no reason and no other client.
    """
    _may_write(lead, bank)
    contact = case.contact if case is not None and "CFO_CHANGE" not in lead.triggers else None
    cfo = contact.cfo_name.value if contact is not None and contact.cfo_name is not None else None
    title = contact.cfo_title.value if contact is not None and contact.cfo_title is not None else None
    made = _environment().get_template(f"letters/{language}.txt.j2").render(
        bank=bank,
        company=_line(lead.company_name),
        addressee=_line(cfo) if cfo else None,
        title=_line(title) if title else words.say(language, "letter.to_cfo"),
        fax=_line(case.contact.fax.value) if case is not None and case.contact.fax is not None else None,
        quote=_quote(lead.events[0].evidence) if lead.events else None,
        source=_line(source) if source else None,
        need=_line(lead.need.rstrip("。.")),
        rm_name=_line(rm_name),
        today=words.day(language, today, long=True),
    )
    return str(made)


def _may_write(lead: Lead, bank: Bank) -> None:
    if lead.suppressed is not None or lead.polarity == "R":
        raise UsageError(f"lead {lead.id}: no letter may go out: {lead.suppressed or 'the company is under a risk trigger'}")
    if not bank.fax.strip():
        raise UsageError("leadscan.toml: bank.fax: missing; a letter must name a Hong Kong fax number that takes opt-outs (Cap. 593 s.9)")


def _quote(evidence: Evidence) -> str:
    text = _line(evidence.quote, 600)
    return text if len(text) <= _SENTENCE_LIMIT else text[:_SENTENCE_LIMIT].rstrip() + "…"


def _line(text: str, limit: int = 160) -> str:
    clean = squeeze("".join(char for char in text if char.isprintable() or char.isspace()))
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


@functools.cache
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FunctionLoader(lambda name: read_text("templates", *name.split("/"))), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
