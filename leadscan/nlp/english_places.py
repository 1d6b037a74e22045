"""Organisations, places and dates of English texts."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from leadscan.nlp.english_cues import legal_form
from leadscan.nlp.lexicon import lines, words
from leadscan.nlp.spans import Span
from leadscan.text.choices import alternation

if TYPE_CHECKING:
    from leadscan.nlp.english import Reading


@functools.cache
def _organisation_names() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$#@])(?:{alternation(lines('en', 'organisations', 'names'))})(?![\w])")


def is_organisation(name: str) -> bool:
    """Whether a run is an office, a court, a school: no company."""
    tokens = name.replace(".", "").split()
    heads, of_heads = words("en", "organisations", "heads"), words("en", "organisations", "of_heads")
    if name in lines("en", "organisations", "names"):
        return True
    if len(tokens) < 2:
        return False
    return (
        tokens[-1] in heads
        or (len(tokens) > 2 and tokens[1] in ("of", "for") and tokens[0] in of_heads and tokens[0] != "Bank")
        or (len(tokens) > 3 and tokens[2] == "of" and tokens[1] in of_heads and tokens[1] != "Bank")
    )


def organisations(text: str, reading: Reading) -> list[Span]:
    """Regulators, courts, exchanges, government, schools."""
    found = [Span(m.start(), m.end(), "ORG", 0.86, "known organisation") for m in _organisation_names().finditer(text)]
    found += [
        Span(run.start, run.end, "ORG", 0.78, f"ends in {run.tokens[-1]}")
        for run in reading.runs
        if is_organisation(run.text) and not legal_form().search(run.text)
    ]
    return found


@functools.cache
def _place_names() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@#$])(?:{alternation(lines('en', 'places', 'names'))})(?![\w])")


def places(text: str) -> list[Span]:
    """Places of the lexicon."""
    return [Span(m.start(), m.end(), "PLACE", 0.5, "known place") for m in _place_names().finditer(text)]


_MONTH = r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
_DATE = re.compile(
    rf"\b{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s(?:19|20)\d{{2}})?\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH}(?:,?\s(?:19|20)\d{{2}})?\b|\b{_MONTH},?\s(?:19|20)\d{{2}}\b|\b(?:19|20)\d{{2}}-\d{{2}}-\d{{2}}\b"
    rf"|\b(?:(?:the\s)?(?:first|second|third|fourth)[\s-](?:quarter|half)(?:\s(?:of\s)?(?:19|20)\d{{2}})?|(?:last|this|next)\s(?:year|month|week|quarter|summer|autumn|winter|spring)|(?:in\s)?(?<![\d.,$])(?:19|20)\d{{2}}(?![\d.,]\d|\s?(?:shares|million|billion))|Q[1-4](?:\s(?:19|20)\d{{2}})?)\b"
    rf"|\b(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b|\b(?:{_MONTH})(?=[,.\s]*(?:$|\n))|\b(?:yesterday|today|tomorrow)\b"
)


def dates(text: str) -> list[Span]:
    """Dates as papers write them."""
    found = []
    for match in _DATE.finditer(text):
        start = match.start() + (3 if match.group().startswith("in ") else 0)
        found.append(Span(start, match.end(), "DATE", 0.7, "date"))
    return found
