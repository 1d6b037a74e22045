"""Typed facts of a sentence: amounts, stakes, venues and dates, as printed."""

from __future__ import annotations

import re

from leadscan.data.triggers import grammar
from leadscan.text import amounts as money
from leadscan.text.normalize import fold

_BARE_YUAN = re.compile(r"^(?!人民币|港币|美金|rmb|cny|hk).*[\d万亿千百十多余]元$")
"""元 alone is Hong Kong's dollar in one paper and the mainland's in another."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_STAKE_EN = re.compile(r"\d[\d.]*\s?(?:%|per ?cent) (?:\w+ ){0,2}(?:stake|interest|holding|of the shares|shares|equity)")
_STAKE_ZH = re.compile(r"\d[\d.]*%(?:的)?(?:股权|股份|权益|股本)")
_DATE_EN = re.compile(r"\b(?:\d{1,2} )?(?:january|february|march|april|may|june|july|august|september|october|november|december)(?: \d{1,2}(?:, ?\d{4})?| \d{4})?\b")
_DATE_ZH = re.compile(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?")
_VENUES = (
    ("HKEX", re.compile(r"港交所|联交所|香港交易所|来港上市|赴港上市|在港上市|香港上市|\bhong kong (?:main board|listing|ipo|float|stock exchange|exchange)|\bhkex\b|\bh[- ]share|h股")),
    ("Nasdaq", re.compile(r"\bnasdaq|纳斯达克")),
    ("NYSE", re.compile(r"\bnyse\b|new york stock exchange|纽交所|纽约证券交易所|纽约证交所")),
    ("SSE", re.compile(r"上交所|上海证券交易所|科创板|\bshanghai stock exchange|\bstar market")),
    ("SZSE", re.compile(r"深交所|深圳证券交易所|创业板|\bshenzhen stock exchange|\bchinext")),
    ("BSE", re.compile(r"北交所|北京证券交易所|\bbeijing stock exchange")),
)


_SETBACKS = (
    ("LAPSED", re.compile(r"\blaps(?:e|es|ed|ing)\b|失效")),
    ("RETURNED", re.compile(r"\breturn(?:s|ed)?\b|发回|退回")),
    ("REJECTED", re.compile(r"\breject(?:s|ed|ion)?\b|被否|被拒|遭否|否决|不予|未(?:能|获)?通过")),
    ("WITHDRAWN", re.compile(r"\bwithdr(?:aw|aws|awn|ew|awing|awal)\b|\brw\b|\bpull(?:s|ed)?\b|\bscrap(?:s|ped)?\b|\babandon(?:s|ed)?\b|\bdrop(?:s|ped)?\b|\bcall(?:s|ed) off\b|撤回|撤销|放弃|取消|终止|告吹")),
    ("PAUSED", re.compile(r"\bpostpon|\bdelay|\bshelv|\bputs? off\b|\bon hold\b|\bpaus(?:e|es|ed)\b|\bhalt|\bsuspend|押后|延后|推迟|暂缓|搁置|延迟|中止|暂停|叫停")),
)


def setback(text: str) -> str | None:
    """How a listing fell back, as a stage of its case: LAPSED, RETURNED, REJECTED, WITHDRAWN or PAUSED. None = the words do not tell."""
    folded = fold(text)
    return next((stage for stage, pattern in _SETBACKS if pattern.search(folded)), None)


def amounts(text: str) -> tuple[tuple[int, str], ...]:
    """(offset, words as printed) of every sum of money in a text, in order."""
    return tuple((found.start, found.text) for found in money.find(text))


_PER_SHARE_BEFORE = re.compile(r"(?:每股|每单位|每方呎|每平方|每份|per share|a share|each)[^,。;]{0,8}$")
_PER_SHARE_AFTER = re.compile(r"^\s?(?:/股|一股|每股|a share\b|per (?:share|ads|unit|sq|square)|an? ads\b|a piece|apiece|each\b)")


def is_per_share(sentence: str, start: int, words: str) -> bool:
    """Is a sum the price of one share or one square foot, not that of the deal?"""
    folded = fold(sentence)
    return bool(_PER_SHARE_BEFORE.search(folded[max(0, start - 16) : start]) or _PER_SHARE_AFTER.search(folded[start + len(words) : start + len(words) + 14]))


def is_price(folded: str, start: int, words: str) -> bool:
    """Do the words beside a sum say that it is the price of a deal? ``folded``: the folded sentence."""
    return _beside("price", folded, start, words)


def is_other_sum(folded: str, start: int, words: str) -> bool:
    """Do the words beside a sum say that it is turnover, market value or the like of somebody, not the size of a deal?"""
    return _beside("other", folded, start, words)


def _beside(kind: str, folded: str, start: int, words: str) -> bool:
    before, after = folded[max(0, start - 40) : start], folded[start + len(words) : start + len(words) + 24]
    lang = "zh" if _HAN.search(before[-12:] + after[:12]) else "en"
    return any(pattern.search(before) for pattern in grammar("sums", f"{kind}_before_{lang}")) or any(pattern.search(after) for pattern in grammar("sums", f"{kind}_after_{lang}"))


def value(amount: str) -> tuple[str, float] | None:
    """(currency, number) of a printed sum, e.g. ("HKD", 1.4e9); currency empty where the words do not tell; None = no sum."""
    found = money.find(amount)
    if not found:
        return None
    return "" if _BARE_YUAN.search(fold(found[0].text)) else found[0].currency, found[0].value


def hkd(amount: str) -> float | None:
    """Rough Hong Kong dollars of a printed sum, for ranking only. None = no sum."""
    rates = {"HKD": 1.0, "USD": 7.8, "CNY": 1.08, "": 1.0, "EUR": 8.6, "GBP": 10.0, "JPY": 0.052, "THB": 0.23, "NZD": 4.7, "AUD": 5.1, "SGD": 5.9, "CAD": 5.7}
    read = value(amount)
    return None if read is None else read[1] * rates.get(read[0], 1.0)


def stake(text: str, place: int = 0) -> str | None:
    """The share of a company that changes hands, as printed; of several the one nearest to a place."""
    folded = fold(text)
    found = [hit for pattern in (_STAKE_EN, _STAKE_ZH) for hit in pattern.finditer(folded)]
    near = min(found, key=lambda hit: abs(hit.start() - place), default=None)
    return None if near is None else text[near.start() : near.end()]


def date(text: str) -> str | None:
    """The first date of a sentence, as printed."""
    return _first(text, _DATE_EN, _DATE_ZH)


def venue(text: str) -> str | None:
    """The exchange a sentence names."""
    folded = fold(text)
    return next((name for name, pattern in _VENUES if pattern.search(folded)), None)


def _first(text: str, *patterns: re.Pattern[str]) -> str | None:
    folded = fold(text)
    found = next((hit for pattern in patterns if (hit := pattern.search(folded))), None)
    return None if found is None else text[found.start() : found.end()]
