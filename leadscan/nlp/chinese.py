"""Names in Chinese texts that no list holds, by rule. Every function reads folded text (Simplified, half width, lower case), whose offsets are the text's own.

A text is cut into words of a small lexicon and single characters. A company's name ends in a legal form or an industry word, or stands before
a stock code, a post or a verb only firms take; it begins after a sign or a word that no name holds.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from leadscan.nlp.lexicon import words
from leadscan.nlp.spans import Span
from leadscan.text import people
from leadscan.text.choices import alternation
from leadscan.text.people import Title

BEFORE, PROTECTED, PLACE, STRONG, LEGAL, WEAK, STRICT, LOOSE = (1 << n for n in range(8))

_CODE = re.compile(
    r"\s{0,2}[(（\[](?:股份代号|股份代码|股票代码|代码|编号|港股|行情)?[:：]?\s?(?:[a-z]{1,6}[:：.]\s?)?(?:\d{3,6}|[a-z]{1,5})(?:[.,\s]?(?:hk|sh|sz|bj|us|o|n))?\b[^)）\]]{0,12}[)）\]]"
)
_RUN = re.compile(r"[\u4e00-\u9fffa-z0-9*&·・.\-'+]+(?:[(（](?:[\u4e00-\u9fff]{2,4}|[a-z]{2,10})[)）][\u4e00-\u9fffa-z0-9*&·・.\-'+]+)*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_DATED = re.compile(r"(?:\d{1,4}|<?n>?\d{0,2}<?n?>|[零〇一二三四五六七八九十]{1,4})[年月日号季](?:底|初|末|中|间|前|后|起|晚间|晚|上午|下午|凌晨|份|度)?")
_ALIAS = re.compile(
    r"[(（](?:以下)?(?:简称|下称|统称|前称|股票简称|证券简称)?[:：]?[“”\"'「『《]{0,2}([\u4e00-\u9fffa-z0-9*]{2,10})[“”\"'」』》]{0,2}(?:或[^)）]{1,20})?[)）]"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a text: a lexicon word with what it may be, or one character with no flags."""

    start: int
    end: int
    flags: int


@functools.cache
def _lexicon() -> tuple[dict[str, int], int]:
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
    table, longest = _lexicon()
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


def companies(folded: str, titles: Sequence[Title], persons: Sequence[Span], known: Sequence[Span] = ()) -> list[Span]:
    """Company names of a text, and organisations that end like none of them are left to ``organisations``. ``known``: names of a list, beside which others may stand."""
    cutter = _Cutter(folded, titles, persons)
    found = [span for span in cutter.spans() if not _common(folded[span.start : span.end])]
    found = [_with_branch(folded, span) for span in found]
    found += _listed_beside(folded, [*found, *known], cutter.blocked)
    found += _short_forms(folded, found, persons)
    return found + _listed_beside(folded, [*found, *known], cutter.blocked)


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
            bool(_HAN.match(piece))
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
        if _counted(name[:3]) or re.match("[百千万亿]", name[:1] if name[1:2] in "股元名家" else ""):
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
        if _CODE.match(folded, end):
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
        if _ALIAS.match(folded, end):
            return "short form in brackets"
        return ""

    def _coded(self) -> Iterable[Span]:
        """Names before a stock code in brackets."""
        for match in _CODE.finditer(self.folded):
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
        if not 3 <= len(name) <= 6 or any(self.blocked[start:end]) or _plain(name) or _common(name):
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
        if not 2 <= len(name) <= limit or not _HAN.search(name) or self._own(first, index + 1) == 0 or name.isdigit():
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
                if span is not None and not _THINGS.search(folded[span.start : span.end]):
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
        if index is None or not self.words[index].flags & PLACE or self.folded[self.words[index].start : self.words[index].end] in words("zh", "places", "names", "abroad"):
            return False
        rest = [word for word in self.words[index + 1 : index + 4] if word.end <= span.end]
        return len(rest) in (2, 3) and all(word.end - word.start == 1 and not word.flags for word in rest) and rest[-1].end == span.end and not _AREA.search(self.folded[span.start : span.end])

    def _namelike(self, span: Span | None, most: int) -> TypeGuard[Span]:
        """May a piece without any end of a name be one: it begins where a name may, and is no plain word, thing or person."""
        if span is None or not self._clean_left(span.start) or span.end - span.start > most:
            return False
        name = self.folded[span.start : span.end]
        return not (_counted(name) or _common(name) or _THINGS.search(name))

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
        closed = bool(following.flags & (STRICT | LOOSE | BEFORE)) or not _HAN.match(self.folded[following.start])
        if not 3 <= len(name) <= 7 or not closed or self._own(index, last) < 2 or not all("\u4e00" <= c <= "\u9fff" for c in name) or _plain(name):
            return None
        return Span(start, end, "COMPANY", 0.52, why)


_PLAIN = re.compile(
    r"第|岁|[一二三四五六七八九十两]|[部分全各该其这那此]|[个只间家名位]|股权|股票|资产|业务|项目|土地|物业|大厦|地块|房产|债|金额|方式|协议|交易|部份|同业|标的|公司|机构|企业|产品|品牌|客户|市场|住宅|酒店物"
)


_COUNTED = re.compile(r"^第|^前[一二三四五六七八九十]|[一二三四五六七八九十两百千万亿\d][个只间家名位份股年月日成倍元次大项]")
_THINGS = re.compile(r"(?:[书案权人者员价额款量率品件物度性法令单证期时后前中内外上下等们组团类型种体面点线层阶段系统整体情况方面条例])$")
"""Ends of plain words that hardly any firm's short name has."""
_THING = re.compile(r"计划|项目|产品|者|人士|额|业务|行业|板块|概念|市场|组合|策略|机构|工具|监管|事业|协会|学会|园区?|中心|论坛|大会|展览?|节")
"""What follows an industry word that is no end of a name: 投资计划."""
_AREA = re.compile(r"[省市区县州镇乡村街道路局厅委办院校馆港湾岛河山湖站场城]|人民|警方|海关|大学|政府|方面|当局|外|男|女|籍|裔|队|联赛")
_STAKE = re.compile(r"(?:约|的|剩余|全部|合计)?[\d<>n.,]{1,14}(?:%|％)(?:的)?(?:股权|股份|权益|股票)")
_PACTS = frozenset(("签约", "签署", "签订", "订立", "达成", "收购", "入股", "合作", "合资", "成立", "设立", "完成", "增发", "参股", "领投", "出售"))
_WITH = frozenset("与和同跟由向被")


def _counted(name: str) -> bool:
    return _COUNTED.search(name) is not None


def _plain(name: str) -> bool:
    """Ordinary words rather than a name."""
    return _PLAIN.search(name) is not None


def _common(name: str) -> bool:
    return name in words("zh", "companies", "common") or name in words("zh", "places", "names") or name in words("zh", "organisations", "names")


_BRANCH = re.compile(r"[\u4e00-\u9fff]{2,10}?(?:分行|支行|分公司|营业部)")
_ITEM_AFTER = re.compile(r"[、和及与]([\u4e00-\u9fffa-z0-9*]{2,9}?)(?=[、,，。;；:：和及与等(（]|陆续|相继|先后|分别|均|都|纷纷|在内|之间|两|三|[负]责|[\d四五六七八九十]{1,3}[家间]|$)")
_ITEM_BEFORE = re.compile(r"(?:^|[、,，。;；:：和及与为有括继])([\u4e00-\u9fffa-z0-9*]{2,9})(?:[、和及]|(?<!参)与)$")


def _with_branch(folded: str, span: Span) -> Span:
    """A bank's legal name with its branch is one name."""
    if span.why != "legal form" or "银行" not in folded[span.start : span.end]:
        return span
    branch = _BRANCH.match(folded, span.end)
    if branch is None or any(word.flags & BEFORE and word.end - word.start > 1 for word in cut(branch[0])):
        return span
    return Span(span.start, branch.end(), "COMPANY", span.sure, span.why)


def _listed_beside(folded: str, found: Sequence[Span], blocked: bytearray) -> list[Span]:
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
            if name.isdigit() or _plain(name) or _THINGS.search(name) or _common(name) or not _HAN.search(name) or any(word.flags & BEFORE for word in cut(name)):
                continue
            item = Span(match.start(1), match.end(1), "COMPANY", 0.57, "in a list with another firm")
            made.append(item)
            todo.append(item)
    return made


# --- short forms -------------------------------------------------------------------------------------------------------


def _short_forms(folded: str, found: Sequence[Span], persons: Sequence[Span]) -> list[Span]:
    """The same firms elsewhere in the text by a shorter name: the alias in brackets behind the full name, the name without its legal form, its own word."""
    forms: dict[str, str] = {}
    for span in found:
        if span.sure < 0.6:
            continue
        name = folded[span.start : span.end]
        if len(name) >= (3 if span.sure >= 0.7 else 4):
            forms.setdefault(name, name)
        alias = _ALIAS.match(folded, span.end)
        if alias and not alias[1].isdigit() and (_HAN.search(alias[1]) or not _CODE.match(folded, span.end)):
            forms.setdefault(alias[1], name)
        for form in shorter(name):
            forms.setdefault(form, name)
    ordinary = words("zh", "companies", "ordinary") | words("zh", "companies", "before")
    forms = {
        form: name
        for form, name in forms.items()
        if not _common(form) and form not in ordinary and not _plain(form[:1]) and form not in words("zh", "companies", "generic")
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
    table, _ = _lexicon()
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


# --- other labels ------------------------------------------------------------------------------------------------------


@functools.cache
def _listed(file: str) -> re.Pattern[str]:
    return re.compile(alternation(words("zh", file, "names")))


@functools.cache
def _heads() -> re.Pattern[str]:
    return re.compile(alternation(words("zh", "organisations", "heads")))


def organisations(folded: str) -> list[Span]:
    """Regulators, courts, exchanges, government, schools."""
    found = [Span(m.start(), m.end(), "ORG", 0.86, "known organisation") for m in _listed("organisations").finditer(folded)]
    table, _ = _lexicon()
    for match in _heads().finditer(folded):
        start = match.start()
        while start > 0 and match.start() - start < 12 and "\u4e00" <= folded[start - 1] <= "\u9fff":
            if any(
                table.get(folded[max(start - n, 0) : start], 0) & BEFORE and not table.get(folded[max(start - n, 0) : start], 0) & (STRONG | PLACE)
                for n in (1, 2, 3, 4)
            ):
                break
            start -= 1
        if match.start() - start >= 2:
            found.append(Span(start, match.end(), "ORG", 0.8, f"ends in {match[0]}"))
    return found


def places(folded: str) -> list[Span]:
    """Places of the lexicon."""
    return [Span(m.start(), m.end(), "PLACE", 0.5, "known place") for m in _listed("places").finditer(folded)]


_DATE = re.compile(
    r"\d{4}年(?:\d{1,2}月(?:\d{1,2}[日号])?)?(?:底|初|末)?|\d{1,2}月\d{1,2}[日号]|\d{1,2}月(?:份|底|初|中旬|下旬|上旬)|[零〇一二三四五六七八九]{4}年(?:[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}[日号])?)?"
    r"|(?:今|去|明|前)年(?:\d{1,2}月(?:\d{1,2}日)?|[一二三四五六七八九十]{1,2}月|[上下]半年|第[一二三四]季度?|底|初|末|年底|年初)?|(?:今|昨|明|前)(?:日|天|晚|早)|上周[一二三四五六日]?|本周[一二三四五六日]?|下周[一二三四五六日]?|周[一二三四五六日]|上月|本月|下月|近日|日前|[上下]半年|第[一二三四]季度?"
)


def dates(folded: str) -> list[Span]:
    """Dates as papers write them."""
    return [Span(m.start(), m.end(), "DATE", 0.7, "date") for m in _DATE.finditer(folded)]


# --- persons -----------------------------------------------------------------------------------------------------------


@functools.cache
def _honorific() -> re.Pattern[str]:
    return re.compile(alternation(people.honorifics("zh")))


@functools.cache
def _speech() -> re.Pattern[str]:
    return re.compile(alternation(people.speech_verbs()))


_APPOINT = re.compile(r"(?:委任|聘任|聘请|聘用|任命|选举|推举|提名|增补|改选|选聘|重选|邀请|请来|挖角|罢免|免去|解聘)(?:了|原|前|由)?")
_HOLDS = re.compile(
    r"(?:先生|女士|博士|小姐)?(?:[(（][^)）]{1,16}[)）])?(?:,|、|，)?(?:现年\d{2}岁,|\d{2}岁,)?(?:将|已|获|获委任为|获委任|现|因|因个人原因|亦|自|同日|昨日|已于|将于|由|的|正式|继续|暂时)?(?:[^,，。;；]{0,14}?)(?:辞任|辞去|离任|卸任|退任|请辞|出任|担任|接任|升任|转任|调任|兼任|继任|履新|辞(?=首席|财务|董事|主席|总|行政|公司秘书|任|cfo|ceo)|辞职|离职|获委任|获聘|获任命|当选|暂代|代行|现任|曾任|任职|任)"
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
    table, _ = _lexicon()
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
