"""Companies beside and behind the ones found: branches, the other items of a list, shorter forms of a name."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from leadscan.nlp.chinese_words import BEFORE, CODE, HAN, LOOSE, STRICT, STRONG, THINGS, common, cut, lexicon, plain
from leadscan.nlp.lexicon import words
from leadscan.nlp.spans import Span
from leadscan.text import people
from leadscan.text.choices import alternation

ALIAS = re.compile(
    r"[(（](?:以下)?(?:简称|下称|统称|前称|股票简称|证券简称)?[:：]?[“”\"'「『《]{0,2}([\u4e00-\u9fffa-z0-9*]{2,10})[“”\"'」』》]{0,2}(?:或[^)）]{1,20})?[)）]"
)
_BRANCH = re.compile(r"[\u4e00-\u9fff]{2,10}?(?:分行|支行|分公司|营业部)")
_ITEM_AFTER = re.compile(
    r"[、和及与]([\u4e00-\u9fffa-z0-9*]{2,9}?)(?=[、,，。;；:：和及与等(（]|陆续|相继|先后|分别|均|都|纷纷|在内|之间|两|三|[负]责|[\d四五六七八九十]{1,3}[家间]|$)"
)
_ITEM_BEFORE = re.compile(r"(?:^|[、,，。;；:：和及与为有括继])([\u4e00-\u9fffa-z0-9*]{2,9})(?:[、和及]|(?<!参)与)$")


def with_branch(folded: str, span: Span) -> Span:
    """A bank's legal name with its branch is one name."""
    if span.why != "legal form" or "银行" not in folded[span.start : span.end]:
        return span
    branch = _BRANCH.match(folded, span.end)
    if branch is None or any(word.flags & BEFORE and word.end - word.start > 1 for word in cut(branch[0])):
        return span
    return Span(span.start, branch.end(), "COMPANY", span.sure, span.why)


def listed_beside(folded: str, found: Sequence[Span], blocked: bytearray) -> list[Span]:
    """The other names of a list of firms: 甲、乙股份、丙."""
    made: list[Span] = []
    taken = {span.start for span in found}
    todo = list(found)
    while todo:
        span = todo.pop()
        for match in (_ITEM_AFTER.match(folded, span.end), _ITEM_BEFORE.search(folded, max(span.start - 11, 0), span.start)):
            if match is None or match.start(1) in taken or any(blocked[match.start(1) : match.end(1)]):
                continue
            name = match[1]
            taken.add(match.start(1))
            if name.isdigit() or plain(name) or THINGS.search(name) or common(name) or not HAN.search(name) or any(word.flags & BEFORE for word in cut(name)):
                continue
            item = Span(match.start(1), match.end(1), "COMPANY", 0.57, "in a list with another firm")
            made.append(item)
            todo.append(item)
    return made


def short_forms(folded: str, found: Sequence[Span], persons: Sequence[Span]) -> list[Span]:
    """The same firms elsewhere in the text by a shorter name: the alias in brackets behind the full name, the name without its legal form, its own word."""
    forms: dict[str, str] = {}
    for span in found:
        if span.sure < 0.6:
            continue
        name = folded[span.start : span.end]
        if len(name) >= (3 if span.sure >= 0.7 else 4):
            forms.setdefault(name, name)
        alias = ALIAS.match(folded, span.end)
        if alias and not alias[1].isdigit() and (HAN.search(alias[1]) or not CODE.match(folded, span.end)):
            forms.setdefault(alias[1], name)
        for form in shorter(name):
            forms.setdefault(form, name)
    ordinary = words("zh", "companies", "ordinary") | words("zh", "companies", "before")
    forms = {
        form: name
        for form, name in forms.items()
        if not common(form) and form not in ordinary and not plain(form[:1]) and form not in words("zh", "companies", "generic")
    }
    if not forms:
        return []
    taken = [(person.start, person.end) for person in persons]
    pattern = re.compile(alternation(forms))
    made = []
    for match in pattern.finditer(folded):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        if len(match[0]) == 2 and not _two_stand(folded, match.start(), match.end()):
            continue
        made.append(Span(match.start(), match.end(), "COMPANY", 0.66, "short form of a name in this text"))
    return made


def _two_stand(folded: str, start: int, end: int) -> bool:
    """Two characters are only believed between signs or words that go with names."""
    table, _ = lexicon()
    left = (
        start == 0
        or not "\u4e00" <= folded[start - 1] <= "\u9fff"
        or any(table.get(folded[max(start - n, 0) : start], 0) & (BEFORE | STRICT | LOOSE) for n in (1, 2, 3, 4))
    )
    right = (
        end == len(folded)
        or not "\u4e00" <= folded[end] <= "\u9fff"
        or any(table.get(folded[end : end + n], 0) & (BEFORE | STRICT | LOOSE | STRONG) for n in (1, 2, 3, 4))
    )
    title = people.find(folded[end : end + 12], "zh")
    return (left and right) or bool(title and title[0].start == 0)


@functools.cache
def _ends() -> tuple[str, ...]:
    every = words("zh", "companies", "strong") | words("zh", "companies", "legal") | {"公司", "分公司"}
    return tuple(sorted(every, key=len, reverse=True))


@functools.lru_cache(maxsize=4096)
def shorter(name: str) -> tuple[str, ...]:
    """Shorter forms of a folded name, at least two characters: without legal form, without industry words, without the place it begins with."""
    forms = []
    rest = re.sub(r"[(（].*?[)）]", "", name)
    if rest != name:
        forms.append(rest)
    while True:
        end = next((e for e in _ends() if rest.endswith(e) and len(rest) - len(e) >= 2), None)
        if end is None:
            break
        rest = rest[: -len(end)]
        forms.append(rest)
    place = next((p for p in sorted(words("zh", "places", "names"), key=len, reverse=True) if rest.startswith(p)), "")
    if place and len(rest) - len(place) >= 2:
        core = rest[len(place) :].removeprefix("省").removeprefix("市")
        if len(core) >= 2:
            forms.append(core)
    if place:
        forms.extend([form[len(place) :] for form in forms if form.startswith(place) and len(form) - len(place) >= 3])
    return tuple(
        dict.fromkeys(
            form for form in forms if 2 <= len(form) <= 10 and form not in words("zh", "places", "names") and form not in words("zh", "companies", "generic")
        )
    )
