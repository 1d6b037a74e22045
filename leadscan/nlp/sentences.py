"""Where sentences begin and end, by rule; no sentence crosses a line break."""

from __future__ import annotations

import re

from leadscan.types import Language

_ZH_END = re.compile(r"[。！？；!?;]+[”」』）)\"'’]*|\n+|……+[”」』）)]*")
_EN_END = re.compile(r"[.!?]+[\"'”’)\]]*(?=\s)|\n+")
_NOT_END = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|Gen|Gov|Sen|Rep|Rev|Hon|Capt|Col|Lt|No|Nos|vs|etc|e\.g|i\.e|cf|al|approx|est|Fig|Art|Sec|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Tel|Ext|Vol|pp|Bros|Messrs)|\b[A-Z]|\b(?:[A-Za-z]\.)+[A-Za-z])\.$"
)
_MAYBE_END = re.compile(r"\b(?:Inc|Ltd|Corp|Co|Cos|Bhd|Pty|Pte|plc|Hldgs?|L\.P|S\.A|N\.V|U\.S|U\.K|a\.m|p\.m)\.$")
_OPENER = re.compile(
    r"\s+[\"'“‘(]*(?:The|It|Its|He|She|They|We|In|On|At|A|An|But|And|This|That|These|Those|However|Meanwhile|For|With|As|Under|After|Before|Shares|Mr|Ms|Mrs|Dr|His|Her|Their|Our|If|When|While|No|To|By|There)\b"
)
_NEXT = re.compile(r"\s+[\"'“‘(\[]*[A-Z0-9\u00c0-\u00dc\u3400-\u9fff$€£]")


def split(text: str, lang: Language) -> tuple[tuple[int, int], ...]:
    """Offsets of the sentences of a text, white space around them left out."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in (_EN_END if lang == "en" else _ZH_END).finditer(text):
        if lang == "en" and not _ends(text, match):
            continue
        _add(text, start, match.end(), found)
        start = match.end()
    _add(text, start, len(text), found)
    return tuple(found)


def _ends(text: str, match: re.Match[str]) -> bool:
    if match.group()[0] == "\n":
        return True
    if not match.group().startswith("."):
        return True
    before = text[max(match.start() - 12, 0) : match.start() + 1]
    if _NOT_END.search(before) and not _MAYBE_END.search(before):
        return False
    if _MAYBE_END.search(before):
        return _OPENER.match(text, match.end()) is not None
    return _NEXT.match(text, match.end()) is not None


def _add(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if right > left:
        found.append((start + left, start + right))
