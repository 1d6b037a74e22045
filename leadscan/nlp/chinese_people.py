"""Persons of folded Chinese texts: beside an honorific, a post or a verb of speech."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Callable, Sequence

from leadscan.nlp.chinese_words import BEFORE, LOOSE, STRICT, STRONG, cut, lexicon
from leadscan.nlp.spans import Span
from leadscan.text import people
from leadscan.text.choices import alternation
from leadscan.text.people import Title


@functools.cache
def _honorific() -> re.Pattern[str]:
    return re.compile(alternation(people.honorifics("zh")))


@functools.cache
def _speech() -> re.Pattern[str]:
    return re.compile(alternation(people.speech_verbs()))


_APPOINT = re.compile(r"(?:委任|聘任|聘请|聘用|任命|选举|推举|提名|增补|改选|选聘|重选|邀请|请来|挖角|罢免|免去|解聘)(?:了|原|前|由)?")
_HOLDS = re.compile(
    r"(?:先生|女士|博士|小姐)?(?:[(（][^)）]{1,16}[)）])?(?:,|、|，)?(?:现年\d{2}岁,|\d{2}岁,)?(?:将|已|获|获委任为|获委任|现|因|因个人原因|亦|自|同日|昨日|已于|将于|由|的|正式|继续|暂时)?(?:[^,，。;；]{0,14}?)(?:曾于[^,，。;；]{2,18}(?:担任|出任|任)|辞任|辞去|离任|卸任|退任|请辞|出任|担任|接任|升任|转任|调任|兼任|继任|履新|辞(?=首席|财务|董事|主席|总|行政|公司秘书|任|cfo|ceo)|辞职|离职|获委任|获聘|获任命|当选|暂代|代行|现任|曾任|任职|任)"
)


def persons(folded: str, titles: Sequence[Title]) -> list[Span]:
    """Chinese personal names: beside a post, before an honorific, between 委任 and 为, before a verb of speaking at the start of a clause; then every other place of a name found."""
    found: dict[tuple[int, int], str] = {}
    blocked = {at for title in titles for at in range(title.start, title.end)}

    def take(start: int, size: int, why: str) -> None:
        if size and not _firm_begins(folded, start, size) and start not in blocked and not any(at in blocked for at in range(start, start + size)):
            found.setdefault((start, start + size), why)

    for title in titles:
        at = title.end
        while at < len(folded) and folded[at] in ' \u3000、,:："“' and at - title.end < 2 and folded[at] not in "、,":
            at += 1
        take(at, people.chinese_name_length(folded, at), "after a post")
        _pairs(folded, at, take)
        _before_title(folded, title, take)
    for match in _honorific().finditer(folded):
        for size in (4, 3, 2):
            start = match.start() - size
            if start >= 0 and _whole(folded, start, size) and _left(folded, start):
                take(start, size, "before an honorific")
                break
    for match in _APPOINT.finditer(folded):
        size = people.chinese_name_length(folded, match.end())
        rest = folded[match.end() + size : match.end() + size + 14]
        if size and re.match(r"(?:先生|女士|博士|小姐)?(?:[(（][^)）]{1,14}[)）])?(?:为|担任|出任|接任|任|,|、|的)", rest):
            take(match.end(), size, "appointed")
    for match in _speech().finditer(folded):
        for size in (3, 2, 4):
            start = match.start() - size
            if start >= 0 and _whole(folded, start, size) and (start == 0 or folded[start - 1] in "\n。，,;；、！？!?:：”」』) 　 "):
                take(start, size, "before a verb of speaking")
                break
    for match in re.finditer(r"(?:^|[\s。,，;；、：:由\u3000])(?=[\u4e00-\u9fff])", folded):
        size = people.chinese_name_length(folded, match.end())
        if size and _HOLDS.match(folded, match.end() + size) and _titled_soon(folded, match.end() + size, titles):
            take(match.end(), size, "takes or leaves a post")
    for match in re.finditer(r"由(?=[\u4e00-\u9fff])", folded):
        size = people.chinese_name_length(folded, match.end())
        if size and re.match(
            r"(?:先生|女士|博士|小姐)?(?:担任|出任|接任|兼任|接替|接手|接棒|继任|暂代|代行|署理)", folded[match.end() + size : match.end() + size + 8]
        ):
            take(match.end(), size, "takes a post")
    return _everywhere(folded, found, blocked)


_FIRM_AHEAD = re.compile(r"[\u4e00-\u9fff()（）]{2,16}?(?:有限公司|有限责任公司|合伙企业|集团|控股|股份(?!的|减|增|转|质|总|及|,))")


def _firm_begins(folded: str, start: int, size: int) -> bool:
    """Is the supposed name the beginning of a firm's: 控股股东南通综艺投资有限公司."""
    match = _FIRM_AHEAD.match(folded, start)
    if match is None or match.end() <= start + size:
        return match is not None
    return not any(
        word.flags & (BEFORE | STRICT) or (word.flags & LOOSE and word.end - word.start > 1 and not word.flags & STRONG)
        for word in cut(folded[start + size : match.end()])
    )


def _titled_soon(folded: str, at: int, titles: Sequence[Title]) -> bool:
    starts = [title.start for title in titles]
    index = bisect.bisect_left(starts, at)
    return index < len(titles) and titles[index].start - at <= 24 and "。" not in folded[at : titles[index].start]


def _pairs(folded: str, at: int, take: Callable[[int, int, str], None]) -> None:
    """More names of the same post: 董事甲、乙及丙."""
    size = people.chinese_name_length(folded, at)
    while size and folded[at + size : at + size + 1] in ("、", "和", "及", "与"):
        at += size + 1
        size = people.chinese_name_length(folded, at)
        if size and (at + size >= len(folded) or not people.find(folded[at : at + 8], "zh")):
            take(at, size, "beside another name")
        else:
            break


def _before_title(folded: str, title: Title, take: Callable[[int, int, str], None]) -> None:
    """甲（公司主席）, 甲任公司主席, 甲,59岁,创办人 and 甲、首席财务官: the name at the start of its clause."""
    window = folded[max(title.start - 24, 0) : title.start]
    match = re.search(
        r"(?:^|[\n。,，;；、:：])([\u4e00-\u9fff]{2,4})(?:先生|女士|博士|小姐)?(?:,|，|、)(?:(?:现年)?\d{2}岁(?:,|，|、))?(?:现任|为|任|本公司|公司|集团)?$",
        window,
    )
    if match and people.chinese_name_length(folded, title.start - len(window) + match.start(1)) == len(match[1]):
        take(title.start - len(window) + match.start(1), len(match[1]), "before a post")


def _whole(folded: str, start: int, size: int) -> bool:
    """Do these characters look like a whole name: a surname and one or two more."""
    piece = folded[start : start + size]
    if not all("\u4e00" <= char <= "\u9fff" for char in piece) or people.never_begins().match(piece):
        return False
    names = people.surnames()
    if size == 4:
        return piece[:2] in names or (piece[0] in names and piece[1] in names and piece[1] in "郑太方徐陈李黄梁")
    if size == 3 and piece[:2] in names:
        return True
    return size in (2, 3) and piece[0] in names


def _left(folded: str, start: int) -> bool:
    """A name may begin here: after a sign, a post or a word that goes before names."""
    if start == 0 or not "\u4e00" <= folded[start - 1] <= "\u9fff":
        return True
    table, _ = lexicon()
    if any(table.get(folded[max(start - n, 0) : start], 0) & BEFORE for n in (1, 2, 3, 4)):
        return True
    return (
        any(title.end == min(start, 10) for title in people.find(folded[max(start - 10, 0) : start], "zh"))
        or folded[start - 2 : start] in ("括", "及", "士")
        or folded[start - 1] in "、及和与由为"
    )


def _everywhere(folded: str, found: dict[tuple[int, int], str], blocked: set[int]) -> list[Span]:
    spans = {place: Span(*place, "PERSON", 0.82, why) for place, why in found.items()}
    names = {folded[start:end] for start, end in found if end - start >= 3}
    if names:
        for match in re.finditer(alternation(names), folded):
            place = (match.start(), match.end())
            if place not in spans:
                spans[place] = Span(*place, "PERSON", 0.78, "named elsewhere in this text")
    return list(spans.values())
