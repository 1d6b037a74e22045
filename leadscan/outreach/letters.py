"""A one-page letter to a company's finance chief and a page about the bank, ready to be faxed by a person: sender in both languages, the event in
the company's own public words, one need, one product, and how to have no more letters (Cap. 593, the unsolicited messages ordinance, s.8 and s.9).

The words are templates, a desk's own before the packaged ones. A template is cut into its parts before anything is filled in, and what is filled
in is one line: outside text can neither open a part nor add a paragraph.

    == to ==        a part; sender, date, to, number, greeting, subject, body, close, sign and optout of a letter, in the order of the page
    (4 blanks)      in a body: words set apart, such as the need
    # and *         in a brief: a heading and a point
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from leadscan.data import read_text, words
from leadscan.data.triggers import triggers
from leadscan.errors import DeskError, UsageError
from leadscan.outreach.compliance import private_fact
from leadscan.settings import Bank
from leadscan.text import people
from leadscan.text.normalize import simplify, squeeze, traditionalise
from leadscan.types import Case, Company, Event, Language, Lead

QUOTE_WIDTH = 220
"""Characters of the quote, a Han character counted twice."""
LETTER_PARTS = ("sender", "date", "to", "number", "greeting", "subject", "body", "close", "sign", "optout")
BRIEF_PARTS = ("title", "intro", "body", "foot")
_HEAD = re.compile(r"^== (\w+) ==[ \t]*\n", re.M)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_UNSEEN = re.compile(r"[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]")
_SENTENCE = re.compile(r"[。！？.!?][”’」』\"')）]*$")
_MAINLAND = frozenset({"SSE", "SZSE", "BSE", "CSRC", "NEEQ"})
_MAINLAND_FORM = re.compile(r"股份有限公司$")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page."""

    kind: str
    lines: tuple[str, ...]
    """Without blank lines at head and end; a blank line divides paragraphs."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Letter and brief, complete."""

    language: Language
    company: str
    addressee: str | None
    """The person addressed; None = the post alone."""
    fax: str | None
    """The recipient's number; None = a line to be filled in by hand."""
    bank: Bank
    today: date
    letter: tuple[Part, ...]
    brief: tuple[Part, ...]

    @property
    def text(self) -> str:
        """Page one as plain text."""
        return "\n\n".join("\n".join(part.lines) for part in self.letter) + "\n"

    @property
    def brief_text(self) -> str:
        """Page two as plain text."""
        return "\n\n".join("\n".join(part.lines) for part in self.brief) + "\n"


def compose(
    lead: Lead,
    case: Case | None,
    *,
    language: Language,
    bank: Bank,
    rm_name: str,
    today: date,
    company: Company | None = None,
    source: str | None = None,
    fax: str | None = None,
    addressee: str | None = None,
    title: str | None = None,
    role: str | None = None,
    templates: Mapping[str, str] | None = None,
    quote_width: int = QUOTE_WIDTH,
) -> Letter:
    """Letter and brief. UsageError where no letter may go out: a frozen lead, a risk, or a bank that does not say who it is.

    ``addressee`` is a person's name, where compliance allows one; without it the letter goes to the post. ``title`` is the post as a document has it, ``role`` the word for it.
    ``fax`` is the recipient's number. ``source`` is the title of the paper or document of the quoted words; None = the company's own. ``templates``
    by name go before the packaged ones. Names no score, no reason and no other client.
    """
    _may_write(lead, bank)
    name = one_line(_company_name(lead, company, language))
    if not name:
        raise UsageError(f"lead {lead.id}: it names no company, so there is nobody to write to")
    event = quoted_event(lead, language)
    values: dict[str, object] = {
        "bank": {field: one_line(getattr(bank, field)) for field in ("name", "name_zh", "address", "address_zh", "phone", "fax")},
        "company": name,
        "addressee": one_line(addressee, 60) if addressee else None,
        "title": one_line(post(title, language, role=role), 80),
        "fax": one_line(fax, 40) if fax else None,
        "quote": shorten(one_line(event.evidence.quote, 2000), quote_width) if event is not None and _is_sentence(event) else None,
        "event": one_line(words.predicate(language, event.trigger, event.stage, facts=event.facts)) if event is not None else None,
        "source": one_line(source, 60) if source else None,
        "need": one_line(need(lead, language)),
        "rm_name": one_line(rm_name, 60),
        "today": words.day(language, today, long=True),
    }
    given = templates or {}
    return Letter(
        language=language,
        company=name,
        addressee=one_line(addressee, 60) if addressee else None,
        fax=one_line(fax, 40) if fax else None,
        bank=bank,
        today=today,
        letter=_parts(f"letters/{language}.txt.j2", values, given, LETTER_PARTS),
        brief=_parts(f"letters/brief-{language}.txt.j2", values, given, BRIEF_PARTS),
    )


def language_of(lead: Lead, company: Company | None, case: Case | None, *, fallback: Language) -> Language:
    """The recipient's language: Simplified Chinese for the mainland, Traditional for Hong Kong, English where nothing about it is Chinese.

    Told by market, legal form (股份有限公司 of the mainland's company law), telephone and address; else by the words quoted; else ``fallback``.
    """
    market = company.market if company is not None else (lead.company_key or "").partition(":")[0]
    names = [*lead.names, lead.company_name, *([company.name_zh_hant, company.name_zh_hans] if company is not None else []), case.issuer_zh if case is not None else None]
    chinese = [name for name in names if name and _HAN.search(name)]
    contact = case.contact if case is not None else None
    number = re.sub(r"[^\d+]", "", contact.phone.value) if contact is not None and contact.phone is not None else ""
    place = contact.address.value if contact is not None and contact.address is not None else ""
    if not chinese:
        return "en" if names and any(names) else fallback
    if number.startswith(("+852", "00852")) or "Hong Kong" in place or "香港" in place:
        return "zh-Hant"
    if market in _MAINLAND or number.startswith(("+86", "0086")) or any(_MAINLAND_FORM.search(name) for name in chinese) or re.search(r"\bChina\b|中国|中國", place):
        return "zh-Hans"
    if market.startswith("HK"):
        return "zh-Hant"
    return fallback if fallback != "en" else "zh-Hant"


def quoted_event(lead: Lead, language: Language) -> Event | None:
    """The event whose words the letter quotes: never a risk, a rumour, another's business or a private fact; whole
    sentences first, then the letter's language, then the company's filing before a paper."""
    fit = [event for event in lead.events if event.polarity != "R" and event.stage not in ("rumour", "failed") and event.role == "subject" and event.evidence.quote.strip() and private_fact(event.evidence.quote) is None]

    def order(event: Event) -> tuple[bool, ...]:
        proof = event.evidence
        return event.trigger != lead.trigger, not _is_sentence(event), proof.lang[:2] != language[:2], not event.facts.get("form"), proof.lang != language

    return min(fit, key=order, default=None)


def _is_sentence(event: Event) -> bool:
    """A heading or the cover of a filing reads ill as a quote."""
    return _SENTENCE.search(event.evidence.quote.strip()) is not None


def need(lead: Lead, language: str) -> str:
    """The banking need and first product of the lead's trigger in the letter's language, as the desk words them; the lead's own words where the trigger is not known."""
    if language in lead.offers:
        return lead.offers[language]
    kind = triggers().get(lead.trigger)
    if kind is None:
        return lead.need.rstrip("。.")
    said = words.bracketed(language, kind.products[language][0])
    return f"{kind.need[language].rstrip('。.')}{said}"


def post(title: str | None, language: str, *, role: str | None = None) -> str:
    """A post in the letter's language: as the document has it where that is of the same script, else the word for its role (``Contact.cfo_role``) or for what it means; the finance chief where it says nothing."""
    if title and bool(_HAN.search(title)) == (language != "en"):
        return {"zh-Hant": traditionalise, "zh-Hans": simplify}.get(language, _capitals)(title)
    if role is not None and words.has(language, f"role.{role}"):
        said = str(words.get(language, f"role.{role}"))
        return said[:1].upper() + said[1:]
    meant = people.post(title) if title else ""
    return str(words.get(language, f"letter.post.{meant}" if words.has(language, f"letter.post.{meant}") else "letter.to_cfo"))


def _capitals(title: str) -> str:
    """A post as an address has it, where the document writes it small."""
    if any(char.isupper() for char in title):
        return title
    return " ".join(word if word in ("and", "of", "for", "the") else word[:1].upper() + word[1:] for word in title.split(" "))


def shorten(text: str, width: int) -> str:
    """The beginning of a quote: up to the end of a sentence where one fits, else up to a whole word, with an ellipsis."""
    used, index = 0, 0
    while index < len(text):
        used += 2 if _HAN.match(text[index]) else 1
        if used > width:
            break
        index += 1
    if index == len(text):
        return text
    head = text[:index]
    stops = [found.end() for found in re.finditer(r"[。！？!?]|(?<=[a-z)]{2})\.(?=\s)", head)]
    if stops and stops[-1] >= index * 0.4:
        return head[: stops[-1]]
    cut = re.sub(r"\s*[A-Za-z0-9.,$%-]+$", "", head) if text[index].isascii() and text[index].isalnum() else head
    return (cut or head).rstrip("，、,;； ") + "…"


def one_line(text: str, limit: int = 120) -> str:
    """One line of outside text, bounded, without control, unseen or direction signs."""
    clean = squeeze("".join(char for char in _UNSEEN.sub("", text[: limit * 8]) if char.isprintable() or char.isspace()))
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"


def _company_name(lead: Lead, company: Company | None, language: Language) -> str:
    """In the letter's language where a name in it is known."""
    if company is not None:
        found = {"en": company.name_en, "zh-Hant": company.name_zh_hant, "zh-Hans": company.name_zh_hans or (simplify(company.name_zh_hant) if company.name_zh_hant else None)}[language]
        if found:
            return found
    fit = [name for name in (lead.company_name, *lead.names) if bool(_HAN.search(name)) == (language != "en")]
    name = fit[0] if fit else lead.company_name
    if language == "zh-Hant" and simplify(name) != name:
        return name  # Traditional already; turning it again would only swap variant shapes
    return {"zh-Hant": traditionalise, "zh-Hans": simplify}.get(language, str)(name)


def _may_write(lead: Lead, bank: Bank) -> None:
    if lead.suppressed is not None or lead.polarity == "R":
        raise UsageError(f"lead {lead.id}: no letter may go out: {lead.suppressed or 'the company is under a risk trigger'}")
    if not bank.fax.strip():
        raise UsageError("leadscan.toml: bank.fax: missing; a letter must name a Hong Kong fax number that takes opt-outs (Cap. 593 s.9)")
    for field in ("name", "name_zh", "address", "address_zh", "phone"):
        if not getattr(bank, field).strip():
            raise UsageError(f"leadscan.toml: bank.{field}: missing; a letter must say who sends it, in Chinese and English (Cap. 593 s.8)")


# --- templates ---


def _parts(name: str, values: Mapping[str, object], given: Mapping[str, str], wanted: tuple[str, ...]) -> tuple[Part, ...]:
    pieces = _HEAD.split(given.get(name) or read_text("templates", *name.split("/")))
    if pieces[0].strip():
        raise DeskError(f"templates/{name}: words stand before the first part; a part begins with a line such as == to ==")
    kinds = pieces[1::2]
    wrong = next((kind for kind in kinds if kind not in wanted or kinds.count(kind) > 1), None) or next((kind for kind in wanted if kind not in kinds), None)
    if wrong is not None:
        raise DeskError(f"templates/{name}: == {wrong} ==: wants each of {', '.join(wanted)} once")
    return tuple(Part(kind, _filled(name, kind, words_, values)) for kind, words_ in zip(kinds, pieces[2::2], strict=True))


def _filled(name: str, kind: str, template: str, values: Mapping[str, object]) -> tuple[str, ...]:
    try:
        made = _template(template).render(**values)
    except (TemplateError, TypeError, ValueError, ArithmeticError, MemoryError, RecursionError) as e:
        raise DeskError(f"templates/{name}: == {kind} ==: {type(e).__name__}: {e}") from e
    return tuple(line.rstrip() for line in made.strip("\n").split("\n"))


@functools.lru_cache(maxsize=256)
def _template(words_: str) -> Template:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)
    return environment.from_string(words_)
