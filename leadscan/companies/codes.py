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
_FIGURE = rf"\d\s?(?:[.\-]?\s?hk|\.\s?(?:s[hsz]|bj|xsh)|\s{{0,2}}c[hn12]|{_MOVES})"
_Pattern = tuple[str, str, str]
_WRITTEN: tuple[_Pattern, ...] = (
    # kind, where to look (a quick pattern that begins with plain characters, so that it runs through a text at memory speed), the whole pattern around that place
    ("hk", _FIGURE, r"(?<!\w)(?<!\d[.,])0*(?P<code>\d{1,5})\s?[.\-]?\s?(?:hk|hkg)(?:\s+equity)?(?![\w])"),
    ("hk", rf"{_HK_VENUE}(?:\s*(?:main\s+board|主板|代[号码]))?\s*[::.]?\s*#?\d{{3}}", rf"(?<!\w){_HK_VENUE}(?:\s*(?:main\s+board|主板|代[号码]))?\s*[::.]?\s*#?(?P<code>\d{{3,5}})(?![\d,]|\.\d|[年月日亿万元%点])"),
    ("a", _FIGURE, r"(?<![\w.])(?P<code>\d{6})\s?\.\s?(?:sh|ss|sz|bj|xshg|xshe)(?![\w])"),
    ("a", r"(?:s[hz]s?e?a?|bj|bse|上交所|深交所|北交所|沪市|深市)\s?[::]?\s?\d{6}", r"(?<![\w.])(?:sh|sz|bj|sse|shse|szse|bse|sha|she|上交所|深交所|北交所|沪市|深市)\s?[::]?\s?(?P<code>\d{6})(?!\d)"),
    ("a", _FIGURE, r"(?<![\w.])(?P<code>\d{6})\s+(?:ch|cn|c1|c2)(?:\s+equity)?(?![\w])"),
    ("us", rf"{_US_VENUE}(?:\s*(?:代[号码]|股票代[号码]|交易代[号码]))?\s*[::]", rf"(?<!\w){_US_VENUE}(?:\s*(?:代[号码]|股票代[号码]|交易代[号码]))?\s*[::]\s*(?P<code>[a-z]{{1,5}}(?:[.\-][a-z]{{1,2}})?)(?![\w])"),
    ("us", r"\.\s?(?:us|n|oq?)(?![\w])", r"(?<![\w.])(?P<code>[a-z]{1,5})\s?\.\s?(?:us|n|o|oq)(?![\w])"),
    ("us", r"us(?:\s+equity)?\s{0,3}[)\]]", r"(?<![\w.])(?P<code>[a-z]{1,5})\s+us(?:\s+equity)?(?=\s*[)\]])"),
    ("us", r"\$[a-z]", r"(?<![\w$])\$(?P<code>[a-z]{1,5})(?![\w])"),
    ("any", _CUE, rf"{_CUE}\s*(?:为|是|of|is)?\s*[::]?\s*[(“\"]?(?P<code>\d{{1,6}}|[a-z]{{1,5}}(?=\s*[)\]]))(?![\w])"),
    ("bare", r"[(\[]\s{0,3}\d", r"[(\[]\s*(?P<code>\d{1,6})\s*[)\]]"),
    ("flash", _FIGURE, rf"(?:(?<=^)|(?<=\n)|(?<=[。;!?,:\s「【]))(?P<code>\d{{4,6}})(?=\s?{_MOVES})"),
)
_PATTERNS = tuple((kind, re.compile(where), re.compile(pattern)) for kind, where, pattern in _WRITTEN)
_PLACES = tuple({where for _, where, _ in _PATTERNS})
_BEHIND = 12
"""Characters before the place found at which a code may begin."""
_A_MARKETS = ("SSE", "SZSE", "BSE")


def scan(text: str, companies: Mapping[str, Company], *, folded: str | None = None) -> list[Hit]:
    """Codes of known companies in a text. A bare number in brackets is ``weak``: it counts only behind a name of the same issuer. ``folded``: the text folded, where it is at hand."""
    folded = fold(text) if folded is None else folded
    found: list[Hit] = []
    places = {where: [place.span() for place in where.finditer(folded)] for where in _PLACES}
    for kind, where, pattern in _PATTERNS:
        for match in _around(places[where], pattern, folded):
            start, end = match.span("code") if kind in ("any", "flash") else match.span()
            if kind == "us" and not _is_capital(text[match.start("code") : match.end("code")]):
                continue
            keys = _keys(kind, match["code"], companies)
            if keys:
                found.append(Hit(start, end, text[start:end], keys, "code", weak=kind in ("bare", "flash")))
    return found


def _around(places: list[tuple[int, int]], pattern: re.Pattern[str], folded: str) -> Iterator[re.Match[str]]:
    """Matches of a pattern near the places where its telling part stands, in order, none twice."""
    last = 0
    for start, end in places:
        if end <= last:
            continue
        for match in pattern.finditer(folded, max(last, start - _BEHIND), min(len(folded), end + 40)):
            if match.end() < start:
                continue
            if match.start() <= end:
                yield match
                last = match.end()
            break


def keys_of(query: str, companies: Container[str]) -> tuple[str, ...]:
    """Keys that a code, as typed by a person, may mean: "700", "0700.HK", "600519", "BABA", "NYSE: BABA"."""
    folded = fold(query).strip()
    for kind, _, pattern in _PATTERNS[:-3]:
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
