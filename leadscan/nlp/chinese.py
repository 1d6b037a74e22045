"""Names in Chinese texts that no list holds, by rule. Every function reads folded text (Simplified, half width, lower case), whose offsets are the text's own.

A text is cut into words of a small lexicon and single characters. A company's name ends in a legal form or an industry word, or stands before
a stock code, a post or a verb only firms take; it begins after a sign or a word that no name holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeGuard

from leadscan.nlp.chinese_lists import ALIAS, listed_beside, short_forms, with_branch
from leadscan.nlp.chinese_words import BEFORE, CODE, HAN, LEGAL, LOOSE, PLACE, PROTECTED, STRICT, STRONG, THINGS, WEAK, Word, common, counted, cut, plain
from leadscan.nlp.lexicon import words
from leadscan.nlp.spans import Span
from leadscan.text.people import Title

_RUN = re.compile(r"[\u4e00-\u9fffa-z0-9*&·・.\-'+]+(?:[(（](?:[\u4e00-\u9fff]{2,4}|[a-z]{2,10})[)）][\u4e00-\u9fffa-z0-9*&·・.\-'+]+)*")


def companies(folded: str, titles: Sequence[Title], persons: Sequence[Span], known: Sequence[Span] = ()) -> list[Span]:
    """Company names of a text, and organisations that end like none of them are left to ``organisations``. ``known``: names of a list, beside which others may stand."""
    cutter = _Cutter(folded, titles, persons)
    found = [span for span in cutter.spans() if not common(folded[span.start : span.end])]
    found = [with_branch(folded, span) for span in found]
    found += listed_beside(folded, [*found, *known], cutter.blocked)
    found += short_forms(folded, found, persons)
    return found + listed_beside(folded, [*found, *known], cutter.blocked)


def _firm_post(title: Title) -> bool:
    """Is it a post that only firms have: no minister, no head of an office."""
    return title.posts[0] not in ("public", "other", "owner") or bool(re.search("总|總|首席|监|董", title.text))


class _Cutter:
    """One text cut into words, and the walk from a name's end to its beginning."""

    def __init__(self, folded: str, titles: Sequence[Title], persons: Sequence[Span]) -> None:
        self.folded = folded
        self.words = cut(folded)
        self.by_start = {word.start: index for index, word in enumerate(self.words)}
        self.titles = {title.start for title in titles if _firm_post(title)}
        self.blocked = bytearray(len(folded) + 1)
        for title in titles:
            self.blocked[title.start : title.end] = b"\1" * (title.end - title.start)
        for person in persons:
            self.blocked[person.start : person.end] = b"\1" * (person.end - person.start)

    def spans(self) -> Iterable[Span]:
        index = 0
        while index < len(self.words):
            word = self.words[index]
            if word.flags & (LEGAL | STRONG | WEAK) and not self.blocked[word.start]:
                last = self._grow(index)
                span = self._ended(index, last)
                if span is not None:
                    yield span
                index = last + 1  # a run of ends with no word of its own is no name, nor is a part of it
                continue
            index += 1
        yield from self._coded()
        yield from self._bare()

    def _grow(self, index: int) -> int:
        """Ends that follow each other are one end: 集团股份有限公司; a place in brackets may stand between: (香港)有限公司."""
        words, last = self.words, index
        while last + 1 < len(words) and words[last].end - words[index].start < 40:
            following = words[last + 1]
            if self.blocked[following.start]:
                break
            if following.flags & (LEGAL | STRONG) or (following.flags & WEAK and self.folded[following.start : following.end] in ("公司", "分公司")):
                last += 1
                continue
            if self.folded[following.start] in "(（" and last + 4 < len(words):
                close = next((n for n in (last + 3, last + 4) if self.folded[words[n].start] in ")）"), None)
                if close is not None and close + 1 < len(words) and words[last + 2].flags & (PLACE | STRONG) and words[close + 1].flags & (LEGAL | STRONG):
                    last = close + 1
                    continue
            # a name goes on to its legal form over a few plain characters: 科技(plain)有限公司
            ahead = next((n for n in range(last + 1, min(last + 12, len(words))) if words[n].flags & LEGAL), None)
            if ahead is not None and all(self._inside(words[n]) for n in range(last + 1, ahead)):
                last = ahead
                continue
            break
        return last

    def _inside(self, word: Word) -> bool:
        """May the word stand inside a name."""
        if self.blocked[word.start]:
            return False
        if word.flags & BEFORE and word.end - word.start > 1 and not word.flags & (PLACE | STRONG | LEGAL):
            return False
        if word.flags & (PROTECTED | PLACE | STRONG | LEGAL):
            return True
        if word.flags & (BEFORE | STRICT) or (word.flags & LOOSE and word.end - word.start > 1):
            return False
        piece = self.folded[word.start : word.end]
        return (
            bool(HAN.match(piece))
            or (piece[0].isalnum() and not piece.isdigit())
            or piece in ("*", "&", "·", "・", "-", ".")
            or (piece.isdigit() and len(piece) <= 3)
        )

    def _start(self, index: int, limit: int) -> int:
        """Index of the first word of the name whose end is at ``index``."""
        at, end = index, self.words[index].end
        while at > 0:
            before = self.words[at - 1]
            if end - before.start > limit:
                break
            char = self.folded[before.start]
            if char in ")）" and at >= 4:
                opened = next((n for n in range(at - 2, max(at - 6, -1), -1) if self.folded[self.words[n].start] in "(（"), None)
                inner = self.folded[self.words[opened].end : before.start] if opened is not None else ""
                if opened is not None and opened > 0 and re.fullmatch(r"[\u4e00-\u9fff]{2,4}|[a-z]{2,10}", inner) and self._inside(self.words[opened - 1]):
                    at = opened
                    continue
                break
            if not self._inside(before):
                break
            at -= 1
        return self._trim(at, index)

    def _trim(self, at: int, index: int) -> int:
        """A name does not begin with an end (投资X, 公司X), with a sign or with a loose verb."""
        folded = self.folded
        while at < index:
            word = self.words[at]
            piece = folded[word.start : word.end]
            if (
                (
                    piece in ("投资", "控股", "股份", "基金", "集团", "公司", "证券", "发展", "设计", "担保", "咨询")
                    and at + 1 < index
                    and self._rest(at + 1, index) >= 2
                )
                or piece
                in (
                    "&",
                    "·",
                    "・",
                    "-",
                    ".",
                    "'",
                    "签",
                    "做",
                    "裁",
                    "奪",
                    "夺",
                    "欠",
                    "裁员",
                    "斥",
                    "昨",
                    "今",
                    "购",
                    "买",
                    "卖",
                    "聘",
                    "原",
                    "继",
                    "受",
                    "另",
                    "故",
                    "扮",
                    "占",
                    "佔",
                    "涉",
                    "予",
                    "促",
                    "令",
                    "余",
                    "元",
                )
                or (piece in ("有", "大", "定", "设", "新", "使", "助", "向", "前", "老") and at + 1 < index and self.words[at + 1].flags & (PLACE | STRONG))
                or (piece.isdigit() and at + 1 < index)
            ):
                at += 1
            else:
                break
        return at

    def _rest(self, at: int, index: int) -> int:
        return self.words[index].start - self.words[at].start

    def _ended(self, index: int, last: int) -> Span | None:
        """The name whose run of ends is words ``index`` to ``last``."""
        folded, ws = self.folded, self.words
        legal = any(ws[n].flags & LEGAL for n in range(index, last + 1))
        limit = 30 if legal else 14
        first = self._start(index, limit)
        start, end = ws[first].start, ws[last].end
        core = folded[start : ws[index].start]
        name = folded[start:end]
        if counted(name[:3]) or re.match("[百千万亿]", name[:1] if name[1:2] in "股元名家" else ""):
            return None
        if len(name) < 3 or (not core and not (legal and len(name) >= 6) and not self._all_ends(index, last)):
            return None
        own = self._own(first, index)
        if legal:
            return Span(start, end, "COMPANY", 0.93, "legal form") if own or len(core) >= 2 or len(name) >= 7 else None
        tail = folded[ws[last].start : end]
        if tail in ("公司", "分公司", "事务所", "工作室", "分行", "支行", "报业集团"):
            place = any(ws[n].flags & PLACE for n in range(first, index))
            own = self._own(first, index, ends=False)
            fits = (own >= 4 or (own >= 2 and (place or ws[index].flags & STRONG or self._cue(first, last) in ("stock code", "post")))) and len(core) <= 14
            return Span(start, end, "COMPANY", 0.72, f"name and {tail}") if fits and not self._common_core(core) else None
        if not own and not self._all_ends(index, last) and not self._placed(first, index, last):
            return None
        cue = self._cue(first, last)
        if cue not in ("stock code", "post", "short form in brackets") and _THING.match(folded, end):
            return None
        if tail in words("zh", "companies", "sure") and (len(core) >= 2 or last > index):
            return Span(start, end, "COMPANY", 0.84 if cue else 0.74, f"industry word {tail}" + (f" and {cue}" if cue else ""))
        if cue and len(name) <= 12 and (len(core) >= 2 or last > index):
            return Span(start, end, "COMPANY", 0.76, f"industry word {tail} and {cue}")
        return None

    def _placed(self, first: int, index: int, last: int) -> bool:
        """A place and 股份 or 控股, as many listed firms are called, before a word that only firms have beside them."""
        tail = self.folded[self.words[last].start : self.words[last].end]
        following = self.words[last + 1] if last + 1 < len(self.words) else None
        return tail in ("股份", "控股") and first < index and following is not None and bool(following.flags & STRICT)

    def _own(self, first: int, index: int, *, ends: bool = True) -> int:
        """Characters of the core that are no general word or place, nor (``ends`` False) an industry word."""
        generic = words("zh", "companies", "generic")
        return sum(
            w.end - w.start
            for w in self.words[first:index]
            if not w.flags & (PLACE if ends else PLACE | STRONG) and self.folded[w.start : w.end] not in generic
        )

    def _all_ends(self, index: int, last: int) -> bool:
        """建设银行, 农业银行: an end made of an end."""
        return last > index and self.folded[self.words[last].start : self.words[last].end] in ("银行", "证券", "保险", "信托", "人寿")

    def _common_core(self, core: str) -> bool:
        return core in words("zh", "companies", "generic") or core.endswith(("家", "间", "的", "类", "型"))

    def _cue(self, first: int, last: int) -> str:
        """What beside the name says that it is one."""
        folded, end = self.folded, self.words[last].end
        if CODE.match(folded, end):
            return "stock code"
        if end in self.titles:
            return "post"
        following = self.words[last + 1] if last + 1 < len(self.words) else None
        if following is not None and following.flags & (STRICT | LOOSE):
            return f"{folded[following.start : following.end]} after it"
        before = self.words[first - 1] if first else None
        if before is not None and folded[before.start : before.end] in words("zh", "companies", "beside"):
            return f"{folded[before.start : before.end]} before it"
        start = self.words[first].start
        if (start == 0 or folded[start - 1] in "\n。】") and following is not None and folded[following.start] in ":：":
            return "headline subject"
        if ALIAS.match(folded, end):
            return "short form in brackets"
        return ""

    def _coded(self) -> Iterable[Span]:
        """Names before a stock code in brackets."""
        for match in CODE.finditer(self.folded):
            end = match.start()
            while end and self.folded[end - 1] in " \u3000":
                end -= 1
            index = self._index_before(end)
            if index is None or not re.search(r"\d", match[0]):
                continue
            span = self._whole_clause(end) or self._bare_back(index, limit=8, sure=0.88, why="stock code after it")
            if span is not None:
                yield span

    def _whole_clause(self, end: int) -> Span | None:
        """The two to six characters between a sign and a stock code, whatever they are: listed firms' short names hold any word."""
        start = end
        while start and end - start < 7 and ("\u4e00" <= self.folded[start - 1] <= "\u9fff" or self.folded[start - 1] in "*st"):
            start -= 1
        name = self.folded[start:end]
        if not 3 <= len(name) <= 6 or any(self.blocked[start:end]) or plain(name) or common(name):
            return None
        if any(word.flags & BEFORE and word.end - word.start > 1 for word in cut(name)):
            return None
        return Span(start, end, "COMPANY", 0.88, "stock code after it")

    def _index_before(self, end: int) -> int | None:
        """Index of the word that ends at ``end``."""
        for length in range(1, 14):
            index = self.by_start.get(end - length)
            if index is not None and self.words[index].end == end:
                return index
        return None

    def _bare_back(self, index: int, *, limit: int, sure: float, why: str) -> Span | None:
        if not self._inside(self.words[index]):
            return None
        first = self._start(index, limit)
        first = min(first, index)
        start, end = self.words[first].start, self.words[index].end
        name = self.folded[start:end]
        if not 2 <= len(name) <= limit or not HAN.search(name) or self._own(first, index + 1) == 0 or name.isdigit():
            return None
        return Span(start, end, "COMPANY", sure, why)

    def _bare(self) -> Iterable[Span]:
        """Short names with no end of their own: before a verb only firms take, before a post, after a word such as 收购."""
        folded, ws = self.folded, self.words
        for index in range(1, len(ws)):
            word = ws[index]
            if word.flags & STRICT and not ws[index - 1].flags & (STRONG | LEGAL | WEAK):
                span = self._bare_back(index - 1, limit=6, sure=0.62, why=f"before {folded[word.start : word.end]}")
                if self._namelike(span, 6):
                    yield span
            elif word.start in self.titles and not self.blocked[ws[index - 1].start]:
                span = self._bare_back(index - 1, limit=6, sure=0.6, why="before a post")
                if self._namelike(span, 6):
                    yield span
            elif word.flags & (LOOSE | BEFORE) and word.end - word.start >= 2 and not ws[index - 1].flags & (STRONG | LEGAL | WEAK):
                span = self._bare_back(index - 1, limit=6, sure=0.55, why=f"a place and a word of its own before {folded[word.start : word.end]}")
                if self._namelike(span, 6) and self._place_led(span):
                    yield span
            if word.flags & LOOSE and folded[word.start : word.end] in _PACTS and not ws[index - 1].flags & (STRONG | LEGAL | WEAK):
                span = self._bare_back(index - 1, limit=7, sure=0.56, why=f"party, before {folded[word.start : word.end]}")
                if span is not None and folded[span.start - 1 : span.start] in _WITH and self._namelike(span, 7):
                    yield span
            before = ws[index - 1]
            if folded[before.start : before.end] in words("zh", "companies", "beside") and not word.flags & BEFORE:
                span = self._bare_on(index, why=f"after {folded[before.start : before.end]}")
                if span is not None and not THINGS.search(folded[span.start : span.end]):
                    yield span
        for match in _STAKE.finditer(folded):
            last = self._index_before(match.start())
            if last is not None and not ws[last].flags & (STRONG | LEGAL | WEAK):
                span = self._bare_back(last, limit=8, sure=0.66, why="before a stake in it")
                if self._namelike(span, 8):
                    yield span

    def _place_led(self, span: Span) -> bool:
        """A place and two or three characters that are no word of the lexicon, as units are called: 合肥建翔."""
        index = self.by_start.get(span.start)
        if (
            index is None
            or not self.words[index].flags & PLACE
            or self.folded[self.words[index].start : self.words[index].end] in words("zh", "places", "names", "abroad")
        ):
            return False
        rest = [word for word in self.words[index + 1 : index + 4] if word.end <= span.end]
        return (
            len(rest) in (2, 3)
            and all(word.end - word.start == 1 and not word.flags for word in rest)
            and rest[-1].end == span.end
            and not _AREA.search(self.folded[span.start : span.end])
        )

    def _namelike(self, span: Span | None, most: int) -> TypeGuard[Span]:
        """May a piece without any end of a name be one: it begins where a name may, and is no plain word, thing or person."""
        if span is None or not self._clean_left(span.start) or span.end - span.start > most:
            return False
        name = self.folded[span.start : span.end]
        return not (counted(name) or common(name) or THINGS.search(name))

    def _clean_left(self, start: int) -> bool:
        """The name begins at a line's start, after a sign, or after a word that goes before names."""
        if start == 0:
            return True
        char = self.folded[start - 1]
        if not char.isalnum():
            return char not in "%％"
        index = self._index_before(start)
        return index is not None and bool(self.words[index].flags & BEFORE)

    def _bare_on(self, index: int, *, why: str) -> Span | None:
        last = index
        while last < len(self.words) and self._inside(self.words[last]) and self.words[last].end - self.words[index].start <= 8:
            if self.words[last].flags & (STRICT | LOOSE) and last > index and not self.words[last].flags & (STRONG | LEGAL):
                break
            last += 1
        if last == index or last >= len(self.words):
            return None
        start, end = self.words[index].start, self.words[last - 1].end
        name = self.folded[start:end]
        following = self.words[last]
        closed = bool(following.flags & (STRICT | LOOSE | BEFORE)) or not HAN.match(self.folded[following.start])
        if not 3 <= len(name) <= 7 or not closed or self._own(index, last) < 2 or not all("\u4e00" <= c <= "\u9fff" for c in name) or plain(name):
            return None
        return Span(start, end, "COMPANY", 0.52, why)


_THING = re.compile(r"计划|项目|产品|者|人士|额|业务|行业|板块|概念|市场|组合|策略|机构|工具|监管|事业|协会|学会|园区?|中心|论坛|大会|展览?|节")
"""What follows an industry word that is no end of a name: 投资计划."""
_AREA = re.compile(r"[省市区县州镇乡村街道路局厅委办院校馆港湾岛河山湖站场城]|人民|警方|海关|大学|政府|方面|当局|外|男|女|籍|裔|队|联赛")
_STAKE = re.compile(r"(?:约|的|剩余|全部|合计)?[\d<>n.,]{1,14}(?:%|％)(?:的)?(?:股权|股份|权益|股票)")
_PACTS = frozenset(("签约", "签署", "签订", "订立", "达成", "收购", "入股", "合作", "合资", "成立", "设立", "完成", "增发", "参股", "领投", "出售"))
_WITH = frozenset("与和同跟由向被")
