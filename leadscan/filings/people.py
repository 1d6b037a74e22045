"""Who holds a post at the issuer now, out of "Directors and Senior Management": English and Chinese.

Biographies are full of the same title at other companies and at other times. A sentence counts where its subject is a named person, the post is not somebody else's ("of a listed
restaurant group"), not past ("was", "former", 曾任), and not yet to come ("with effect from 15 April"). An independent director is never the finance chief. Two different
persons left = nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from leadscan.filings import days, lexicon
from leadscan.filings.facts import Text
from leadscan.filings.flat import Flat, flat
from leadscan.filings.proof import person_value
from leadscan.text.normalize import fold
from leadscan.types import Fact

_HONORIFIC = r"(?:Mr|Ms|Mrs|Miss|Dr|Prof|Professor|Madam)\.?"
_PERSON = re.compile(rf"\b{_HONORIFIC}\s+(?P<name>[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*){{0,4}}(?:,\s+[A-Z][a-z]+(?=\s*[(（,]))?)(?P<zh>\s*[(（]\s*[\u4e00-\u9fff ]{{2,9}}[)）])?")
_ZH_PERSON = re.compile(r"(?P<name>(?:欧阳|司徒|上官|司马|诸葛|欧陽|歐陽|司馬|諸葛)?[\u4e00-\u9fff]{2,3}?)(?:先生|女士|小姐|博士|教授)")
_STOP = re.compile(rf"(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bProf)(?<!\bCo)(?<!\bLtd)(?<!\bInc)(?<!\bNo)\.(?=\s+[A-Z“]|\s*$)|(?<=[;；])\s|[。；]|(?<=\bLtd)\.(?=\s+(?:{_HONORIFIC}|She|He|Prior|From)\b)")
_PAST = re.compile(
    r"\b(?:(?:was|were)(?!\s+(?:appointed|promoted|re-?designated|elected|named|further\s+promoted|subsequently\s+(?:appointed|promoted)))|had\s+been|had\s+served|(?<!has\s)(?<!have\s)(?:served|worked|acted|held)|"
    r"former|formerly|ex-|previously|ceased|resigned\s+as|retired|stepped\s+down)\b",
    re.I,
)
"""Marks of a post once held. "Was appointed" and "has served" say that it is held."""
_LEFT = re.compile(r"\b(?:and|but|who|he|she)\s+(?:has\s+)?(?:left|resigned|ceased|retired|departed|stepped\s+down)\b", re.I)
_ENDED = re.compile(r"\buntil\s+(?:\w+\s+)?(?:19|20)\d\d|\bto\s+(?:\w+\s+)?(?:19|20)\d\d\b", re.I)
_OURS = re.compile(r"\b(?:our\s+(?:company|group)|the\s+(?:company|group)(?:['’]s)?|us\b|our\b)", re.I)
_ELSEWHERE = re.compile(r"\bfor\s+(?:an?\s|another\b|[A-Z])|\b(?:of|at|with)\s+(?!our\b|the\s+(?:company|group|board|directors|issuer)\b|us\b|the\s+same|finance\b)(?:an?\b|another\b|the\b|[A-Z]|several\b|various\b|two\b|its\b|that\b)")
_RANGE = re.compile(r"^\W*(?:from|between|during|in)\s+(?:\w+\s+)?(?:19|20)\d\d\s+(?:to|and|until)\b|^\W*(?:from|until)\s+\w+\s+(?:to|until)\b", re.I)
_FROM = re.compile(r"(?:with\s+effect\s+from|effective(?:\s+from)?|commencing(?:\s+on)?|starting(?:\s+from)?|on\s+and\s+after|from)\s+(?P<day>\d{1,2}\s+\w+\s+20\d\d|\w+\s+\d{1,2},?\s+20\d\d)", re.I)
_INED = re.compile(r"independent\s+(?:non-executive\s+)?director|獨立非執行董事|独立非执行董事", re.I)
_LEFT_OUT = re.compile(r"\b(?:will\s+be\s+appointed|proposed|designate|to\s+be\s+appointed)\b", re.I)


@dataclass(frozen=True, slots=True)
class Holder:
    """One person whom a sentence says to hold the post."""

    name: Fact
    title: Fact
    strong: bool
    """The sentence says "our Company", or stands in the table of senior management."""


def holder(source: Text, spans: list[tuple[int, int]], post: str, *, today: date) -> tuple[Fact | None, Fact | None]:
    """(name, title) of the one who holds the post (``cfo`` or ``ceo``) at the issuer on that day; (None, None) where the text does not tell, or tells of two."""
    found = [item for start, end in spans for item in _holders(flat(source, start, end), post, today)]
    if any(item.strong for item in found):
        found = [item for item in found if item.strong]
    names = {_key(item.name.value) for item in found}
    if len(names) != 1:
        return None, None
    best = max(found, key=lambda item: len(item.title.value))
    fullest = max(found, key=lambda item: len(item.name.value))
    return fullest.name, best.title


def _key(name: str) -> str:
    return re.sub(r"\W|[\u4e00-\u9fff]", "", fold(name)) or name


def _holders(piece: Flat, post: str, today: date) -> list[Holder]:
    outsiders = _independent(piece)
    found: list[Holder] = []
    for start, end in _sentences(piece.text):
        for match in _title_pattern(post).finditer(piece.folded, start, end):
            item = _chinese(piece, start, end, match, today) if _is_han(piece.text[match.start()]) else _english(piece, start, end, match, today)
            if item is not None and _key(item.name.value) not in outsiders:
                found.append(item)
    return found


def _sentences(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = 0
    for stop in _STOP.finditer(text):
        spans.append((at, stop.end()))
        at = stop.end()
    spans.append((at, len(text)))
    return spans


_PATTERNS: dict[str, re.Pattern[str]] = {}


def _title_pattern(post: str) -> re.Pattern[str]:
    if post not in _PATTERNS:
        names = sorted(lexicon.group("hkex", "people")[post], key=len, reverse=True)
        parts = [r"\s+".join(map(re.escape, name.split())) if name.isascii() else re.escape(name) for name in names]
        _PATTERNS[post] = re.compile("|".join(rf"(?<!\w){part}(?!\w)" if part.isascii() else part for part in parts))
    return _PATTERNS[post]


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _independent(piece: Flat) -> set[str]:
    """Names of the independent directors of the section: they hold no post of management."""
    names: set[str] = set()
    for start, end in _sentences(piece.text):
        sentence = piece.text[start:end]
        if _INED.search(sentence):
            for person in _PERSON.finditer(sentence):
                between = sentence[person.end() : (_INED.search(sentence, person.end()) or person).start()]
                if _INED.search(sentence, person.end()) and len(between) < 90 and not _PERSON.search(between):
                    names.add(_key(person.group("name")))
    return names


def _english(piece: Flat, start: int, end: int, match: re.Match[str], today: date) -> Holder | None:
    subject = _subject(piece, start, match.start())
    if subject is None:
        return None
    before = piece.text[max(subject.end(), start) : match.start()]
    rest = piece.text[match.end() : end]
    following = _PERSON.search(rest)
    rest = rest[: following.start()] if following else rest
    after = _own_after(rest)
    if _INED.search(before) or _LEFT_OUT.search(before) or (_ELSEWHERE.search(before) and not _OURS.search(before)):
        return None
    if _PAST.search(before) or _LEFT.search(rest) or _ENDED.search(after) or _RANGE.match(after) or (_ELSEWHERE.search(after) and not _starts_ours(after)):
        return None
    begins = _FROM.search(piece.text[match.start() : min(end, match.end() + 80)])
    if begins is not None and re.search(r"\bappoint", before, re.I) and _later(begins.group("day"), today):
        return None
    full = _full_name(piece, subject)
    if full is None:
        return None
    first = _title_start(piece.text, max(subject.end(), start), match.start())
    last = _title_end(piece.text, match.end(), end)
    if subject.end() <= start and not _OURS.search(before + " " + after):
        return None  # "He" is taken for the person before only where the company is named
    strong = bool(_OURS.search(before + " " + after)) or bool(re.match(r"\W*[2-8]\d\b\W", before))
    return Holder(full, piece.fact(first, last), strong)


def _subject(piece: Flat, start: int, at: int) -> re.Match[str] | None:
    """The nearest person before the title in the sentence; for a sentence that begins with "He" or "She", the last person of the text before it."""
    subjects = list(_PERSON.finditer(piece.text, start, at))
    if subjects:
        return subjects[-1]
    if not re.match(r"\s*(?:He|She)\b", piece.text[start:at]):
        return None
    earlier = list(_PERSON.finditer(piece.text, max(0, start - 3000), start))
    return earlier[-1] if earlier else None


def _own_after(after: str) -> str:
    """What still belongs to the post: up to a comma, unless a further post of the same list follows it."""
    for comma in re.finditer(r",", after):
        if not re.match(r",\s*(?:and\s+)?(?:an?\s+)?(?:executive|director|deputy|vice|general|company|joint|secretary|board|head|manager|chief)", after[comma.start() : comma.start() + 40], re.I):
            return after[: comma.start()]
    return after


def _starts_ours(after: str) -> bool:
    return bool(re.match(r"(?:\s+and\s+[\w\s-]{3,60}?)?\s+(?:of|at|for)\s+(?:our|the\s+(?:company|group))\b", after, re.I))


def _full_name(piece: Flat, subject: re.Match[str]) -> Fact | None:
    """The subject's whole name: "Ms. Yang" is the person of that family name whose whole name stands before."""
    name = subject.group("name")
    if len(name.split()) > 1:
        return piece.fact(subject.start("name"), subject.end(), person_value(name, subject.group("zh")))
    earlier = [p for p in _PERSON.finditer(piece.text, 0, subject.start()) if len(p.group("name").split()) > 1 and name.lower() in fold(p.group("name")).split()]
    if not earlier or len({_key(p.group("name")) for p in earlier}) > 1:
        return None
    best = max(earlier, key=lambda p: len(p.group()))
    return piece.fact(best.start("name"), best.end(), person_value(best.group("name"), best.group("zh")))


_TITLE_WORD = r"(?:executive|non-executive|deputy|vice|senior|assistant|associate|group|interim|acting|joint|co-|general|managing|director|manager|president|chairman|company|board|secretary|and|chief|operating|officer|financial|investment|strategy|of|the|our)"


def _title_start(text: str, floor: int, at: int) -> int:
    """Start of the whole title: "deputy general manager and" before it belongs to it."""
    words = re.search(rf"(?:\b{_TITLE_WORD}[\s,]+)*$", text[floor:at], re.I)
    start = floor + (words.start() if words else at - floor)
    lead = re.compile(r"(?:(?:and|the|our|of|as)\b[\s,]+)+", re.I).match(text, start)
    return lead.end() if lead and lead.end() <= at else start


def _title_end(text: str, at: int, end: int) -> int:
    more = re.compile(r"\s+and\s+(?:(?:joint\s+)?company\s+secretary|executive\s+director|secretary\s+of\s+the\s+board|vice\s+president|deputy\s+general\s+manager|director)\b", re.I).match(text, at, end)
    return more.end() if more else at


def _later(written: str, today: date) -> bool:
    day = days.first(written)
    return day is None or day > today  # a date that cannot be read is not behind us for sure


# --- Chinese ---------------------------------------------------------------------------------------------------------

_ZH_PAST = re.compile(r"前$|原$|前任$|曾|离任|离职|卸任|已辞|退任|时任")
_ZH_OTHER = re.compile(r"一间|一家|某|(?<!本)公司|(?<!本)集团|(?<!我们的)企业|银行|酒店|事务所|(?<!本)所")
_ZH_FROM = re.compile(r"自?(?P<y>20\d\d)年(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?起")
_ZH_RANGE = re.compile(r"(?:19|20)\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?至(?!今)")


def _chinese(piece: Flat, start: int, end: int, match: re.Match[str], today: date) -> Holder | None:
    """Judged on the folded (Simplified) text, which keeps its offsets."""
    folded = piece.folded
    subjects = list(_ZH_PERSON.finditer(folded, start, match.start()))
    if not subjects:
        return None
    subject = subjects[-1]
    before = folded[subject.end() : match.start()]
    clause = re.split(r"[，,]", before)[-1]
    if "独立非执行董事" in folded[subject.end() : end] or _ZH_PAST.search(clause) or _ZH_RANGE.search(clause) or _ZH_OTHER.search(clause):
        return None
    begins = _ZH_FROM.search(clause)
    if begins is not None and re.search(r"将|获委任|起", clause):
        day = date(int(begins.group("y")), max(1, min(12, int(begins.group("m")))), max(1, min(28, int(begins.group("d") or 1))))
        if day > today:
            return None
    name = _whole_zh_name(folded, subject)
    first = match.start()
    lead = re.search(r"(?:(?:执行董事|副总经理|副总裁|高级副总裁|总经理|公司秘书|联席公司秘书|董事会秘书|董事|集团)[、兼及暨]?)+$", clause)
    if lead:
        first = match.start() - (len(clause) - lead.start())
    strong = "本公司" in clause or "本集团" in clause or not clause.strip()
    return Holder(piece.fact(name[0], name[1]), piece.fact(first, match.end()), strong)


def _whole_zh_name(folded: str, subject: re.Match[str]) -> tuple[int, int]:
    """The two to four characters before the honorific, back to a mark or the start of the sentence."""
    start = subject.start("name")
    return start, subject.end("name")
