"""Dates as papers write them: English, 中文, 民國, ISO, RFC 822, slashes, and "3小時前".

``read`` reads a text that is a date; ``find`` finds dates inside a text. What is not understood is None, never a guess: no year is
taken from a time, no month from a number over twelve, no zone from a word that nobody knows.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1970, 2100
"""Years outside are a publisher's empty field (0001, 1601) or a mistake."""

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20, 0x202F: 0x20, 0x2009: 0x20, 0x2013: 0x2D, 0x2010: 0x2D, 0x2011: 0x2D}
"""Full-width signs and other spaces and dashes, one for one."""

_MONTHS = {name: number for number, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1)}

_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "cest": 120, "met": 60, "mest": 120, "eet": 120, "eest": 180, "msk": 180, "gst": 240,
    "ist": 330, "ict": 420, "wib": 420, "hkt": 480, "sgt": 480, "myt": 480, "pht": 480, "awst": 480, "bjt": 480, "jst": 540, "kst": 540, "aest": 600, "aedt": 660, "acst": 570, "nzst": 720, "nzdt": 780,
    "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "ast": -240, "adt": -180, "brt": -180, "art": -180, "nst": -210,
}  # fmt: skip
"""Minutes east of Greenwich. CST is not here: it is China's where the source is eight hours east, else the American one."""

_REGIONS = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}

_CHINESE_DIGITS = {"〇": 0, "零": 0, "○": 0, "一": 1, "二": 2, "兩": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "元": 1}

_CLOCK = r"(?P<hour>\d{1,2})(?::|[時时點点]|(?<=\d)\.(?=\d\d(?!\d)))(?:(?P<minute>\d{1,2}|(?<=[時时點点])半)(?:(?::|分)(?:(?P<second>\d{1,2})秒?(?:[.,]\d{1,9})?)?)?)?分?"
_HALF = r"(?P<half>凌晨|清晨|早上|上午|中午|正午|下午|傍晚|黃昏|黄昏|晚上|晚間|晚间|晚|早)"
_AMPM = r"(?P<ampm>a\.?m\.?|p\.?m\.?|noon|上午|下午)"
_ZONE = (
    r"(?P<zone>(?:(?:utc|gmt|ut)\s*)?[+-]\d{1,2}:?\d{2}(?::\d\d)?|(?:utc|gmt)\s*[+-]\d{1,2}|[+-]\d{2}(?![\d:])|(?-i:[A-Z]{2,5})(?![A-Za-z])|z(?![A-Za-z])|hkt(?![A-Za-z])|gmt(?![A-Za-z])|utc(?![A-Za-z])"
    r"|(?:hong kong|beijing|china standard|singapore) time|香港時間|北京時間|北京时间)"
)
_TIME = rf"(?:{_HALF}\s*)?{_CLOCK}\s*(?:{_AMPM})?(?:\s*\(?{_ZONE}\)?(?:\s*\([A-Z]{{2,5}}\))?)?"
_BARE_HOUR = r"(?P<bare_hour>\d{1,2})\s*(?P<bare_ampm>a\.?m\.?|p\.?m\.?)(?![a-z])"
_WEEKDAY = r"(?:(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:r|rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s*)"
_ZH_WEEKDAY = r"(?:\s*[(（]?(?:星期|週|周|礼拜|禮拜)[一二三四五六日天][)）]?)"
_MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_NUMBER_ZH = r"[〇零○一二兩两三四五六七八九十元]"

_GAP = r"(?:\s*(?:,|\bat\b|\bon\b|\||-|·|/)?\s*|\s*T\s*)"

_FORMS: tuple[tuple[str, str], ...] = (
    ("iso", rf"(?<![\d.])(?P<year>\d{{4}})-(?P<monthno>\d{{1,2}})-(?P<day>\d{{1,2}})(?!\d)(?:(?:[T_]|,?\s+|\s*\|\s*){_TIME})?"),
    ("compact", r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<monthno>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?:[T ]?(?P<hour>[01]\d|2[0-3]):?(?P<minute>[0-5]\d)(?::?(?P<second>[0-5]\d))?)?(?P<zone>Z|[+-]\d{2}:?\d{2})?(?!\d)"),
    ("minguo", rf"(?:中華)?民國\s*(?P<minguo>\d{{1,3}}|{_NUMBER_ZH}{{1,5}})\s*年\s*(?P<monthzh>\d{{1,2}}|{_NUMBER_ZH}{{1,2}})\s*月\s*(?P<dayzh>\d{{1,2}}|{_NUMBER_ZH}{{1,3}})\s*[日號号]{_ZH_WEEKDAY}?(?:{_GAP}{_TIME})?"),
    ("chinese", rf"(?<!\d)(?P<yearzh>\d{{4}}|[〇零○一二三四五六七八九]{{4}})\s*年\s*(?P<monthzh>\d{{1,2}}|{_NUMBER_ZH}{{1,2}})\s*月\s*(?P<dayzh>\d{{1,2}}|{_NUMBER_ZH}{{1,3}})\s*[日號号]?{_ZH_WEEKDAY}?(?:{_GAP}{_TIME})?"),
    ("slashes", rf"(?<![\d./])(?P<year>\d{{4}})(?P<mark>[/.])(?P<monthno>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?![\d/]|\.\d){_ZH_WEEKDAY}?(?:{_GAP}{_TIME})?"),
    ("english", rf"(?<![\d.:])(?:{_WEEKDAY})?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+|-|/)?(?:of\s+)?{_MONTH}(?:,?\s*|-|/)(?P<year>\d{{4}}|\d\d(?!\d|\s*:))(?!\d)(?:{_GAP}(?:{_TIME}|{_BARE_HOUR}))?"),
    ("american", rf"(?<![\w])(?:{_WEEKDAY})?{_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)(?:{_GAP}(?:{_TIME}|{_BARE_HOUR}))?"),
    ("unix", rf"(?:{_WEEKDAY}){_MONTH}\s+(?P<day>\d{{1,2}})\s+(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s+(?:(?P<zone>[A-Z]{{2,5}}|[+-]\d{{4}})\s+)?(?P<year>\d{{4}})(?!\d)"),
    ("numbers", rf"(?<![\d./-])(?P<one>\d{{1,2}})(?P<mark>[/.-])(?P<two>\d{{1,2}})(?P=mark)(?P<year>\d{{4}})(?!\d)(?:{_GAP}(?:{_TIME}|{_BARE_HOUR}))?"),
    ("clock_first", rf"(?<![\d:])(?P<hour>\d{{1,2}}):(?P<minute>\d\d)\s*(?:{_AMPM})?(?:\s*{_ZONE})?\s*[,·|-]?\s*(?:on\s+)?(?:{_WEEKDAY})?(?:(?P<day>\d{{1,2}})\s+{_MONTH}|{_MONTH.replace('month>', 'month2>')}\s+(?P<day2>\d{{1,2}})),?\s+(?P<year>\d{{4}})(?!\d)"),
    ("no_year", rf"(?<![年\d./])(?P<monthzh>\d{{1,2}})\s*月\s*(?P<dayzh>\d{{1,2}})\s*[日號号]{_ZH_WEEKDAY}?(?:{_GAP}{_TIME})?"),
)  # fmt: skip
"""Name and pattern, most telling first. ``find`` takes the first form that fits at a place."""

_RELATIVE = re.compile(
    rf"(?P<count>\d{{1,3}}|an?|one|{_NUMBER_ZH}{{1,3}}|半)\s*(?:個|个)?\s*(?P<unit>seconds?|secs?|秒(?:鐘|钟)?|minutes?|mins?|分鐘|分钟|分|hours?|hrs?|小時|小时|鐘頭|钟头|鐘|days?|日|天|weeks?|星期|週|周|months?|月)\s*(?:ago|之?前|以前)",
    re.I,
)
_DAY_WORD = re.compile(rf"(?P<word>今日|今天|今早|今晨|今晚|昨日|昨天|昨晚|前日|前天|today|yesterday)(?:{_GAP}{_TIME})?", re.I)
_NOW = re.compile(r"剛剛|刚刚|just now|now", re.I)

_LEAD = re.compile(
    r"^(?:(?:first\s+)?(?:published|posted|updated|last\s+(?:updated|modified)|created|date|time)(?:\s+(?:on|at|date|time))?|發[佈布表]|发布|發稿|发稿|更新|刊登|出版|上[載传傳]|創建|创建|最後更新|最后更新|稿件)?(?:日期|時間|时间|於|于)?\s*[:|]?\s*", re.I
)
_TRAIL = re.compile(r"\s*(?:更新|發[佈布]|发布|updated|[|·,.])*\s*$", re.I)


@dataclass(frozen=True, slots=True)
class Found:
    """A date inside a text."""

    start: int
    end: int
    when: datetime
    has_time: bool
    """False: only the day is said, and ``when`` is its midnight."""


def read(raw: str, *, timezone: str, now: datetime, day_first: bool = True) -> datetime | None:
    """The moment a text names, aware; None where it is not understood.

    No zone = ``timezone``. ``05/01/2024`` is 5 January with ``day_first`` (the habit of Hong Kong) and 1 May without; a number over 12 decides by itself. Relative words count from ``now``.
    """
    if len(raw) > 200:
        return None
    text = raw.translate(_WIDE).strip()
    text = _TRAIL.sub("", _LEAD.sub("", text, count=1))
    zone = _named_zone(timezone)
    for form in _forms():
        found = form.fullmatch(text)
        if found is not None:
            moment = _moment(found, zone, now, day_first)
            if moment is not None:
                return moment
    return _relative(text, zone, now) or _epoch(text)


def find(text: str, *, timezone: str, now: datetime, day_first: bool = True) -> tuple[Found, ...]:
    """Dates that stand in a text, in reading order, not overlapping; relative words are not looked for, since a story tells other days with them."""
    plain = text.translate(_WIDE)
    zone = _named_zone(timezone)
    hits: list[Found] = []
    for form in _forms():
        for found in form.finditer(plain):
            if not any(hit.start < found.end() and found.start() < hit.end for hit in hits):
                moment = _moment(found, zone, now, day_first)
                if moment is not None:
                    hits.append(Found(found.start(), found.end(), moment, _clock(found) is not None))
    return tuple(sorted(hits, key=lambda hit: hit.start))


@functools.cache
def _forms() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.I) for _, pattern in _FORMS)


@functools.cache
def _named_zone(name: str) -> tzinfo:
    """The zone of that name; UTC where there is none (a source's zone is checked when it is imported)."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def _moment(found: re.Match[str], zone: tzinfo, now: datetime, day_first: bool) -> datetime | None:
    groups = found.groupdict()
    day = _day(groups, zone, now, day_first)
    clock = _clock(found)
    offset = _offset(groups.get("zone"), zone)
    if day is None or clock == "wrong" or (groups.get("zone") and offset is None):
        return None
    year, month, date = day
    hour, minute, second = clock if isinstance(clock, tuple) else (0, 0, 0)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        moment = datetime(year, month, date, tzinfo=offset or zone)
    except ValueError:
        return None
    if hour == 24:  # midnight at the day's end
        return moment + timedelta(days=1) if (minute, second) == (0, 0) else None
    return moment.replace(hour=hour, minute=minute, second=min(second, 59))  # a leap second


def _day(groups: dict[str, str | None], zone: tzinfo, now: datetime, day_first: bool) -> tuple[int, int, int] | None:
    """(year, month, day) by whichever groups matched."""
    month_word = groups.get("month") or groups.get("month2")
    month = _MONTHS.get(month_word[:3].lower()) if month_word else _number(groups.get("monthno") or groups.get("monthzh"))
    day = _number(groups.get("day") or groups.get("day2") or groups.get("dayzh"))
    if groups.get("one"):
        first, second = int(groups["one"] or 0), int(groups["two"] or 0)
        if groups["mark"] != "/" and first <= 12 < second:
            return None  # dots and dashes are day-first everywhere
        day, month = (first, second) if (day_first and second <= 12) or first > 12 else (second, first)
    if month is None or day is None:
        return None
    year = _year(groups)
    return (year, month, day) if year is not None else _nearest_past(month, day, zone, now)


def _year(groups: dict[str, str | None]) -> int | None:
    if groups.get("minguo"):
        number = _number(groups["minguo"])
        return number + 1911 if number is not None else -1
    written = groups.get("year") or groups.get("yearzh")
    if written is None:
        return None
    if not written.isdecimal():
        return int("".join(str(_CHINESE_DIGITS[digit]) for digit in written))
    number = int(written)
    if len(written) == 2:  # RFC 2822, 4.3
        number += 2000 if number < 50 else 1900
    return number


def _nearest_past(month: int, day: int, zone: tzinfo, now: datetime) -> tuple[int, int, int] | None:
    """A day said without a year is the last such day; a paper of tomorrow counts as today's."""
    today = now.astimezone(zone).date()
    try:
        this_year = today.replace(month=month, day=day)
    except ValueError:
        return None
    return (this_year.year if this_year <= today + timedelta(days=2) else this_year.year - 1, month, day)


def _number(written: str | None) -> int | None:
    """A number in digits or in Chinese up to 199 (三十一, 一百一十三 without 百: 一一三)."""
    if written is None:
        return None
    if written.isdecimal():
        return int(written)
    digits = [_CHINESE_DIGITS[digit] for digit in written if digit in _CHINESE_DIGITS]
    if len(digits) != len(written) or not digits:
        return None
    if 10 in digits:
        at = digits.index(10)
        before, after = digits[:at], digits[at + 1 :]
        if len(before) > 1 or len(after) > 1 or 10 in after:
            return None
        return (before[0] if before else 1) * 10 + (after[0] if after else 0)
    return int("".join(map(str, digits)))


def _clock(found: re.Match[str]) -> tuple[int, int, int] | str | None:
    """(hour, minute, second); None = no time said; "wrong" = no such time."""
    groups = found.groupdict()
    written = groups.get("hour") or groups.get("bare_hour")
    if not written:
        return None
    hour, minute, second = int(written), int((groups.get("minute") or "0").replace("半", "30")), int(groups.get("second") or 0)
    mark = (groups.get("ampm") or groups.get("bare_ampm") or groups.get("half") or "").lower().replace(".", "")
    if (mark in ("pm", "下午", "傍晚", "黃昏", "黄昏", "晚上", "晚間", "晚间", "晚") and hour < 12) or (mark in ("中午", "正午", "noon") and hour < 6):
        hour += 12
    elif mark in ("am", "上午", "凌晨", "晚上", "晚") and hour == 12:
        hour = 0
    return (hour, minute, second) if hour <= 24 and minute < 60 and second <= 60 else "wrong"


def _offset(written: str | None, zone: tzinfo) -> tzinfo | None:
    """The zone a text names; None where none is named or nobody knows it."""
    if not written:
        return None
    word = written.strip().lower()
    if word in ("hong kong time", "beijing time", "china standard time", "singapore time", "香港時間", "北京時間", "北京时间"):
        return timezone(timedelta(hours=8))
    if word == "cst":
        east = datetime(2026, 1, 1, tzinfo=zone).utcoffset() == timedelta(hours=8)
        return timezone(timedelta(hours=8 if east else -6))
    if word in _REGIONS:
        return ZoneInfo(_REGIONS[word])
    if word in _ZONES:
        return timezone(timedelta(minutes=_ZONES[word]))
    found = re.fullmatch(r"(?:utc|gmt|ut)?\s*([+-])(\d{1,2}):?(\d{2})?(?::\d\d)?", word)
    if found is None:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    if minutes > 14 * 60 or int(found[3] or 0) > 59:
        return None
    return timezone(timedelta(minutes=minutes if found[1] == "+" else -minutes))


def _relative(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    """「3小時前」, "2 days ago", 「昨日 14:30」, counted from now."""
    if _NOW.fullmatch(text):
        return now
    found = _RELATIVE.fullmatch(text)
    if found is not None:
        return _ago(found, now)
    found = _DAY_WORD.fullmatch(text)
    if found is None:
        return None
    back = {"今": 0, "昨": 1, "前": 2, "t": 0, "y": 1}[found["word"][0].lower()]
    day = (now.astimezone(zone) - timedelta(days=back)).replace(hour=0, minute=0, second=0, microsecond=0)
    clock = _clock(found)
    if isinstance(clock, str) or (clock and clock[0] > 23):
        return None
    return day if clock is None else day.replace(hour=clock[0], minute=clock[1], second=min(clock[2], 59))


def _ago(found: re.Match[str], now: datetime) -> datetime | None:
    word, unit = found["count"].lower(), found["unit"].lower()
    count = 0.5 if word == "半" else 1.0 if word in ("a", "an", "one") else float(_number(word) or 0)
    minutes = next((size for names, size in _units() if unit.startswith(names)), None)
    return now - timedelta(minutes=minutes * count) if minutes is not None and count else None


def _units() -> Iterator[tuple[tuple[str, ...], float]]:
    """Names of a unit and its length in minutes; a month is thirty days."""
    yield ("sec", "秒"), 1 / 60
    yield ("month", "月"), 30 * 24 * 60
    yield ("min", "分"), 1
    yield ("hour", "hr", "小", "鐘", "钟"), 60
    yield ("day", "日", "天"), 24 * 60
    yield ("week", "星", "週", "周"), 7 * 24 * 60


def _epoch(text: str) -> datetime | None:
    """Unix seconds or milliseconds, as some pages carry them."""
    if not re.fullmatch(r"1\d{9}(?:\d{3})?", text):
        return None
    return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), tz=UTC)
