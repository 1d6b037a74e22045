"""Stock codes as papers write them: (00700.HK), 700 HK, HKG: 1810, 600519.SH, NYSE: BABA, 股份代號：700, $AAPL.

A code counts only if the register holds it, so a price or a year is no code. A bare number is a code only beside a cue or in brackets behind a name.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping

from leadscan.text.normalize import fold
from leadscan.types import Company, Hit

_US_VENUE = r"(?:nasdaq(?:\s?(?:gs|gm|cm))?|nyse(?:\s?(?:american|arca|mkt))?|amex|otc(?:qx|qb|mkts|\s?pink)?|纽约证券交易所|纽交所|纳斯达克|纳指|美股)"
_HK_VENUE = r"(?:hkex|hkse|sehk|hkg|hk|stock\s+exchange\s+of\s+hong\s+kong|港交所|联交所|香港联交所|港股)"
_MOVES = r"(?:升|跌|涨|漲|现报|收报|收|开|高开|低开|停牌|复牌|早段|午后|股价|一度|曾|急升|急跌|发盈警|发盈喜|盈警|盈喜|公布|宣布)"
_CUE = r"(?:股份代号|股票代号|股票代码|股份代码|证券代码|证券代号|港股代号|港股代码|上市代号|公司代码|代号|代码|stock\s+code|share\s+code|stock\s+symbol|ticker(?:\s+symbol)?|symbol)"
_BEHIND_FIGURE = rf"(?:\s?[.\-]?\s?hk|\s?\.\s?(?:s[hsz]|bj|xsh)|\s{{1,2}}c[hn12]|\s?{_MOVES})"
_WRITTEN: tuple[tuple[str, str, str], ...] = (
    # kind, where its telling part stands (behind a figure, before a figure, at a mark), the whole pattern
    ("hk", "behind", r"(?<!\w)(?<!\d[.,])0*(?P<code>\d{1,5})\s?[.\-]?\s?(?:hk|hkg)(?:\s+equity)?(?![\w])"),
    ("hk", "before", rf"(?<!\w){_HK_VENUE}(?:\s*(?:main\s+board|主板|代[号码]))?\s*[::.]?\s*#?(?P<code>\d{{3,5}})(?![\d,]|\.\d|[年月日亿万元%点])"),
    ("a", "behind", r"(?<![\w.])(?P<code>\d{6})\s?\.\s?(?:sh|ss|sz|bj|xshg|xshe)(?![\w])"),
    ("a", "before", r"(?<![\w.])(?:sh|sz|bj|sse|shse|szse|bse|sha|she|上交所|深交所|北交所|沪市|深市)\s?[::]?\s?(?P<code>\d{6})(?!\d)"),
    ("a", "behind", r"(?<![\w.])(?P<code>\d{6})\s+(?:ch|cn|c1|c2)(?:\s+equity)?(?![\w])"),
    ("us", ":", rf"(?<!\w){_US_VENUE}(?:\s*(?:代[号码]|股票代[号码]|交易代[号码]))?\s*[::]\s*(?P<code>[a-z]{{1,5}}(?:[.\-][a-z]{{1,2}})?)(?![\w])"),
    ("us", ".", r"(?<![\w.])(?P<code>[a-z]{1,5})\s?\.\s?(?:us|n|o|oq)(?![\w])"),
    ("us", ")", r"(?<![\w.])(?P<code>[a-z]{1,5})\s+us(?:\s+equity)?(?=\s*[)\]])"),
    ("us", "$", r"(?<![\w$])\$(?P<code>[a-z]{1,5})(?![\w])"),
    ("any", "before", rf"{_CUE}\s*(?:为|是|of|is)?\s*[::]?\s*[(“\"]?(?P<code>\d{{1,6}}|[a-z]{{1,5}}(?=\s*[)\]]))(?![\w])"),
    ("flash", "behind", rf"(?:(?<=^)|(?<=\n)|(?<=[。;!?,:\s「【]))(?P<code>\d{{4,6}})(?=\s?{_MOVES})"),
)
_PATTERNS = tuple((kind, where, re.compile(pattern)) for kind, where, pattern in _WRITTEN)
_AT = {at: tuple((kind, pattern) for kind, where, pattern in _PATTERNS if where == at) for at in ("behind", "before", ":", ".", ")", "$")}
_ANY = tuple((kind, pattern) for kind, _, pattern in _PATTERNS if kind == "any")
# What begins with plain characters runs through a text at memory speed: whole patterns are tried only at the few places these find.
_LATIN_ENDS = "hk|ex|se|kg|ng|rd|sh|sz|bj|ha|he|ea|de|ol|er|is|of"
_HAN_ENDS = "所股板号码市为是"
_MARK = r"[\s:.#(“\"\[]"
_LED = "|".join(rf"(?<=(?:{_LATIN_ENDS}){_MARK * count}[0-9])|(?<=[{_HAN_ENDS}]{_MARK * count}[0-9])" for count in range(4))
_FIGURES = re.compile(rf"[0-9](?<![0-9][0-9])(?:(?=[0-9]*+(?:{_BEHIND_FIGURE}))|(?<=[(\[][0-9])(?=[0-9]*+\s*[)\]])|(?<=[(\[]\s[0-9])(?=[0-9]*+\s*[)\]])|{_LED})[0-9]*+")
"""Runs of figures with a tail behind them, in brackets, or behind what may be the end of a venue or cue. Begins with a plain set, so that it is quick."""
_LED_HERE = re.compile(rf"[0-9](?:{_LED})")
_VENUE_ENDS = "aq|gs|gm|cm|se|an|ca|kt|ex|qx|qb|ts|nk|tc|.所|.克|.指|.股|.号|.码"
_TAIL = re.compile(_BEHIND_FIGURE)
_BARE = re.compile(r"[(\[]\s*(?P<code>\d{1,6})\s*[)\]]")
_LEAD = re.compile(rf"(?:(?:{_HK_VENUE})(?:\s*(?:main\s+board|主板|代[号码]))?|s[hz]s?e?a?|bj|bse|上交所|深交所|北交所|沪市|深市|{_CUE}\s*(?:为|是|of|is)?)\s*[::.]?\s*[(“\"#]?$")
_MARKS = tuple((mark, re.compile(pattern)) for mark, pattern in ((":", rf":(?:(?<=(?:{_VENUE_ENDS}):)|(?<=(?:{_VENUE_ENDS})\s:))"), (".", r"\.\s?(?:us|n|oq?)(?![\w])"), (")", r"\)(?:(?<=[a-z]\))|(?<=[a-z]\s\)))"), (")", r"\](?<=[a-z]\])"), ("$", r"\$[a-z]")))
_TICKER_END = re.compile(r"(?:\bus(?: equity)?|[码号为是:(“\"lerfs] ?[a-z]{1,5})\s*$")
"""What stands before a closing bracket where a ticker does: " US", or a few letters behind the end of a cue."""
_REACH = 40
"""Characters before a figure or a mark within which its venue or cue begins."""
_A_MARKETS = ("SSE", "SZSE", "BSE")


def scan(text: str, companies: Mapping[str, Company], *, folded: str | None = None) -> list[Hit]:
    """Codes of known companies in a text. A bare number in brackets is ``weak``: it counts only behind a name of the same issuer. ``folded``: the text folded, where it is at hand."""
    folded = fold(text) if folded is None else folded
    found: list[Hit] = []
    for kind, match in (*_at_figures(folded), *_at_marks(folded)):
        start, end = match.span("code") if kind in ("any", "flash") else match.span()
        if kind == "us" and not _is_capital(text[match.start("code") : match.end("code")]):
            continue
        keys = _keys(kind, match["code"], companies)
        if keys:
            found.append(Hit(start, end, text[start:end], keys, "code", weak=kind in ("bare", "flash")))
    found.sort(key=lambda hit: hit.weak)
    return found


def _at_figures(folded: str) -> Iterator[tuple[str, re.Match[str]]]:
    """(kind, match) of what stands at each run of figures that could be a code."""
    for run in _FIGURES.finditer(folded):
        start, end = run.span()
        if _TAIL.match(folded, end):
            for kind, pattern in _AT["behind"]:
                if match := pattern.match(folded, start):
                    yield kind, match
        low = max(0, start - 4)
        front = folded[low:start].rstrip()
        if front.endswith(("(", "[")) and (match := _BARE.match(folded, low + len(front) - 1)):
            yield "bare", match
        if _LED_HERE.match(folded, start) and (lead := _LEAD.search(folded, max(0, start - _REACH), start)):
            for kind, pattern in _AT["before"]:
                if match := _ending(pattern, folded, max(0, lead.start() - 1), start, end):
                    yield kind, match


def _ending(pattern: re.Pattern[str], folded: str, begin: int, start: int, end: int) -> re.Match[str] | None:
    """The match whose code is the figure at ``start``, from ``begin`` on."""
    match = pattern.search(folded, begin, min(len(folded), end + _REACH))
    return match if match is not None and match.start("code") == start else None


def _at_marks(folded: str) -> Iterator[tuple[str, re.Match[str]]]:
    """(kind, match) of tickers in letters, which stand before or behind a mark."""
    for mark, place in _MARKS:
        for found in place.finditer(folded):
            start, end = found.span()
            if mark == ")" and not _TICKER_END.search(folded, max(0, start - 14), start):
                continue
            for kind, pattern in (*_AT[mark], *(_ANY if mark == ")" else ())):
                near = pattern.finditer(folded, max(0, start - _REACH), min(len(folded), end + 12))
                match = next((match for match in near if match.start() <= start < match.end() + (3 if mark == ")" else 0)), None)
                if match is not None:
                    yield kind, match


def keys_of(query: str, companies: Container[str]) -> tuple[str, ...]:
    """Keys that a code, as typed by a person, may mean: "700", "0700.HK", "600519", "BABA", "NYSE: BABA"."""
    folded = fold(query).strip()
    for kind, _, pattern in _PATTERNS[:-2]:
        match = pattern.fullmatch(folded)
        if match:
            return _keys(kind, match["code"], companies)
    if re.fullmatch(r"\d{1,6}", folded):
        return _keys("any", folded, companies)
    if re.fullmatch(r"[A-Z]{1,5}(?:[.\-][A-Z]{1,2})?", query.strip()):
        return _keys("us", folded, companies)
    return ()


def _is_capital(code: str) -> bool:
    return code == code.upper()


def _keys(kind: str, code: str, companies: Container[str]) -> tuple[str, ...]:
    wanted: list[str] = []
    if kind in ("hk", "any", "bare", "flash") and code.isdigit() and len(code) <= 5:
        wanted += [f"HKEX:{code.zfill(5)}"]
        if len(code.zfill(5)) == 5 and code.startswith("8") and len(code) == 5:
            wanted.append(f"HKEX:0{code[1:]}")  # the renminbi counter of a Hong Kong share
    if kind in ("a", "any", "bare", "flash") and len(code) == 6 and code.isdigit():
        wanted += [f"{market}:{code}" for market in _A_MARKETS]
    if kind in ("us", "any") and not code.isdigit():
        ticker = code.upper()
        wanted += [f"US:{ticker}", f"US:{ticker.replace('.', '-')}"]
    return tuple(dict.fromkeys(key for key in wanted if key in companies))[:1]
