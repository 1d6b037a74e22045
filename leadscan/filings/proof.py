"""A Hong Kong listing document (application proof, PHIP, coordinator announcement): its sections, and what stands under each label.

The sections looked at are Parties Involved, Corporate Information, and Directors and Senior Management. In the PDF the label stands left and the value right, so that one
line of the text layer holds "Sole Sponsor China International ..."; in the multi-file HTML it is running text, "Sole Sponsor: ...; ...". The value ends where the next label begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from leadscan.filings import lexicon
from leadscan.filings.facts import Line, Text, lines
from leadscan.filings.flat import Flat, flat
from leadscan.text.normalize import fold, squeeze
from leadscan.types import Fact

_TAIL = re.compile(r"(?:\s*(?:,|and|及|、)?\s*(?:the\s+)?\[(?:redacted|编纂)\])+|\s+in\s+(?:chinese\s+mainland|mainland\s+china|the\s+prc|china|hong\s+kong)\b|\s+and\s+the\s+underwriters\b", re.I)
_AS_TO = re.compile(r"\(?as\s+to\b[^)\n]{0,80}?\blaws?\b\)?\s*:?|\(?有關[^)）\n]{0,30}法律\)?[:：]?|有关[^)）\n]{0,30}法律[:：]?", re.I)
_COMPANY_END = re.compile(r"(?:\b(?:limited|ltd|llp|l\.l\.p|inc|llc|corporation|corp|plc|company|co|n\.a|s\.a|a\.g)\b\.?\W*|(?:公司|事务所|事務所|律師行|律师行|銀行|银行))$", re.I)
_SURE_END = re.compile(r"(?:\b(?:limited|ltd|llp|l\.l\.p|inc|llc|plc)\b\.?\W*|(?:公司|事务所|事務所|律師行|律师行))$", re.I)
"""A line that ends so ends the name; one that ends in "Corporation" may go on in the next line of a narrow column."""
_BRANCH = re.compile(r"^(?:[\w’'\- ]+\s)?(?:sub-?branch|branch)\b", re.I)
_PLACE_END = re.compile(r"(?:hong\s+kong(?:\s+sar)?|prc|china|kowloon|new\s+territories|islands|singapore|malaysia|macau|macao|taiwan|japan|usa?|united\s+states|united\s+kingdom|bermuda|indonesia|thailand|vietnam|australia|canada|香港|中国|中國)\W*$", re.I)
_QUALIFIER = re.compile(r"^(?:certified\s+public|registered\s+public|registered\s+pie|chartered\s+account|執業會計師|执业会计师|註冊公眾)", re.I)
_ADDRESS = re.compile(r"\d|^(?:room|flat|unit|suite|floor|block|building|level|tower|no\.|p\.?o\.?\s+box)\b", re.I)


@dataclass(frozen=True, slots=True)
class Block:
    """What stands under one label: offsets of the value in the document; ``inline`` where a colon divides label and value."""

    label: str
    start: int
    end: int
    inline: bool


def sections(source: Text) -> dict[str, list[tuple[int, int]]]:
    """Spans of the sections parties, corporate, management.

    Where a document prints the section's name on each page of it (running title), its pages are the section; where several headings stand on one page, the section runs
    from its heading to the next one.
    """
    headings = _headings(source.text)
    spans: dict[str, list[tuple[int, int]]] = {}
    by_page: dict[int | None, set[str]] = {}
    for at, _, name in headings:
        by_page.setdefault(source.page(at), set()).add(name)
    for number, (at, after, name) in enumerate(headings):
        if name == "other":
            continue
        page = source.page(at)
        if page is not None and len(source.pages) > 8 and len(by_page[page]) == 1:
            span = (source.pages[page - 1], source.pages[page] if page < len(source.pages) else len(source.text))
        else:
            following = next((start for start, _, other in headings[number + 1 :] if other != name), len(source.text))
            span = (after, following)
        _extend(spans.setdefault(name, []), span)
    return spans


def _extend(spans: list[tuple[int, int]], span: tuple[int, int]) -> None:
    if spans and span[0] <= spans[-1][1]:
        spans[-1] = (spans[-1][0], max(spans[-1][1], span[1]))
    else:
        spans.append(span)


def _headings(text: str) -> list[tuple[int, int, str]]:
    """(start, end, section) of each line that is nothing but a section's name."""
    names = _section_names()
    found: list[tuple[int, int, str]] = []
    for line in lines(text):
        if len(line.text) < 80:
            section = names.get(fold(squeeze(line.text)).strip(" :"))
            if section is not None:
                found.append((line.start, line.end, section))
    return found


def _section_names() -> dict[str, str]:
    return {name: section for section, entries in lexicon.group("hkex", "sections").items() for name in entries}


def blocks(source: Text, start: int, end: int) -> list[Block]:
    """Labels of a stretch and the spans of their values, in order. A label begins a line, or a sentence of running text where a colon follows it."""
    piece = flat(source, start, end)
    result: list[Block] = []
    for _, after, stop, kind, inline in _marks(source, piece):
        if after < stop:
            result.append(Block(kind, piece.places[after], piece.places[stop - 1] + 1, inline))
    return result


def bare(source: Text, start: int, end: int) -> list[Block]:
    """The same stretches from the label's own end on, with the marks of what is held back that ``blocks`` leaves out."""
    piece = flat(source, start, end)
    return [Block(kind, piece.places[before], piece.places[stop - 1] + 1, inline) for before, _, stop, kind, inline in _marks(source, piece) if before < stop]


def _marks(source: Text, piece: Flat) -> list[tuple[int, int, int, str, bool]]:
    """(end of the label, start of its value, end of its value, kind, whether a colon divides them) of each label, in order."""
    marks: list[tuple[int, int, int, str, bool]] = []
    for found in _label_pattern().finditer(piece.folded):
        inline = bool(re.match(r"\s*[:：]", piece.folded[found.end() :]))
        if not (_begins_line(source.text, piece.places[found.start()]) or (inline and _begins_sentence(piece.folded, found.start()))):
            continue
        if marks and found.start() < marks[-1][2]:
            continue
        marks.append((found.start(), found.end(), _after_label(piece, found.end()), _label_kinds()[squeeze(found.group()).replace("’", "'")], inline))
    stops = [*(start for start, *_ in marks[1:]), len(piece.text)]
    return [(before, after, stop, kind, inline) for (_, before, after, kind, inline), stop in zip(marks, stops, strict=True)] if marks else []


def _after_label(piece: Flat, at: int) -> int:
    tail = _TAIL.match(piece.folded, at)
    at = tail.end() if tail else at
    colon = re.compile(r"[\s:：]*").match(piece.folded, at)
    return colon.end() if colon else at


def _begins_line(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \u3000•●(")
    return not before or before[-1] in "\n\t"


def _begins_sentence(folded: str, at: int) -> bool:
    before = folded[:at].rstrip()
    return not before or before[-1] in ".。;；)）"


_PATTERN: dict[str, re.Pattern[str]] = {}


def _label_pattern() -> re.Pattern[str]:
    if "labels" not in _PATTERN:
        parts = sorted(_label_kinds(), key=len, reverse=True)
        shaped = "|".join(r"\s+".join(re.escape(word).replace("'", "['’]") for word in part.split()) for part in parts)
        _PATTERN["labels"] = re.compile(rf"(?<![\w-])(?:{shaped})(?![a-z])")
    return _PATTERN["labels"]


def _label_kinds() -> dict[str, str]:
    return {label: kind for kind, entries in lexicon.group("hkex", "labels").items() for label in entries}


# --- values ----------------------------------------------------------------------------------------------------------


def bodies(source: Text, block: Block, *, branch: bool = False) -> tuple[Fact, ...]:
    """Names of firms under a label, addresses left out; with ``branch`` the branch of a bank stays part of its name."""
    if block.inline:
        return _inline_bodies(source, block, branch=branch)
    return tuple(_column_bodies(source, block, branch=branch))


def _inline_bodies(source: Text, block: Block, *, branch: bool) -> tuple[Fact, ...]:
    piece = flat(source, block.start, block.end)
    found: list[Fact] = []
    for match in re.finditer(r"[^;；、]+", _until_stop(piece.text)):
        text = match.group()
        name = _firm_name(text, branch=branch)
        if re.search(r"\b(?:Ltd|Inc|Co|Corp)$", name) and text[text.find(name) + len(name) :].startswith("."):
            name += "."
        if name:
            at = match.start() + text.find(name)
            found.append(piece.fact(at, at + len(name), name))
    return tuple(found)


def _until_stop(text: str) -> str:
    """The value's first sentence: to a full stop that is not an abbreviation's."""
    stop = re.search(r"(?<!\bCo)(?<!\bLtd)(?<!\bInc)(?<!\bCorp)(?<!\bNo)(?<!\bSt)\.(?=\s|$)|(?<=Ltd)\.(?=\s*$|\s+[A-Z][a-z]+\s+[a-z])|。", text)
    return text[: stop.start()] if stop else text


def _firm_name(text: str, *, branch: bool) -> str:
    text = text.strip(" ,.。\n")
    text = re.sub(r"\s*[(（](?:as\s+to|有關|有关|to\s+the)[^)）]*[)）]", "", text, flags=re.I).strip(" ,.")
    parts = [part.strip() for part in re.split(r",\s+", text)]
    if not parts or not parts[0] or "[redacted]" in fold(text) or "[编纂]" in fold(text):
        return ""
    kept = [parts[0]]
    for part in parts[1:]:
        if re.fullmatch(r"(?:ltd|limited|inc|llp|llc|lp|l\.p|p\.c|n\.a|corp)\.?", part, re.I) or (branch and _BRANCH.match(part)):
            kept.append(part)
        else:
            break
    name = ", ".join(kept)
    return name if name in text else parts[0]


def _column_bodies(source: Text, block: Block, *, branch: bool) -> list[Fact]:
    found: list[Fact] = []
    name: list[Line] = []
    in_address = False
    for line in lines(source.text, block.start, block.end):
        text = line.text
        if _AS_TO.fullmatch(text) or "[redacted]" in fold(text) or "[编纂]" in fold(text):
            _close(source, name, found)
            in_address = False
            continue
        if fold(squeeze(text)) in _section_names():
            continue
        if in_address:
            if _PLACE_END.search(text):
                in_address = False
            continue
        if name and (_QUALIFIER.match(text) or (_ADDRESS.search(text) and not (branch and _BRANCH.match(text)))):
            _close(source, name, found)
            in_address = not _PLACE_END.search(text)
            continue
        if not name and (_ADDRESS.search(text) or _QUALIFIER.match(text)):
            in_address = not _PLACE_END.search(text)
            continue
        if name and _is_whole(name, text, branch=branch):
            _close(source, name, found)
        name.append(line)
    _close(source, name, found)
    return found


def _is_whole(name: list[Line], following: str, *, branch: bool) -> bool:
    """Whether the lines gathered already are a name to which the next line does not belong."""
    last = name[-1].text
    if branch and _BRANCH.match(following):
        return False
    if last.endswith(",") or re.match(r"(?:limited|ltd|co\.|company|corporation|llp|inc)\b", following, re.I):
        return False
    return bool(_SURE_END.search(last)) or bool(_BRANCH.search(last))


def _close(source: Text, name: list[Line], found: list[Fact]) -> None:
    if name:
        value = squeeze(" ".join(line.text for line in name)).strip(" ,;")
        value = re.sub(r"\s*\((?:as\s+to)[^)]*\)", "", value, flags=re.I)
        if 3 < len(value) < 120 and re.search(r"[A-Za-z\u4e00-\u9fff]{2}", value) and not re.match(r"(?:in\s+relation|see\b|the\s+)", value, re.I):
            found.append(source.fact(name[0].start, name[-1].end, value))
        name.clear()


_EN_PERSON = re.compile(r"\b(?:Mr|Ms|Mrs|Miss|Dr|Prof)\.?\s+(?P<name>[A-Z][\w’'-]*(?:[ \n]+[A-Z][\w’'-]*){1,4}(?:,\s*[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)?)(?P<zh>\s*[(（]\s*[\u4e00-\u9fff\n ]{2,9}[)）])?")
_ZH_PERSON = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,4}?)(?:先生|女士|小姐|博士|教授)")


def persons(source: Text, block: Block) -> tuple[Fact, ...]:
    """Persons named under a label, with their Chinese names where given; each once."""
    piece = flat(source, block.start, block.end)
    text = _until_stop_person(piece.text) if block.inline else piece.text
    found: dict[str, Fact] = {}
    for match in _EN_PERSON.finditer(text):
        fact = piece.fact(match.start(), match.end(), person_value(match.group("name"), match.group("zh")))
        found.setdefault(fold(fact.value), fact)
    if not found:
        for match in _ZH_PERSON.finditer(text):
            found.setdefault(match.group("name"), piece.fact(match.start(), match.end(), match.group("name")))
    return tuple(found.values())


def _until_stop_person(text: str) -> str:
    stop = re.search(r"(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bProf)\.(?=\s|$)|。", text)
    return text[: stop.start()] if stop else text


def person_value(name: str, zh: str | None) -> str:
    """"YANG Yi" and "(楊翌女士)" as "YANG Yi (楊翌)"."""
    shown = squeeze(name)
    chinese = re.sub(r"[^\u4e00-\u9fff]", "", zh or "")
    chinese = re.sub(r"(?:先生|女士|小姐|博士|教授)$", "", chinese)
    return f"{shown} ({chinese})" if chinese else shown


_SITE = re.compile(r"\b(?:https?://)?(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[\w./-]*)?", re.I)


def website(source: Text, block: Block) -> Fact | None:
    """The web address under a label."""
    found = _SITE.search(source.text, block.start, block.end)
    return source.fact(found.start(), found.end(), found.group().rstrip("./")) if found else None


def address(source: Text, block: Block) -> Fact | None:
    """The address under a label: its lines, or the first sentence of running text."""
    if block.inline:
        piece = flat(source, block.start, block.end)
        text = _until_stop(piece.text).rstrip(" ,")
        return piece.fact(0, len(text), text) if text else None
    kept: list[Line] = []
    for line in lines(source.text, block.start, block.end):
        if kept and (_SITE.fullmatch(line.text) or len(kept) > 7):
            break
        kept.append(line)
        if _PLACE_END.search(line.text):
            break
    if not kept or "[redacted]" in fold(kept[0].text):
        return None
    return source.fact(kept[0].start, kept[-1].end, ", ".join(line.text.strip(" ,") for line in kept))


# --- issuer ----------------------------------------------------------------------------------------------------------

_SEAT = re.compile(r"^[ \t]*[(（](?:a\s+joint\s+stock|incorporated|a\s+company|registered|established|an?\s+exempted|於|于|在)[^\n]{0,140}", re.I | re.M)
_CALLED = re.compile(r"[(（](?:the\s+)?[“\"「]?(?:the\s+)?(?:company|本公司|貴公司)[”\"」]?[)）]", re.I)
_TITLE = re.compile(r"^[ \t]*(?P<name>[^\n]{3,120}?)\s*(?:[(（](?P<zh>[\u3400-\u9fff（）()\s]{4,40}?)[)）])?\s*(?:[-–—－]{1,2})\s*(?:application\s+proof|post\s+hearing|phip|oc\s+announcement|申請版本|申请版本|聆訊後|整體協調人)", re.I | re.M)


def issuer(source: Text) -> tuple[Fact | None, Fact | None]:
    """(English, Chinese) name of the applicant as the cover or the page's title has it; letter-spacing of Chinese removed from the value."""
    head = source.text[:20_000]
    titled = _TITLE.search(head)
    if titled is not None:
        name = source.fact(titled.start("name"), titled.end("name"))
        if re.search(r"[\u4e00-\u9fff]", name.value) and not re.search(r"[A-Za-z]{3}", name.value):
            return None, name
        zh = source.fact(titled.start("zh"), titled.end("zh"), _unspaced(titled.group("zh"))) if titled.group("zh") else None
        return name, zh
    for seat in (_SEAT.search(head), _CALLED.search(head)):
        if seat is not None:
            found = _above_seat(source, seat.start())
            if any(found):
                return found
    return None, None


def _above_seat(source: Text, end: int) -> tuple[Fact | None, Fact | None]:
    english: list[Line] = []
    chinese: list[Line] = []
    for line in reversed(lines(source.text, max(0, end - 800), end)):
        text = line.text
        if _CALLED.fullmatch(text):
            continue
        if re.search(r"[\u4e00-\u9fff]", text) and not re.search(r"[A-Za-z]{3}", text):
            if english:
                break
            chinese.append(line)
        elif (re.search(r"[.:]$", text) and not _COMPANY_END.search(text)) or len(text) > 110 or fold(text).startswith(("application proof", "post hearing", "important", "(stock")):
            break
        else:
            english.append(line)
            if len(english) == 3:
                break
    english.reverse()
    chinese.reverse()
    while english and not english[0].text[:1].isupper():
        english = english[1:]
    name = source.fact(english[0].start, english[-1].end) if english else None
    zh = source.fact(chinese[0].start, chinese[-1].end, _unspaced("".join(line.text for line in chinese))) if chinese else None
    return name, zh


def _unspaced(text: str) -> str:
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", text).strip()


# --- coordinators' announcement --------------------------------------------------------------------------------------

_APPOINTED = re.compile(r"has\s+(?:further\s+)?appointed\s+(?P<names>[A-Z][^.]{5,220}?)\s+as\s+(?:its\s+)?(?P<role>[^.]{0,120}overall\s+coordinators?[^.]{0,80})", re.S)


def coordinators(source: Text) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """(sponsors, overall coordinators) of a coordinators' announcement. A sponsor-overall coordinator is both."""
    found = [block for block in blocks(source, 0, len(source.text)) if block.label in ("sponsor_oc", "overall_coordinator", "sponsor")]
    sponsors = tuple(fact for block in found if block.label == "sponsor_oc" for fact in _named(source, block))
    others = tuple(fact for block in found if block.label == "overall_coordinator" for fact in _named(source, block))
    if sponsors or others:
        return sponsors, sponsors + others
    said = _APPOINTED.search(source.text)
    if said is None:
        return (), ()
    names = tuple(
        source.fact(said.start("names") + part.start(), said.start("names") + part.end())
        for part in re.finditer(r"(?:(?!\s+and\s+(?=[A-Z])|,\s+(?!Limited|Ltd|LLC|Inc)).)+", said.group("names"), re.S)
        if len(part.group().strip()) > 4
    )
    names = tuple(source.fact(f.offset + len(f.quote) - len(f.quote.lstrip()), f.offset + len(f.quote.rstrip())) for f in map(_strip_and, names) if f.offset is not None)
    return (names if "sponsor" in said.group("role").lower() else ()), names


def _strip_and(fact: Fact) -> Fact:
    cut = re.match(r"\s*(?:and\s+)?", fact.quote)
    drop = cut.end() if cut else 0
    return Fact(squeeze(fact.quote[drop:]), fact.quote[drop:], fact.page, None if fact.offset is None else fact.offset + drop)


def _named(source: Text, block: Block) -> list[Fact]:
    """Names at the head of a block, each a line (or two) that ends in a legal form; prose ends the list."""
    kept: list[Fact] = []
    name: list[Line] = []
    for line in lines(source.text, block.start, block.end):
        if re.search(r"\b(?:will|further|by\s+order|announcement|as\s+at)\b", line.text, re.I) or len(name) == 2:
            break
        name.append(line)
        if _COMPANY_END.search(line.text):
            kept.append(source.fact(name[0].start, name[-1].end))
            name = []
    return kept


def number(source: Text, block: Block) -> Fact | None:
    """The telephone or fax number that begins the value of the company's own label."""
    found = re.compile(r"[+(\d][\d\s().+\-]{6,18}\d").match(source.text, block.start, block.end)
    return source.fact(found.start(), found.end()) if found else None
