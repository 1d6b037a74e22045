"""Organisations, places and dates of folded Chinese texts."""

from __future__ import annotations

import functools
import re

from leadscan.nlp.chinese_words import BEFORE, PLACE, STRONG, lexicon
from leadscan.nlp.lexicon import words
from leadscan.nlp.spans import Span
from leadscan.text.choices import alternation


@functools.cache
def _listed(file: str) -> re.Pattern[str]:
    return re.compile(alternation(words("zh", file, "names")))


@functools.cache
def _heads() -> re.Pattern[str]:
    return re.compile(alternation(words("zh", "organisations", "heads")))


def organisations(folded: str) -> list[Span]:
    """Regulators, courts, exchanges, government, schools."""
    found = [Span(m.start(), m.end(), "ORG", 0.86, "known organisation") for m in _listed("organisations").finditer(folded)]
    table, _ = lexicon()
    for match in _heads().finditer(folded):
        start = match.start()
        while start > 0 and match.start() - start < 12 and "\u4e00" <= folded[start - 1] <= "\u9fff":
            if any(
                table.get(folded[max(start - n, 0) : start], 0) & BEFORE and not table.get(folded[max(start - n, 0) : start], 0) & (STRONG | PLACE)
                for n in (1, 2, 3, 4)
            ):
                break
            start -= 1
        if match.start() - start >= 2:
            found.append(Span(start, match.end(), "ORG", 0.8, f"ends in {match[0]}"))
    return found


def places(folded: str) -> list[Span]:
    """Places of the lexicon."""
    return [Span(m.start(), m.end(), "PLACE", 0.5, "known place") for m in _listed("places").finditer(folded)]


_DATE = re.compile(
    r"\d{4}年(?:\d{1,2}月(?:\d{1,2}[日号])?)?(?:底|初|末)?|\d{1,2}月\d{1,2}[日号]|\d{1,2}月(?:份|底|初|中旬|下旬|上旬)|[零〇一二三四五六七八九]{4}年(?:[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}[日号])?)?"
    r"|(?:今|去|明|前)年(?:\d{1,2}月(?:\d{1,2}日)?|[一二三四五六七八九十]{1,2}月|[上下]半年|第[一二三四]季度?|底|初|末|年底|年初)?|(?:今|昨|明|前)(?:日|天|晚|早)|上周[一二三四五六日]?|本周[一二三四五六日]?|下周[一二三四五六日]?|周[一二三四五六日]|上月|本月|下月|近日|日前|[上下]半年|第[一二三四]季度?"
)


def dates(folded: str) -> list[Span]:
    """Dates as papers write them."""
    return [Span(m.start(), m.end(), "DATE", 0.7, "date") for m in _DATE.finditer(folded)]
