"""The words that leadscan itself says (emails, call scripts, letters), one TOML a language below ``data/templates/words``.

Keys are the same in every language. Templates are package data, values go in as they are: a value with braces stays a value.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from leadscan.data import read_toml
from leadscan.errors import DataError
from leadscan.text import amounts
from leadscan.text.normalize import simplify, traditionalise

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
LANGUAGES = ("en", "zh-Hant", "zh-Hans")
_HAN = re.compile(r"[\u3400-\u9fff]")


@functools.cache
def table(language: str) -> Mapping[str, Any]:
    """All words of a language; Traditional Chinese for another kind of Chinese, English for everything else."""
    known = language if language in LANGUAGES else "zh-Hant" if language.startswith("zh") else "en"
    return read_toml("templates", "words", f"{known}.toml")


def get(language: str, key: str) -> Any:
    """The entry at a dotted key. DataError names language and key where there is none."""
    found: Any = table(language)
    for part in key.split("."):
        if not isinstance(found, Mapping) or part not in found:
            raise DataError(f"data/templates/words/{language}.toml: {key}: missing")
        found = found[part]
    return found


def has(language: str, key: str) -> bool:
    """Is there such a key."""
    found: Any = table(language)
    for part in key.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return False
        found = found[part]
    return True


def say(language: str, key: str, **values: object) -> str:
    """The words at a dotted key, filled in."""
    return str(get(language, key)).format(**values)


def titled(language: str, title: str, role: str | None) -> str:
    """A post as its document has it; where that is of another script and its role is known, the language's own word before it."""
    if role is None or bool(_HAN.search(title)) == (language != "en") or not has(language, f"role.{role}"):
        return title
    return f"{get(language, f'role.{role}')} {title}"


def count(language: str, what: str, n: int) -> str:
    """A number of things: "1 call", "3 calls"."""
    return say(language, f"count.{what}.{'one' if n == 1 else 'other'}", n=n)


def day(language: str, value: date, *, long: bool = False) -> str:
    """A date as people write it, with its weekday: "Tue 10 Mar"; long: "Tuesday 10 March 2026"."""
    return say(
        language,
        "dates.long_day" if long else "dates.day",
        weekday=get(language, "dates.weekdays")[value.weekday()],
        weekday_long=get(language, "dates.weekdays_long")[value.weekday()],
        day=value.day,
        month=get(language, "dates.months")[value.month - 1],
        month_long=get(language, "dates.months_long")[value.month - 1],
        year=value.year,
    )


def month_day(language: str, value: date, *, today: date | None = None) -> str:
    """A date without its weekday: "10 Mar"; with its year (ISO) where it lies more than 300 days from today."""
    if today is not None and abs((value - today).days) > 300:
        return value.isoformat()
    return say(language, "dates.month_day", day=value.day, month=get(language, "dates.months")[value.month - 1])


def clock(value: datetime) -> str:
    """Hong Kong time of day, 07:41."""
    return value.astimezone(HONG_KONG).strftime("%H:%M")


_EXACT = {"IPO_PROGRESS": frozenset({"CLEARED", "PRICED", "LISTED"}), "IPO_SETBACK": frozenset({"LAPSED", "WITHDRAWN", "RETURNED", "REJECTED", "PAUSED"})}
"""Stages of a case that say more exactly than the papers what happened."""


def predicate(language: str, trigger: str, stage: str, *, case_stage: str | None = None, facts: Mapping[str, str] | None = None) -> str:
    """What happened, to stand after the company's name. Where the venue's record of the case says it more exactly, as the venue says it; else how a
    listing fell back as the document says it."""
    exact = _EXACT.get(trigger, frozenset())
    how = case_stage if case_stage in exact else (facts or {}).get("setback")
    if how in exact and stage not in ("rumour", "planned"):
        return say(language, f"case.story.{how}")
    stories = get(language, "story")
    phrases = stories.get(trigger, stories["OTHER"])
    return str(phrases.get(stage, phrases["default"]))


def trigger(language: str, name: str) -> str:
    """Short name of a trigger type; the type itself where it is not known."""
    return str(get(language, "trigger").get(name, name))


def quoted(language: str, text: str) -> str:
    """A text in the quotation marks of the language."""
    return f"{get(language, 'marks.open_quote')}{text}{get(language, 'marks.close_quote')}"


def bracketed(language: str, text: str) -> str:
    """A text in brackets, to follow another text."""
    return f"{get(language, 'marks.open_bracket')}{text}{get(language, 'marks.close_bracket')}"


def joined(language: str, parts: list[str] | tuple[str, ...]) -> str:
    """A list of things."""
    return str(get(language, "marks.list_comma")).join(parts)


FACTS = ("amount", "stake", "venue", "counterparty", "person", "lenders", "banks", "date", "sponsors")
"""Typed facts worth a place behind a story, most telling first; all others stay in the record."""


def fact_words(language: str, facts: Mapping[str, str], *, most: int = 3, limit: int = 60) -> tuple[str, ...]:
    """The typed facts of a matter as short phrases, the most telling first, each value once; sums and venues as the reader writes them."""
    said: list[str] = []
    seen: list[str] = []
    for name in FACTS:
        value = " ".join(str(facts.get(name) or "").split())
        if not value or len(value) > limit or any(value in known for known in seen):
            continue
        seen.append(value)
        if name in ("amount", "stake", "date"):
            value = script(language, money(language, value) if name == "amount" else plain_date(language, value) if name == "date" else value)
        if name == "venue":
            value = str(get(language, "venue").get(value, value))
        said.append(say(language, f"fact.{name}", value=value))
    return tuple(said[:most])


_ASKS = "asks -> "
_MOVED = re.compile(r"(\w+):? (.+?) (?:->|→) (.+)")


def moved(language: str, change: str) -> str:
    """A named change ("amount HK$1.4bn -> HK$1.9bn; stage rumour -> announced") in the reader's words; what it does not know stays as it is."""
    if change.startswith(_ASKS):  # its words are a quote, which may hold any mark
        return say(language, "moved.asks", words=quoted(language, change.removeprefix(_ASKS).strip()))
    return str(get(language, "marks.semicolon")).join(_moved(language, part.strip()) for part in change.split(";") if part.strip())


def frozen(language: str, reason: str) -> str:
    """Why nobody may be called ("risk freeze: Default or insolvency (2026-03-10)") in the reader's words; what it does not know stays as it is."""
    kind, colon, rest = reason.partition(": ")
    known = get(language, "frozen").get(kind.lower().replace(" ", "_"))
    if known is None:
        return reason
    told = _ISO_DAY.sub(lambda found: _plain_day(language, found[0]), rest) if colon else ""
    if language != "en":
        told = _BRACKETS.sub(lambda found: bracketed(language, found[1]), told)
    return f"{known}{get(language, 'marks.colon')}{told}" if told else str(known)


def _plain_day(language: str, iso: str) -> str:
    try:
        return month_day(language, date.fromisoformat(iso))
    except ValueError:  # 31 February
        return iso


_ISO_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")
_BRACKETS = re.compile(r" ?\(([^()]*)\)")


def _moved(language: str, change: str) -> str:
    found = _MOVED.fullmatch(change)
    names = get(language, "moved")
    if found is None or found[1].lower() not in names:
        return change.replace(" -> ", " → ")
    name = found[1].lower()
    old, new = (_value(language, name, value.strip()) for value in (found[2], found[3]))
    return f"{names[name]}{' ' if language == 'en' else get(language, 'marks.colon')}{old} → {new}"


def _value(language: str, name: str, value: str) -> str:
    if name == "stage":
        return str(get(language, "stage").get(value, value))
    if name == "venue":
        return str(get(language, "venue").get(value, value))
    if name == "case":
        return str(get(language, "case.stage").get(value, value))
    return script(language, money(language, value) if name == "amount" else value)


_INEXACT = re.compile(r"[至到~～–—-]|\bto\b|[多余餘几幾]")
"""A range or "more than ten": a single figure would bend it."""


def script(language: str, text: str) -> str:
    """Chinese words of a figure or date in the reader's script."""
    return {"zh-Hant": traditionalise, "zh-Hans": simplify}.get(language, str)(text)


_MONTHS_EN = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_PRINTED_EN = re.compile(r"(?:(\d{1,2}) )?(" + "|".join(_MONTHS_EN) + r")(?: (\d{1,2}))?(?:,? (\d{4}))?", re.I)
_PRINTED_ZH = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})[日号號])?")


def plain_date(language: str, printed: str) -> str:
    """A printed date as the reader writes dates ("July 18" for a Chinese reader: 7月18日); as printed where it is of another shape."""
    english, chinese = _PRINTED_EN.fullmatch(printed), _PRINTED_ZH.fullmatch(printed)
    if language != "en" and english is not None:
        day, year = english[1] or english[3], english[4]
        return f"{year}年" * bool(year) + f"{_MONTHS_EN.index(english[2].lower()) + 1}月" + f"{int(day or 0)}日" * bool(day)
    if language == "en" and chinese is not None and 1 <= int(chinese[2]) <= 12:
        month = get("en", "dates.months_long")[int(chinese[2]) - 1]
        return " ".join(part for part in (chinese[3], month, chinese[1]) if part)
    return printed


_SHARES_AT = re.compile(r"([\d,]+) [^\d]{0,60}?shares? at (\S*\d)(?: to (\S*\d))?", re.I)


def money(language: str, printed: str) -> str:
    """A sum in the reader's units ("5億美元" for an English reader: US$500m). As printed where it is no single plain sum, where the currency is
    not said outright, or where a round figure would lose digits."""
    shares = _SHARES_AT.fullmatch(printed)
    if shares is not None:
        price = shares[2] if shares[3] is None else say(language, "sum.span", low=shares[2], high=shares[3])
        return say(language, "sum.shares", number=shares[1], price=price)
    if _INEXACT.search(printed):
        return printed
    found = amounts.find(printed, dollar="", yuan="")
    if len(found) != 1 or not found[0].currency or found[0].text.strip() != printed.strip():
        return printed
    signs = get(language, "sum")
    currency = signs.get(found[0].currency)
    unit = next(((float(size), name) for size, name in signs["units"] if found[0].value >= float(size)), None)
    if currency is None or unit is None:
        return printed
    number = f"{found[0].value / unit[0]:,.3f}".rstrip("0").rstrip(".")
    if abs(float(number.replace(",", "")) * unit[0] - found[0].value) > 0.5:
        return printed
    return say(language, "sum.money", number=number, unit=unit[1], currency=currency)
