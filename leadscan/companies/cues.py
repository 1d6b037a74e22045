"""What the words beside a name say about it: is it a company there, or a part of a longer name, or an everyday word."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from leadscan import data
from leadscan.text import names
from leadscan.text.normalize import fold

_WORD = re.compile(r"[^\W_]+(?:[.'&][^\W_]+)*")
_NEXT = re.compile(r"[ ]{1,2}([^\W_][\w.&']*)")
_LAST = re.compile(r"([^\W_][\w.&'-]*)[ ]{1,2}$")
_LATIN_TAIL = re.compile(r"(?:\s*,?\s*\(?\b(?:{words})\b\.?\)?)+")
_ABBREVIATED = re.compile(r"\b(?:inc|ltd|co|corp|cos)$")
_GOES_ON = re.compile(r"\.(?=[ ,;)'])")
_SENTENCE = re.compile(r"[.!?。！？;；\n:：]")


@dataclass(frozen=True, slots=True)
class _Cues:
    after: frozenset[str]
    before: tuple[str, ...]
    strong_before: tuple[str, ...]
    firm_before: frozenset[str]
    not_verbs: frozenset[str]
    part: frozenset[str]
    free: frozenset[str]
    business: frozenset[str]
    han_after: tuple[str, ...]
    han_before: tuple[str, ...]
    han_part: tuple[str, ...]
    han_not_part: tuple[str, ...]
    joint: frozenset[str]
    latin_tail: re.Pattern[str]
    han_tail: re.Pattern[str]
    han_longer: re.Pattern[str]
    latin_generic: re.Pattern[str]
    han_generic: re.Pattern[str]
    venues: re.Pattern[str]
    things: frozenset[str]


@functools.cache
def tables() -> _Cues:
    """The cue words, folded. DataError where a key is missing."""
    where = "lexicon/names/cues.toml"
    raw = data.read_toml("lexicon", "names", "cues.toml")
    latin, han = data.want(raw, "latin", dict, where), data.want(raw, "han", dict, where)
    words = names.tables()
    group = "|".join(sorted(map(re.escape, words.legal | words.group), key=len, reverse=True))
    han_group = "|".join((*words.han_legal, *words.han_group))
    han_legal = "|".join(words.han_legal)
    part, han_words = frozenset(_list(latin, "part")), frozenset(_list(han, "part"))
    return _Cues(
        after=frozenset(_list(latin, "after")),
        before=_by_length(latin, "before"),
        strong_before=_by_length(latin, "strong_before"),
        firm_before=frozenset(_list(latin, "firm_before")),
        not_verbs=frozenset(_list(latin, "not_verbs")),
        part=frozenset(_list(latin, "part")),
        free=frozenset(_list(latin, "free")),
        business=frozenset(_list(latin, "business")),
        han_after=_by_length(han, "after"),
        han_before=_by_length(han, "before"),
        han_part=_by_length(han, "part"),
        han_not_part=_by_length(han, "not_part"),
        joint=frozenset(_by_length(han, "joint")),
        latin_tail=re.compile(rf"(?:\s?,?\s\(?(?:{group})(?![\w])\.?\)?(?:\s?&\s?(?:co)\b\.?)?)+"),
        han_tail=re.compile(rf"(?:\s?\(?(?:{han_group})\)?)+"),
        han_longer=re.compile(rf"[{names.HAN}()a-z0-9]{{1,16}}?(?:{han_legal})"),
        latin_generic=re.compile(rf"(?: (?:{_choice(words.generic - part)})){{1,2}},? (?:{_choice(words.legal | words.group)})(?![\w])\.?(?:,? (?:{group})(?![\w])\.?)*"),
        han_generic=re.compile(rf"(?:{_choice(word for word in words.han_generic if len(word) > 1 and word not in han_words and word not in names.places())}){{1,2}}(?:{han_group})*(?:{han_legal})"),
        things=frozenset((*_list(latin, "things"), *_list(han, "things"))),
        venues=re.compile(_choice(_list(latin, "venues"))),
    )


def _choice(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _list(table: dict[str, Any], key: str) -> list[str]:
    return [fold(word) for word in data.want(table, key, list, "lexicon/names/cues.toml")]


def _by_length(table: dict[str, Any], key: str) -> tuple[str, ...]:
    return tuple(sorted(set(_list(table, key)), key=len, reverse=True))


_SMALL_FORMS = re.compile(r"\s?,?\s\(?(?:plc|inc|ltd|llc|gmbh)\b")


def legal_tail(text: str, folded: str, end: int) -> int:
    """Where a name ends with the legal form and group words that follow it: "Tencent" + " Holdings Ltd."; ``end`` itself where none follow.

    A Latin form is written with a capital, but for a few that are no words ("plc"): "as" behind a name is no Norwegian company.
    """
    pattern = tables().han_tail if end and names.is_han(folded[end - 1]) else tables().latin_tail
    found = pattern.match(folded, end)
    if found is None:
        return end + 1 if _ABBREVIATED.search(folded, max(0, end - 6), end) and _GOES_ON.match(folded, end) else end
    stop = found.end()
    for word in _WORD.finditer(text, end, stop):
        if text[word.start()].islower() and not _SMALL_FORMS.match(folded, max(end, word.start() - 1)):
            stop = word.start()
            break
    while stop > end and folded[stop - 1] in " ,(":
        stop -= 1
    if folded[stop - 1 : stop] == ")" and "(" not in folded[end:stop]:
        stop -= 1
    return stop


def generic_tail(text: str, folded: str, end: int) -> int:
    """Where a name ends with words that many firms bear and a legal form behind them ("Barrick" + " Gold Corp.", 三六零 + 科技股份有限公司); ``end`` where none follow.

    Words that make a unit with a name of its own (Cloud, 汽車) are not among them.
    """
    han = end > 0 and names.is_han(folded[end - 1])
    found = (tables().han_generic if han else tables().latin_generic).match(folded, end)
    if found is None or (not han and any(text[word.start()].islower() for word in _WORD.finditer(text, end, found.end()))):
        return end
    return found.end()


_LISTED_AFTER = re.compile(r"(?:、|和|及|与|或|以及|, and |, | and | & | or )")
_LISTED_BEFORE = re.compile(r"(?:、|和|及|与|或|以及|, and |, | and | & | or )$")


def list_ends(folded: str, start: int, end: int) -> tuple[int, ...]:
    """Where the names before and after this one in a list end and begin, if it stands in one: 甲、乙及丙."""
    after = _LISTED_AFTER.match(folded, end)
    before = _LISTED_BEFORE.search(folded, max(0, start - 6), start)
    return (*((after.end(),) if after else ()), *((before.start(),) if before else ()))


def longer_name(text: str, folded: str, start: int, end: int) -> int:
    """Where a longer name that only begins with this one ends: "Tencent" in "Tencent Cloud", 滙豐 in 滙豐總行大廈; ``end`` where there is none.

    Words that follow a name and are its own legal form belong to it and make no longer name.
    """
    if end and names.is_han(folded[end - 1]):
        return _longer_han(folded, end)
    return _longer_latin(text, folded, start, end)


def _longer_han(folded: str, end: int) -> int:
    legal = tables().han_longer.match(folded, end)
    placed = _PLACED.match(folded, end)
    if placed is not None and placed[1] in names.places():
        return placed.end()
    if legal is not None and "有限" in legal[0] and not _breaks(_without_form(legal[0])):
        return legal.end()
    if not folded.startswith(tables().han_part, end) or folded.startswith(tables().han_not_part, end):
        return end
    for word in tables().han_part:
        if folded.startswith(word, end):
            stop = end + len(word)
            for more in tables().han_part:  # 中心, 大廈 behind 科技
                if folded.startswith(more, stop):
                    return stop + len(more)
            return stop
    return end


def _without_form(words: str) -> str:
    return next((words[: -len(form)] for form in names.tables().han_legal if words.endswith(form)), words)


def _breaks(words: str) -> bool:
    """Whether the words between a name and a later legal form hold a verb or a joint, so that two names stand there."""
    return any(mark in words for mark in fold("與和及宣布表示旗下收購擬將向的在是為被獲由對稱指股價持有入股出售推出發布公布")) or (" " in words)


def is_unit(folded: str, end: int, longer: int) -> bool:
    """Whether the words that make a longer name of a known one make a firm of it (Cloud, 汽車), not a house, a prize or a paper."""
    rest = folded[end:longer].strip(" .,()")
    last = rest if names.is_han(rest) else rest.rsplit(" ", 1)[-1]
    return bool(rest) and not any(last == thing or (names.is_han(last) and last.endswith(thing)) for thing in tables().things)


_PLACED = re.compile(r" ?\(([^()]{2,12})\)")
"""A place in brackets behind a name: a unit of its own, 渣打銀行(香港)."""
_UNIT_PLACE = re.compile(r" (?:hong kong|macau|singapore|taiwan|korea|india|australia)(?= (?:said|says|will|has|plans|plan|and|to|unit|launched|launches|opened|opens|named|names|appointed|appoints)\b|[.,;:]? ?$|[.,;:] |'s )")


def _longer_latin(text: str, folded: str, start: int, end: int) -> int:
    placed = _PLACED.match(folded, end) or None
    if placed is not None and placed[1] in names.places() and text[placed.start(1)].isupper():
        return placed.end()
    unit = _UNIT_PLACE.match(folded, end)
    if unit is not None and text[end + 1].isupper() and " " in folded[start:end]:
        return unit.end()
    stop = end
    for _ in range(4):
        found = _NEXT.match(text, stop)
        if found is None:
            break
        word = found[1].rstrip(".'")
        plain = fold(word).split("'", 1)[0]
        if not word[:1].isupper() or plain in tables().free:
            break
        if plain in tables().part:
            stop = found.start(1) + len(word)
            continue
        if stop == end and (is_heading(text, start) or plain in tables().after or not _names_on(text, found.end(1))):
            break
        stop = found.start(1) + len(word)
    return stop


def _names_on(text: str, end: int) -> bool:
    """Whether a capitalised word is followed by running text in small letters, so that its capital means a name."""
    found = _NEXT.match(text, end)
    return found is None or found[1][:1].islower() or not found[1][:1].isalpha()


def is_business(folded: str) -> bool:
    """Whether a text holds two different words of business news."""
    return len(tables().business.intersection(_WORD.findall(folded[:4000]))) >= 2


def is_heading(text: str, at: int) -> bool:
    """Whether the sentence around a place writes most of its words with capitals, so that a capital tells nothing."""
    begin = max((found.end() for found in _SENTENCE.finditer(text, max(0, at - 200), at)), default=max(0, at - 200))
    stop = _SENTENCE.search(text, at + 1, at + 200)
    words = [word for word in _WORD.findall(text[begin : stop.start() if stop else at + 200]) if len(word) > 3 and word[0].isalpha()]
    return len(words) >= 4 and sum(word[0].isupper() for word in words) / len(words) >= 0.7


def is_shouted(text: str, at: int) -> bool:
    """Whether the line around a place is written in capitals, so that a capital tells nothing at all."""
    begin = max(text.rfind("\n", 0, at) + 1, at - 200)
    letters = [char for char in text[begin : at + 200].split("\n", 1)[0] if char.isalpha() and char < "\u0250"]
    return len(letters) >= 12 and sum(char.isupper() for char in letters) > 0.85 * len(letters)


def at_sentence_start(text: str, start: int) -> bool:
    """Whether nothing but marks and quotes stands between the last sentence and the place."""
    front = text[max(0, start - 12) : start].rstrip(" \"“‘'(（「『")
    return not front or _SENTENCE.match(front[-1]) is not None


def company_cue(text: str, folded: str, start: int, end: int, *, strict: bool, trusted: bool = False, business: bool = False) -> str | None:
    """The words beside a name that make it a company, None where there are none. ``strict`` asks for words that fit hardly anything else;
    ``trusted``, of a name somebody wrote down, lets a company's verb do with no pause before the name; ``business``: the text is of business news."""
    if names.is_han(folded[start:end]):
        return _han_cue(folded, start, end, strict=strict, trusted=trusted)
    return _latin_cue(text, folded, start, end, strict=strict, trusted=trusted, business=business)


def _han_cue(folded: str, start: int, end: int, *, strict: bool, trusted: bool) -> str | None:
    table = tables()
    after = next((word for word in table.han_after if folded.startswith(word, end) and (len(word) > 1 or not strict)), None) if folded.startswith(table.han_after, end) else None
    front = folded[max(0, start - 8) : start].rstrip(" 「『\"“(")
    before = next((word for word in table.han_before if front.endswith(word) and (len(word) > 1 or not strict)), None) if front.endswith(table.han_before) else None
    opens = not front or not names.is_han(front[-1])
    if not strict:
        closes = end >= len(folded) or not names.is_han(folded[end])
        if (opens or before or front[-1:] in table.joint) and (after or closes or before):
            return f"beside {after or before or 'a pause'}"
        if trusted and opens:
            return "at the head of a clause"
        return f"before {after}" if trusted and after and len(after) > 1 else None
    if opens and after:
        return f"before {after}"
    if before and (after or (end < len(folded) and not names.is_han(folded[end]))):
        return f"behind {before}"
    return None


def _latin_cue(text: str, folded: str, start: int, end: int, *, strict: bool, trusted: bool, business: bool) -> str | None:
    table = tables()
    found = _NEXT.match(folded, end)
    word = found[1].rstrip(".,") if found else ""
    capital_next = found is not None and text[found.start(1)].isupper() and not is_shouted(text, start)
    front = folded[max(0, start - 24) : start].rstrip(" \"“'(")
    opens = at_sentence_start(text, start)
    if opens and not capital_next and _ACTS.match(folded, end):
        return f"before {word}"
    if folded.startswith("'s ", end) and (opens or not strict) and folded[start:end] not in _IS_SHORT:
        return "with 's"
    if word and not capital_next and (opens or not strict) and (word in table.after or (_is_verb(word) and not (strict and not word.endswith("ed")))) and not (strict and word in ("and", "is", "was", "has", "will", "may", "would", "could", "can", "should", "have", "are", "were") and not _speaks(folded, end)):
        return f"before {word}"
    if strict and trusted and not opens and front.rsplit(" ", 1)[-1] in table.firm_before and business and not is_heading(text, start):
        return f"behind {front.rsplit(' ', 1)[-1]} in business news"
    before = next((cue for cue in (table.before if trusted and not strict else table.strong_before) if front.endswith(f" {cue}") or front == cue), None)
    if before and (strict is False or not word or word not in ("of",)):
        return f"behind {before}"
    return None


_IS_SHORT = frozenset({"here", "there", "that", "what", "it", "let", "who", "where", "how", "when", "why", "he", "she", "this", "now", "one", "everyone", "everything", "nothing", "today"})
"""Words behind which 's is a short "is"."""
_ACTS = re.compile(
    r" (?:(?:has |have |had |will |would )?(?:began|sold|bought|won|paid|built|sought|chose|spent|sells|buys|owns|makes|hires|acquires|agrees|agreed)"
    r"|to (?:buy|sell|acquire|build|launch|list|merge|spin|raise|issue|invest|expand|supply|exit|shut|hire|appoint|delist|lay off|cut (?:jobs|staff|prices|costs|output|its|\d)))\b"
)
"""What firms do, right behind a name that opens a sentence."""


_OFFICES = "Mr|Ms|Mrs|Miss|Dr|Sir|Lord|Lady|Dame|Professor|Prof|President|Vice President|Prime Minister|Premier|Chancellor|Minister|Senator|Sen|Governor|Gov|Congressman|Congresswoman|Representative|Rep|Justice|Judge|King|Queen|Prince|Princess|Pope|Secretary|Ambassador|General|Mayor"


_BEHIND = re.compile(r"\b([A-Z][a-z]+(?: [A-Z][a-z]+)?)\.? (?=([A-Z][\w'’-]+)(?! (?:Inc|Corp|Ltd|Limited|Group|Holdings|Company|Co|PLC|plc|LLC)\b))")


def persons(text: str) -> frozenset[str]:
    """The Latin words that stand somewhere in the text behind an office or a given name, folded: persons' names, where they stand alone too."""
    found: set[str] = set()
    for match in _BEHIND.finditer(text):
        if re.fullmatch(_OFFICES, match[1]) or re.fullmatch(_OFFICES, match[1].rsplit(" ", 1)[-1]) or names.is_given(fold(match[1].rsplit(" ", 1)[-1])):
            found.add(fold(match[2]).removesuffix("'s").removesuffix("’s"))
    return frozenset(found)


def _speaks(folded: str, end: int) -> bool:
    """Whether an auxiliary behind a name is followed by a verb as companies have them ("is bringing", "will merge"), not by an article."""
    return re.match(r" (?:is|was) [a-z]{3,}ing\b| (?:will|may) [a-z]{3,}\b| has [a-z]{2,}(?:ed|n|ught|ld|t)\b", folded[end : end + 40]) is not None


def _is_verb(word: str) -> bool:
    return len(word) > 4 and word.endswith(("ed", "es", "ts", "ks", "ps", "ns", "ls", "ds")) and word not in tables().not_verbs and not word.endswith("ss")
