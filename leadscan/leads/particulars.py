"""What else an event's sentence says, as printed: its sum, stake, other side, person, and who serves the deal."""

from __future__ import annotations

import re

from leadscan.data.triggers import grammar
from leadscan.leads import facts as fact
from leadscan.leads.parties import Name, alike, bare
from leadscan.leads.texts import CLAUSE, HAN, Found, Text, any_of, sentences
from leadscan.text.normalize import fold
from leadscan.types import Annotation, Mention

_TIE = re.compile(r"\bhong kong|\bchina|\bchinese|\bprc\b|\bmacau|\bshenzhen|\bshanghai|\bbeijing|\bguangdong|\basia|[\u4e00-\u9fff]")


def particulars(hit: Found, text: Text, annotation: Annotation, mentions: tuple[Mention, ...]) -> dict[str, str]:
    """Typed facts of the event's sentence, as printed; ``amounts`` holds every sum of the document, so that a later one can be told from a new one."""
    sentence = text.raw[hit.start : hit.end]
    found = {
        "amount": _amount(hit, text),
        "amounts": "; ".join(dict.fromkeys(words for _, words in fact.amounts(text.raw))) or None,
        "stake": fact.stake(sentence, hit.cue_start - hit.start),
        "venue": fact.venue(sentence) if hit.trigger.id.startswith(("IPO_", "SPINOFF")) else None,
        "date": fact.date(text.raw[hit.cue_end : hit.end]),
        "counterparty": _counterparty(hit, text) if not hit.trigger.id.startswith("IPO_") else None,
        "person": _person(hit, annotation, mentions) if hit.trigger.id in ("CFO_CHANGE", "OWNER_CHANGE", "COURTESY") else None,
        "banks": _served_by(hit, text, banks=True),
        "sponsors": _served_by(hit, text, banks=False) if hit.trigger.id.startswith("IPO_") else None,
        "asks": _asks(text, annotation) if hit.name is not None and text.main is not None and alike(hit.name.identity, text.main.identity) else None,
        "setback": fact.setback(text.raw[hit.cue_start : hit.cue_end]) if hit.trigger.id == "IPO_SETBACK" else None,
        "tie": "text" if _TIE.search(text.folded) else None,
    }
    return {key: value for key, value in found.items() if value}


_SIZED = frozenset({"CASH_RICH", "STRESS", "DEBT_MATURING", "DEFAULT_INSOLVENCY", "INTEGRITY"})
"""Triggers of which a profit, a loss or a debt is the sum itself."""


def _amount(hit: Found, text: Text) -> str | None:
    """The sum of the event, as printed: that of the cue's clause, else one that is called its price, else the next one behind the cue. None = the sentence gives none."""
    folded = text.folded[hit.start : hit.end]
    at, behind = hit.cue_start - hit.start, hit.cue_end - hit.start
    ranked: list[tuple[tuple[int, bool, int], str]] = []
    for place, words in fact.amounts(text.raw[hit.start : hit.end]):
        price, clauses = fact.is_price(folded, place, words), _clauses_between(folded, place, at, behind)
        if fact.is_per_share(folded, place, words) or (hit.trigger.id not in _SIZED and not price and fact.is_other_sum(folded, place, words)):
            continue
        if clauses and not price and (place < at or clauses > 2):
            continue
        ranked.append(((clauses, place < at, abs(place - at)), words))
    return min(ranked)[1] if ranked else None


def _counterparty(hit: Found, text: Text) -> str | None:
    """The other side by name: behind the cue, else before it."""
    others = [other for other in text.names if hit.start <= other.start < hit.end and _is_counterparty(other, hit)]
    return min(others, key=lambda other: (other.end <= hit.cue_start, other.start)).mention.text if others else None


def _clauses_between(sentence: str, place: int, start: int, end: int) -> int:
    """Commas between a sum and the cue."""
    return len(CLAUSE.findall(sentence[place:start] if place < start else sentence[end:place] if place > end else ""))


def _is_counterparty(other: Name, hit: Found) -> bool:
    """The other side of the event by name: of the register, or written out with its legal form; a bare guess at a name is no fact."""
    if other.role in ("source", "arranger") or (hit.name is not None and alike(other.identity, hit.name.identity)):
        return False
    return other.mention.company is not None or bare(other.mention.text) != fold(other.mention.text).strip() or bool(_LATIN_NAME.fullmatch(other.mention.text))


_LATIN_NAME = re.compile(r"[A-Z][\w&.'’-]+(?: (?:&|of|and|[A-Z][\w&.'’-]+)){1,5}")
_ADVISER = ("adviser_en", "adviser_zh")


def _served_by(hit: Found, text: Text, *, banks: bool) -> str | None:
    """Who serves the deal: its banks, or the houses that are no banks and no accountants or lawyers."""
    others = [other for other in text.names if other.role == "arranger" and other.bank is banks and (hit.name is None or not alike(other.identity, hit.name.identity))]
    firms = {other.identity: other.mention.text for other in reversed(others) if not any(pattern.search(fold(other.mention.text)) for key in _ADVISER for pattern in grammar("banks", key))}
    return ", ".join(list(firms.values())[::-1]) or None


def _asks(text: Text, annotation: Annotation) -> str | None:
    """The sentence in which somebody looks for money or a bank; None = none does."""
    for start, end in sentences(text, annotation):
        sentence = text.folded[start:end]
        lang = "zh" if len(HAN.findall(sentence)) * 4 >= len(sentence) else "en"
        if any_of("asks", lang, sentence) and not any_of("asks", f"not_{lang}", sentence):
            return text.raw[start:end].strip()[:200]
    return None


_PERSON_SURE = 0.6
"""A name that only the trained pipeline takes for a person's (surer than this are those of rules) is told to nobody as a fact."""


def _person(hit: Found, annotation: Annotation, mentions: tuple[Mention, ...]) -> str | None:
    inside = [(person.start, person.name) for person in annotation.people if hit.start <= person.start < hit.end]
    inside += [(mention.start, mention.text) for mention in (*mentions, *annotation.mentions) if mention.label == "PERSON" and mention.sure >= _PERSON_SURE and hit.start <= mention.start < hit.end]
    return min(inside, key=lambda item: abs(item[0] - hit.cue_start))[1] if inside else None
