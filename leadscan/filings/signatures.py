"""Who signs an SEC filing, and in what capacity: the surest place for the finance chief's name.

Each signature is "/s/ Name" (or "*" where an attorney signs), the printed name, the capacity and perhaps the date, in a table row, in two rows, or one under the other. An
officer of a sponsor, depositor or trustee signs for that body: he is not the company's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from leadscan.filings import lexicon
from leadscan.filings.facts import Line, Text, lines
from leadscan.text.normalize import fold, squeeze
from leadscan.types import Fact

MAX_HEADINGS = 60
"""Headings tried; real documents have one to a dozen, a hostile one may have a hundred thousand."""
_HEADING = re.compile(r"^[ \t*]*(?:SIGNATURES?|Signatures?)(?:\s+(?:AND\s+POWERS?\s+OF\s+ATTORNEY|PAGES?))?[ \t]*$", re.M)
_SIGNED = re.compile(r"(?:has|have)\s+(?:also\s+)?been\s+(?:duly\s+)?signed\s+(?:below\s+)?(?:on\s+[^.]{0,60}?)?by\s+the\s+following|in\s+the\s+capacities|^signature\s+title|very\s+truly\s+yours|respectfully\s+submitted", re.I | re.M)
_END = re.compile(r"\n\s*(?:exhibit\s+index|index\s+to\s+(?:exhibits|financial)|signature\s+of\s+authori[sz]ed\s+(?:U\.?S\.?\s+)?representative|authorized\s+u\.?s\.?\s+representative|schedule\s+ii)", re.I)
_CAUSED = re.compile(r"has\s+duly\s+caused\s+this", re.I)
_SLASH = re.compile(r"(?:\*?\s*By:?\s*)?/[sS]/\s*(?P<name>.*)", re.S)
_STAR = re.compile(r"(?:\*?\s*By:?\s*)?\*+|_{4,}|By:")
_PROSE = re.compile(r"pursuant\s+to|power\s+of\s+attorney|know\s+all|registration\s+statement|^\W*signatures?\b|^\W*(?:title|position|capacity)s?\W*$", re.I)
_DATE = re.compile(r"(?:dated?:?\s*)?(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+_*\d*,?\s*\d*|(?:dated?:?\s*)?\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|dated?:?|name:?|title:?|by:?|its:?", re.I)
_SUFFIX = re.compile(r",?\s*(?:jr|sr|ii|iii|iv|m\.?d|ph\.?d|cpa|ca|cfa|esq|m\.?b\.?a|j\.?d|dr|pharm\.?d|d\.?o|p\.?eng)\b\.?", re.I)
_ATTORNEY = re.compile(r"attorney[\s-]*in[\s-]*fact", re.I)


@dataclass(slots=True)
class Signature:
    """One signature while it is being read."""

    name: Line | None = None
    signed: str = ""
    titles: list[Line] = field(default_factory=list)

    @property
    def title(self) -> str:
        return squeeze(" ".join(line.text for line in self.titles))


@dataclass(frozen=True, slots=True)
class Signers:
    """Finance chief and chief executive as the signature page has them; None = nobody signs as that, or two different people do."""

    cfo: Fact | None = None
    cfo_title: Fact | None = None
    ceo: Fact | None = None
    issuer: Fact | None = None
    """Name over the first "By:"."""
    start: int | None = None


def read(source: Text) -> Signers:
    """The signers of the last signature page that names capacities."""
    start = _start(source.text)
    if start is None:
        return Signers()
    end = _stop(source.text, start)
    found = signatures(source, start, end)
    cfo, cfo_title = _holder(source, found, "cfo_titles")
    ceo, _ = _holder(source, found, "ceo_titles")
    return Signers(cfo, cfo_title, ceo, _signing_company(source, start, end), start)


def _stop(text: str, start: int) -> int:
    """Where the registrant's own signatures end: at the exhibits, or where a second registrant (a guarantor) begins to sign."""
    stop = _END.search(text, start + 200)
    end = min(stop.start() if stop else len(text), start + 30_000)
    caused = [m.start() for m in _CAUSED.finditer(text, start, end)]
    return caused[1] if len(caused) > 1 else end


def _start(text: str) -> int | None:
    """Where the signature pages begin: the first heading, late in the text, after which people sign."""
    tail = max(0, len(text) - 600_000)
    for heading in islice(_HEADING.finditer(text, tail), MAX_HEADINGS):
        at = heading.start()
        after = text[at : at + 9000]
        if re.search(r"/s/|\n\s*\*|By:|_{4,}", after, re.I) and (_SIGNED.search(after) or re.search(r"pursuant\s+to\s+the\s+requirements", after, re.I)):
            return at
    if len(text) > 100_000:
        return None  # in a prospectus without signature pages "/s/" is the auditor's
    marks = [m.start() for m in re.finditer(r"/s/", text[tail:])]
    return max(0, tail + marks[0] - 1500) if marks else None


def signatures(source: Text, start: int, end: int) -> list[Signature]:
    """Signatures of a stretch of text, in order."""
    found: list[Signature] = []
    for cell in lines(source.text, start, end):
        _take(found, cell)
    return [item for item in found if item.name is not None]


def _take(found: list[Signature], cell: Line) -> None:
    slash = _SLASH.fullmatch(cell.text)
    if slash is not None:
        found.append(Signature(signed=squeeze(slash.group("name")).strip(" ,")))
        if found[-1].signed:
            found[-1].name = Line(slash.group("name").strip(), cell.start + slash.start("name"), cell.row, cell.column)
        return
    if _STAR.fullmatch(cell.text):
        if not (cell.text.startswith("By") and found and found[-1].name is None):
            found.append(Signature())
        return
    if _PROSE.search(cell.text) or len(cell.text) > 160:
        found.append(Signature())  # what stands above a new paragraph is done
        return
    if not found:
        return
    current = found[-1]
    if _ATTORNEY.search(cell.text):
        current.titles.clear()
        current.name = None
        found.append(Signature())
        return
    name = re.sub(r"^name:\s*", "", cell.text, flags=re.I)
    title = re.sub(r"^(?:title|its):\s*", "", cell.text, flags=re.I)
    if _DATE.fullmatch(cell.text.strip(" ,.")):
        return
    if is_title(title) and name == cell.text:
        current.titles.append(Line(title, cell.start + len(cell.text) - len(title), cell.row, cell.column))
    elif is_name(name):
        _take_name(found, Line(name, cell.start + len(cell.text) - len(name), cell.row, cell.column))


def _take_name(found: list[Signature], name: Line) -> None:
    current = found[-1]
    if current.name is None or same_person(name.text, current.signed or current.name.text):
        if current.name is None or not current.titles or fold(name.text) == fold(current.name.text) or current.name.text == current.signed:
            current.name = name  # the printed form is the one to show
        return
    found.append(Signature(name=name))


def same_person(one: str, other: str) -> bool:
    """Whether two printings are one person's name: the family name agrees, or all letters do."""
    a, b = _parts(one), _parts(other)
    return bool(a and b) and (a[-1] == b[-1] or a == b or set(a) == set(b))


def _parts(name: str) -> list[str]:
    bare = _SUFFIX.sub("", fold(name))
    return re.findall(r"[^\W\d_]+", bare)


def is_title(text: str) -> bool:
    """Whether a cell states a capacity: it holds a word that only titles hold."""
    return bool(re.search(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(lexicon.words('sec', 'title_words'), key=len, reverse=True)))}|cfo|ceo|coo|finance)(?![\w])", fold(text)))


_NAME = re.compile(r"(?:(?:Mr|Ms|Mrs|Dr|Prof)\.?\s+)?[A-ZÀ-ÞŁŞ][\w.'’`\-]*(?:[\s,]+(?:(?:de|da|do|dos|del|della|di|van|von|der|den|la|le|el|al|bin|binti|ibn|y|e|du|ter|ten|St\.)\s+)*[A-ZÀ-ÞŁŞ(“\"][\w.'’`\-)”\"]*)+[.]?")


def is_name(text: str) -> bool:
    """Whether a cell is a person's name by shape: two to seven capitalised words, no figures, no word of a title or of a company."""
    if not (3 < len(text) <= 60) or re.search(r"\d|[:;/$%&]", text) or is_title(text):
        return False
    if re.search(r"\b(?:inc|corp|corporation|company|llc|ltd|limited|l\.p|plc|act|pursuant|securities|exhibit|table of contents|power|form|trust|fund|city|state)\b", text, re.I):
        return False
    words = text.split()
    return 2 <= len(words) <= 7 and bool(_NAME.fullmatch(text))


def _holder(source: Text, found: list[Signature], key: str) -> tuple[Fact | None, Fact | None]:
    """The one person whose capacity is in the list. Two different people = nobody: the page contradicts itself."""
    holders = [(item, item.title) for item in found if item.titles and lexicon.pattern("sec", key).search(item.title)]
    if not holders or any(_foreign(title) for _, title in holders):
        return None, None
    first = holders[0][0]
    if any(not same_person(item.name.text, first.name.text) for item, _ in holders if item.name and first.name):
        holders = _principal(holders, key)
        if not holders:
            return None, None
    best = max(holders, key=lambda pair: (len(pair[1]), pair[0].name.start if pair[0].name else 0))[0]
    if best.name is None:
        return None, None
    first_title, last_title = best.titles[0], best.titles[-1]
    return source.fact(best.name.start, best.name.end), source.fact(first_title.start, last_title.end, best.title)


def _principal(holders: list[tuple[Signature, str]], key: str) -> list[tuple[Signature, str]]:
    """Where two sign, the one who says "principal" of the post itself; else none."""
    word = "principal financial" if key == "cfo_titles" else "principal executive"
    principal = [pair for pair in holders if word in fold(pair[1])]
    names = {tuple(_parts(pair[0].name.text)) for pair in principal if pair[0].name}
    return principal if len(names) == 1 else []


def _foreign(title: str) -> bool:
    return bool(re.search(rf"\b(?:of|for)\s+(?:the\s+)?(?:{'|'.join(map(re.escape, lexicon.words('sec', 'foreign_bodies')))})\b", fold(title)))


def _signing_company(source: Text, start: int, end: int) -> Fact | None:
    by = re.search(r"\bBy:|/s/", source.text[start:end])
    if by is None:
        return None
    above = [line for line in lines(source.text, start, start + by.start()) if len(line.text) < 120 and not re.match(r"(?:date|name|title|by)\b", line.text, re.I)]
    last = above[-1] if above else None
    return source.fact(last.start, last.end) if last and _COMPANY.search(last.text) else None


_COMPANY = re.compile(r"\b(?:inc|corp|corporation|company|co|ltd|limited|llc|l\.l\.c|plc|lp|l\.p|trust|fund|etf|n\.v|s\.a|ag|group|holdings)\b\.?\)?\W*$", re.I)
