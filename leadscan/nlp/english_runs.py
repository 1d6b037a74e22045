"""Runs of capitalised words in English texts, cut where no name goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from leadscan.nlp.lexicon import words

_CAP = r"(?:[A-Z\u00c0-\u00dc][\w\u00c0-\u024f]*(?:[&.'’-](?!s\b)[\w\u00c0-\u024f]+)*\.?|\d{1,3}[A-Z][\w]*|[a-z][A-Z][\w]+)"
_RUN = re.compile(
    rf"(?<![\w@#$.]){_CAP}(?:(?: & | and | of | for | de | du | del | van | von | de la | la | le |, (?=(?:Inc|INC|Ltd|LTD|LLC|Limited|LIMITED|Co|CO|L\.P|Corp|CORP|N\.A|S\.A)\b)| )(?:{_CAP}))*"
)
_TOKEN = re.compile(r"[^\s,]+")
_COMPOUND = re.compile(r"-(?:based|listed|backed|owned|led|run|born|style|made|related|focused|traded|headquartered|controlled|linked|style|arm)$")
_TAIL = re.compile(r",? (?:plc|p\.l\.c\.|inc\.?|ltd\.?|llc|corp\.)(?![\w])")
SIGNS = frozenset("&")
SMALL = frozenset(["and", "of", "for", "de", "du", "del", "van", "von", "la", "le"])


class Run:
    """A run of capitalised words, cut where no name goes on."""

    __slots__ = ("end", "start", "text", "tokens")

    def __init__(self, text: str, start: int) -> None:
        self.text, self.start, self.end = text, start, start + len(text)
        self.tokens = [token.group().rstrip(".") for token in _TOKEN.finditer(text)]


def runs(text: str) -> Iterator[Run]:
    """The capitalised runs of a text after cutting."""
    for match in _RUN.finditer(text):
        for run in _pieces(match.group(), match.start()):
            tail = _TAIL.match(text, run.end)
            if tail:
                run = Run(text[run.start : tail.end()], run.start)
            short = re.sub(r"(?: (?:Business|Unit|Division|Segment|Shares?|Stock|IPO|Board))+$", "", run.text)
            if not re.fullmatch(r"[A-Z]{1,2}-?\d+(?:/A)?|[A-Z]\.?", short):
                yield Run(short, run.start)


def _pieces(text: str, start: int) -> Iterator[Run]:
    """A run cut at words that stand in no name, at ends of sentences, and at small words that join two names."""
    cut, soft = words("en", "companies", "cut"), words("en", "companies", "soft")
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    group: list[tuple[str, int, int]] = []

    def close() -> Iterator[Run]:
        while group and group[-1][0] in SMALL | {"&"}:
            group.pop()
        while group and group[0][0] in SMALL | {"&"}:
            group.pop(0)
        if group:
            piece = text[group[0][1] : group[-1][2]]
            if piece.endswith(".") and not re.search(
                r"(?:\b[A-Z]|Inc|Corp|Ltd|Co|Cos|Bros|Hldg|Hldgs|S\.A|N\.V|L\.P|Jr|Sr|S\.p\.A|B\.V)\.$", piece, re.IGNORECASE
            ):
                piece = piece[:-1]
            yield Run(piece, start + group[0][1])
        group.clear()

    for index, (token, low, high) in enumerate(tokens):
        bare = token.rstrip(".")
        following = tokens[index + 1][0] if index + 1 < len(tokens) else ""
        if bare == "He" and not group and re.fullmatch(r"[A-Z][a-z]{2,}", following) and following not in cut:
            pass  # a surname: He Zhiqing
        elif _COMPOUND.search(bare) or (bare in cut and not (token.isupper() and len(bare) == 1)):
            yield from close()
            continue
        if token in ("and", "for", "of") and not _joins(token, group, following, soft):
            yield from close()
            continue
        group.append((token, low, high))
        if token.endswith(".") and len(bare) > 3 and bare.title() not in ("Corp", "Hldg", "Hldgs", "Bros", "S.P.A", "Ltd"):
            yield from close()
    yield from close()


def _joins(small: str, group: Sequence[tuple[str, int, int]], following: str, soft: frozenset[str]) -> bool:
    """Does "of" or "and" hold one name together: Bank of East, Printing and Packaging."""
    if not group or not following:
        return False
    last = group[-1][0]
    if small == "of":
        return last in (
            "Bank",
            "Industries",
            "House",
            "University",
            "Institute",
            "Ministry",
            "Department",
            "Court",
            "Chamber",
            "Federation",
            "Association",
            "Commission",
            "Council",
            "Board",
            "Office",
            "Bureau",
            "College",
            "Academy",
            "Museum",
            "Exchange",
        )
    ends = words("en", "companies", "strong")
    return last in ends and following.rstrip(".") in ends and len(group) >= 2
