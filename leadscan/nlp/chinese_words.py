"""Words of folded Chinese texts: the small lexicon, a text cut by it, and what is too plain for a name."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from leadscan.nlp.lexicon import words

BEFORE, PROTECTED, PLACE, STRONG, LEGAL, WEAK, STRICT, LOOSE = (1 << n for n in range(8))
CODE = re.compile(
    r"\s{0,2}[(（\[](?:股份代号|股份代码|股票代码|代码|编号|港股|行情)?[:：]?\s?(?:[a-z]{1,6}[:：.]\s?)?(?:\d{3,6}|[a-z]{1,5})(?:[.,\s]?(?:hk|sh|sz|bj|us|o|n))?\b[^)）\]]{0,12}[)）\]]"
)
HAN = re.compile(r"[\u4e00-\u9fff]")
_DATED = re.compile(r"(?:\d{1,4}|<?n>?\d{0,2}<?n?>|[零〇一二三四五六七八九十]{1,4})[年月日号季](?:底|初|末|中|间|前|后|起|晚间|晚|上午|下午|凌晨|份|度)?")


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a text: a lexicon word with what it may be, or one character with no flags."""

    start: int
    end: int
    flags: int


@functools.cache
def lexicon() -> tuple[dict[str, int], int]:
    """Folded word to what it may be (flags), and the length of the longest word."""
    table: dict[str, int] = {}
    sections = (
        (BEFORE, "companies", "before", "words"),
        (PROTECTED, "companies", "protected", "words"),
        (PLACE, "places", "names", "words"),
        (STRONG, "companies", "strong", "words"),
    )
    more = (
        (BEFORE, "companies", "ordinary", "words"),
        (LEGAL, "companies", "legal", "words"),
        (WEAK, "companies", "weaklegal", "words"),
        (STRICT, "companies", "after", "strict"),
        (LOOSE, "companies", "after", "loose"),
    )
    for flag, file, section, key in sections + more:
        for word in words("zh", file, section, key):
            table[word] = table.get(word, 0) | flag
    return table, max(map(len, table))


def cut(folded: str) -> list[Word]:
    """The text as lexicon words, longest first, and single characters; Latin runs and dates whole."""
    table, longest = lexicon()
    found: list[Word] = []
    at, size = 0, len(folded)
    while at < size:
        char = folded[at]
        if char.isdigit() or char in "<零〇一二三四五六七八九十":
            dated = _DATED.match(folded, at)
            if dated:
                found.append(Word(at, dated.end(), BEFORE))
                at = dated.end()
                continue
        if not "\u4e00" <= char <= "\u9fff":
            end = at + 1
            if char.isalnum():
                while end < size and folded[end].isalnum() and folded[end] < "\u2e80":
                    end += 1
            found.append(Word(at, end, 0))
            at = end
            continue
        for length in range(min(longest, size - at), 0, -1):
            flags = table.get(folded[at : at + length])
            if flags is not None:
                break
        else:
            length, flags = 1, 0
        found.append(Word(at, at + length, flags or 0))
        at += length
    return found


_PLAIN = re.compile(
    r"第|岁|[一二三四五六七八九十两]|[部分全各该其这那此]|[个只间家名位]|股权|股票|资产|业务|项目|土地|物业|大厦|地块|房产|债|金额|方式|协议|交易|部份|同业|标的|公司|机构|企业|产品|品牌|客户|市场|住宅|酒店物"
)
_COUNTED = re.compile(r"^第|^前[一二三四五六七八九十]|[一二三四五六七八九十两百千万亿\d][个只间家名位份股年月日成倍元次大项]")
THINGS = re.compile(r"(?:[书案权人者员价额款量率品件物度性法令单证期时后前中内外上下等们组团类型种体面点线层阶段系统整体情况方面条例])$")
"""Ends of plain words that hardly any firm's short name has."""


def counted(name: str) -> bool:
    """Whether a name is a number or a measure: 第一, 三家."""
    return _COUNTED.search(name) is not None


def plain(name: str) -> bool:
    """Ordinary words rather than a name."""
    return _PLAIN.search(name) is not None


def common(name: str) -> bool:
    """Whether a name is a word, a place or an organisation of the lexicon."""
    return name in words("zh", "companies", "common") or name in words("zh", "places", "names") or name in words("zh", "organisations", "names")
