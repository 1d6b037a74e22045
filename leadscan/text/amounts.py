"""Sums of money and percentages as English and Chinese papers write them: HK$1.4bn, 14億元, RMB 3 billion, 8000萬美元, 港幣十四億元.

All functions read any text as it stands (either script, full width or half) and give offsets into it.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from leadscan.text.choices import alternation
from leadscan.text.normalize import fold


@dataclass(frozen=True, slots=True)
class Amount:
    """One sum in a text."""

    start: int
    end: int
    text: str
    """The words of the text."""
    currency: str
    """ISO 4217 code; empty where the text names none (奪14億合約)."""
    value: float
    """In whole units of the currency; the upper end of a range."""


BEFORE = {
    "hk$": "HKD", "hkd": "HKD", "港币": "HKD", "us$": "USD", "usd": "USD", "u.s.$": "USD", "nt$": "TWD", "twd": "TWD", "a$": "AUD", "au$": "AUD", "aud": "AUD", "c$": "CAD", "ca$": "CAD",
    "cad": "CAD", "s$": "SGD", "sg$": "SGD", "sgd": "SGD", "nz$": "NZD", "nzd": "NZD", "rmb": "CNY", "cny": "CNY", "人民币": "CNY", "新台币": "TWD", "台币": "TWD", "日币": "JPY", "欧元": "EUR", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP",
    "¥": "", "jpy": "JPY", "chf": "CHF", "krw": "KRW", "₩": "KRW", "inr": "INR", "₹": "INR", "myr": "MYR", "rm": "MYR", "thb": "THB", "美元": "USD", "$": "",
}  # fmt: skip
"""Signs and words before the number, folded; an empty code is settled by the caller's dollar or yuan."""

AFTER = {
    "港元": "HKD", "港币": "HKD", "港纸": "HKD", "美元": "USD", "美金": "USD", "人民币": "CNY", "元人民币": "CNY", "元": "", "圆": "", "块钱": "", "日元": "JPY", "日圆": "JPY", "欧元": "EUR", "英镑": "GBP",
    "新台币": "TWD", "新台币元": "TWD", "台币": "TWD", "澳元": "AUD", "加元": "CAD", "加币": "CAD", "新加坡元": "SGD", "新加坡币": "SGD", "坡元": "SGD", "坡币": "SGD", "新元": "SGD", "纽元": "NZD", "新西兰元": "NZD",
    "令吉": "MYR", "林吉特": "MYR", "马币": "MYR", "韩元": "KRW", "韩圆": "KRW", "韩币": "KRW", "瑞郎": "CHF", "瑞士法郎": "CHF", "泰铢": "THB", "卢比": "INR", "卢布": "RUB", "澳门元": "MOP", "离岸人民币": "CNY",
    "hong kong dollars": "HKD", "u.s. dollars": "USD", "us dollars": "USD", "dollars": "", "yuan": "CNY", "renminbi": "CNY", "rmb": "CNY", "yen": "JPY", "euros": "EUR", "euro": "EUR", "pounds": "GBP",
    "sterling": "GBP", "won": "KRW", "baht": "THB", "ringgit": "MYR", "rupees": "INR", "rupiah": "IDR", "dong": "VND", "pesos": "", "francs": "CHF", "hkd": "HKD", "usd": "USD", "cny": "CNY", "eur": "EUR",
    "gbp": "GBP", "sgd": "SGD", "riyals": "SAR", "dirhams": "AED", "kronor": "SEK", "hk dollars": "HKD",
}  # fmt: skip

UNITS = {
    "trillion": 1e12, "billion": 1e9, "million": 1e6, "thousand": 1e3, "trn": 1e12, "tn": 1e12, "bln": 1e9, "bn": 1e9, "mln": 1e6, "mio": 1e6, "mn": 1e6, "mm": 1e6, "m": 1e6, "b": 1e9, "k": 1e3, "t": 1e12,
    "crore": 1e7, "lakh": 1e5, "万亿": 1e12, "兆": 1e12, "千亿": 1e11, "百亿": 1e10, "十亿": 1e9, "亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4, "千": 1e3, "百": 1e2,
}  # fmt: skip

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "○": 0}
_SCALES = {"十": 10, "百": 100, "千": 1000}

_NOT_MONEY = "人股份次吨度平方呎尺台部辆个只条户件片支瓶参观千桶粒年像用剂颗立公亩英间位名家册株头票张页字条步帧颗枚国民公吨双套栋幢克米里瓦时周"
"""What a bare 14億 may count instead of money."""


@functools.cache
def _pattern() -> re.Pattern[str]:
    before = alternation(BEFORE)
    after = alternation(AFTER)
    latin_unit = alternation(word for word in UNITS if word.isascii())
    han_unit = alternation(word for word in UNITS if not word.isascii())
    # Digits are bounded: a row of a million digits is no sum and must not cost time.
    number = r"\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"
    unit = rf"(?:\s?(?:{latin_unit})(?![a-z])|\s?(?:{han_unit})(?:零?[\d,]{{1,5}}万)?)"
    cardinal = "[零〇一二三四五六七八九两十百千万亿]{1,16}"
    return re.compile(
        rf"(?:(?<![a-z])(?P<before>{before})\s?)?"
        rf"(?:(?<![\d.,])(?P<low>{number})(?:{unit})?\s?(?:-|–|—|~|至|到|to)\s?(?:{before})?)?"
        rf"(?:(?<![\d])(?P<number>{number})\s?(?P<more>余|多)?(?P<unit>{unit})?|(?P<cardinal>{cardinal}))(?:余|多|几)?"
        rf"(?:[\s-]?(?P<after>{after})(?![a-z]))?"
    )


def find(text: str, *, dollar: str = "USD", yuan: str = "CNY") -> tuple[Amount, ...]:
    """Every sum of money, in order. ``dollar`` and ``yuan`` are the codes of a bare $ and a bare 元 (in Hong Kong papers both are HKD)."""
    folded = fold(text)
    found = []
    for match in _pattern().finditer(folded):
        amount = _amount(text, folded, match, dollar, yuan)
        if amount is not None:
            found.append(amount)
    return tuple(found)


def _amount(text: str, folded: str, match: re.Match[str], dollar: str, yuan: str) -> Amount | None:
    before, after = match["before"], match["after"]
    unit = (match["unit"] or "").strip()
    if match["cardinal"]:
        value = cardinal(match["cardinal"])
        bare_large = "亿" in match["cardinal"] or "万" in match["cardinal"]
    else:
        value = float(match["number"].replace(",", "")) * _scale(unit) + _rest(unit)
        bare_large = "亿" in unit or unit == "兆"
    if value is None or (before is None and after is None and not (bare_large and _bare_money(folded, match))):
        return None
    if after in ("元", "圆") and folded[match.end() : match.end() + 1] in ("素", "旦", "件", "朗", "宇", "老"):
        return None
    currency = AFTER[after] if after else BEFORE.get(before or "", "")
    if not currency and before and after:
        currency = BEFORE[before]
    if not currency:
        currency = dollar if before == "$" or after == "dollars" else yuan if after in ("元", "圆", "块钱") or before == "¥" else ""
    start, end = match.start(), match.end()
    while end > start and folded[end - 1] in " -":
        end -= 1
    return Amount(start, end, text[start:end], currency, value)


def _scale(unit: str) -> float:
    if not unit:
        return 1.0
    return UNITS.get(re.sub(r"零?[\d,]{1,5}万$", "", unit), 1.0)


def _rest(unit: str) -> float:
    """What 3500萬 adds in 1億3500萬."""
    match = re.search(r"亿零?([\d,]{1,5})万$", unit)
    return float(match[1].replace(",", "") or 0) * 1e4 if match else 0.0


def _bare_money(folded: str, match: re.Match[str]) -> bool:
    """A sum without a currency is money where nothing countable follows; 億 in names of numbers of people or shares is not."""
    if match["cardinal"] and "亿" not in match["cardinal"]:
        return False
    if match["cardinal"] and not re.search("[一二三四五六七八九两十百千]", match["cardinal"]):
        return False
    following = folded[match.end() : match.end() + 1]
    return following not in _NOT_MONEY if following else True


def cardinal(word: str) -> float | None:
    """Value of a Chinese cardinal, folded (十四亿, 两千三百万); None where it is none."""
    total = section = digit = 0.0
    seen = False
    for char in word:
        if char in _DIGITS:
            digit = _DIGITS[char]
            seen = True
        elif char in _SCALES:
            section += (digit or 1) * _SCALES[char]
            digit, seen = 0.0, True
        elif char in "万亿":
            if not seen:
                return None
            scale = 1e4 if char == "万" else 1e8
            total = (total + section + digit) * scale if char == "亿" else total + (section + digit) * scale
            section = digit = 0.0
        else:
            return None
    return total + section + digit if seen else None


@dataclass(frozen=True, slots=True)
class Share:
    """One percentage in a text."""

    start: int
    end: int
    text: str
    value: float
    """In per cent."""


_PERCENT = re.compile(r"(?<![\d.,])(\d{1,9}(?:,\d{3})*(?:\.\d{1,6})?)\s?(?:%|per cent|percent|个百分点|厘)")
_CHENG = re.compile(r"([一二三四五六七八九两])成(半|[一二三四五六七八九])?(?![功为立本员交长都绩果分份型效品套])")


def shares(text: str) -> tuple[Share, ...]:
    """Every percentage: 12.5%, 30 per cent, 三成半. 厘 counts as per cent, as Hong Kong papers print interest."""
    folded = fold(text)
    found = [Share(m.start(), m.end(), text[m.start() : m.end()], float(m[1].replace(",", ""))) for m in _PERCENT.finditer(folded)]
    for m in _CHENG.finditer(folded):
        value = _DIGITS[m[1]] * 10 + (5 if m[2] == "半" else _DIGITS.get(m[2] or "", 0))
        found.append(Share(m.start(), m.end(), text[m.start() : m.end()], float(value)))
    return tuple(sorted(found, key=lambda share: share.start))
