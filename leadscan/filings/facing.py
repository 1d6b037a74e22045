"""The facing page of an SEC registration statement: what stands above each label.

A facing page prints the value first and the label below it: name, "(Exact name of registrant ...)"; state, SIC code and tax number over theirs; an address over
"(Address ... principal executive offices)"; another over "(Name, address ... agent for service)"; then "Copies to:" with the law firms. Numbers of agents and law firms
are never the issuer's, so each block is read only for what its own label says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from leadscan.filings import days, lexicon, phones
from leadscan.filings.facts import Line, Text, lines
from leadscan.text.normalize import fold, squeeze
from leadscan.types import Fact

REACH = 20_000
"""Characters in which a facing page must be; the longest seen has 9,000."""

_NAME_LABEL = re.compile(r"\(?\s*exact\s+name\s+of\s+(?:the\s+)?(?:registrants?|issuer|company|trust|each)[^)\n]*?(?:\s+as\s+(?:it\s+appears|specified)[^)]{0,60}?(?:charter|documents?|articles)\b[^)\n]*)?\)?", re.I)
_LABEL_START = re.compile(r"\(?\s*(?:name,?\s+(?:and\s+)?)?(?:\(?address(?:es)?|telephone\s+number)\b", re.I)
_ADDRESS_LABEL = re.compile(
    r"(?:\(|(?<=\n)|(?<=\t))\s*(?:name[s,]*(?:\s+and)?\s*,?\s+)?address(?:es)?\b(?=[^()]{0,60}(?:zip|postal|post\s+code|telephone|principal|agent|including))(?:[^()]|\([^()]*\)){0,330}?"
    r"(?:\)|principal\s+(?:executive\s+offices?|place\s+of\s+business)|agent\s+for\s+service)\s*\)?",
    re.I,
)
_COPIES = re.compile(r"^\W*(?:please\s+send\s+)?(?:with\s+)?(?:a\s+)?(?:communication\s+)?cop(?:y|ies)\b[^\n]{0,140}$", re.I | re.M)
_END = re.compile(r"approximate\s+date\s+of\s+(?:commencement\s+of\s+)?(?:the\s+)?proposed|if\s+any\s+of\s+the\s+securities\s+being\s+registered|indicate\s+by\s+check\s+mark", re.I)
_FILED = re.compile(r"as\s+(?:confidentially\s+)?(?:filed|submitted)(?:\s+confidentially)?\s+(?:with|to)\s+(?:the\s+)?(?:U\.?S\.?\s+|United\s+States\s+)?securities\s+and\s+exchange\s+commission\s*,?\s+on\s+([^\n]{6,30})", re.I)
_SIC = re.compile(r"\d{4}|\d{1,2},\d{3}")
_STATE_SIC = re.compile(r"(?P<state>.+?)\s+(?P<sic>\d{4})\s+(?P<tax>\d{2}-\d{7}|N/?A|not\s+applicable.*|none.*)", re.I)
_SIC_TAX = re.compile(r"(?P<sic>\d{4})\s+(?P<tax>\d{2}-\d{7}|N/?A|not\s+applicable.*|none.*)", re.I)
_NOT_A_NAME = re.compile(r"[_\-=*\s.]+|\(.*\)?|.*\).{0,2}|sponsored by.*|.*act of 1933.*|under|form\s+\S+|registration\s+(?:statement|no).*|amendment.*|to|\(?formerly.*", re.I)
_CAPACITY = re.compile(r"\b(?:officer|president|chairman|director|secretary|counsel|treasurer|partner|manager|administrator|attorney|esq)\b", re.I)


@dataclass(frozen=True, slots=True)
class Facing:
    """What one facing page says; None = not said. ``end`` is where the prospectus begins."""

    issuer: Fact | None = None
    state: Fact | None = None
    sic: Fact | None = None
    tax: Fact | None = None
    address: Fact | None = None
    phone: Fact | None = None
    fax: Fact | None = None
    """Only where the issuer's own block prints one; no document of forty-two did."""
    filed: Fact | None = None
    agent: tuple[Line, ...] = ()
    """Lines of the agent for service: often an officer with his title."""
    counsel: tuple[Fact, ...] = ()
    end: int = 0
    spoken: bool = field(default=False)
    """Whether there is a facing page at all (the label of the name was found)."""


def read(source: Text) -> Facing:
    """The facts of the facing page at the head of the text; an empty record where there is none."""
    text = source.text
    filed = filing_date(source)
    name_label = _NAME_LABEL.search(text, 0, REACH)
    if name_label is None:
        return Facing(filed=filed)
    end_found = _END.search(text, name_label.end(), name_label.end() + REACH)
    end = end_found.start() if end_found else min(len(text), name_label.end() + 6000)
    copies = _COPIES.search(text, name_label.end(), end)
    labels = list(_ADDRESS_LABEL.finditer(text, name_label.end(), end))
    issuer = _issuer(source, name_label.start())
    state, sic, tax = _codes(source, name_label.end(), labels[0].start() if labels else end)
    office, agent = _blocks(source, labels, name_label.end(), end)
    address, phone = _office(source, office)
    fax = _fax(source, office)
    last = max([m.end() for m in labels], default=name_label.end())
    copies = next((m for m in _COPIES.finditer(text, last, end)), copies)
    counsel = _counsel(source, copies.end(), end, issuer) if copies and copies.end() >= last else ()
    return Facing(issuer, state, sic, tax, address, phone, fax, filed, tuple(agent), counsel, end, True)


def filing_date(source: Text) -> Fact | None:
    """Day printed in "As filed with the Securities and Exchange Commission on ...", ISO; None where it is blank or absent."""
    found = _FILED.search(source.text, 0, REACH)
    if found is None:
        return None
    day = days.first(found.group(1))
    return source.fact(found.start(), found.end(1), day.isoformat()) if day else None


def _issuer(source: Text, label: int) -> Fact | None:
    """The name above its label: the bottom line, and the lines right above it that are still the name."""
    taken: list[Line] = []
    for line in reversed(lines(source.text, max(0, label - 700), label)):
        if _NOT_A_NAME.fullmatch(line.text):
            if taken:
                break
            continue
        gap = taken[-1].row - line.row if taken else 0
        if taken and (gap > (2 if _only_legal(taken) else 1) or _LEGAL_END.search(line.text) or len(taken) == 3 or len(line.text) > 90):
            break
        taken.append(line)
    return source.fact(taken[-1].start, taken[0].end) if taken else None


_LEGAL_END = re.compile(r"\b(?:inc|corp|corporation|ltd|limited|llc|l\.l\.c|plc|p\.l\.c|lp|l\.p|n\.v|s\.a|ag)\b\.?\W*$", re.I)


def _only_legal(taken: list[Line]) -> bool:
    """Whether the lines so far are only the tail of a name ("Group Limited")."""
    words = re.findall(r"[a-z]+", " ".join(line.text for line in taken).lower())
    return all(word in ("group", "holdings", "holding", "company", "co", "limited", "ltd", "inc", "corp", "corporation", "international", "plc", "llc", "trust") for word in words)


def _codes(source: Text, start: int, end: int) -> tuple[Fact | None, Fact | None, Fact | None]:
    """State, SIC code and tax number by their shape: whole cells between the name and the first address, wherever the labels stand."""
    state = sic = tax = None
    industrial = re.search(r"industrial", source.text[start:end], re.I) is not None
    for cell in lines(source.text, start, end):
        joined = _STATE_SIC.fullmatch(cell.text) or _SIC_TAX.fullmatch(cell.text)
        for name, piece in _pieces(cell, joined):
            if name in ("state", "any") and state is None and is_jurisdiction(piece.text):
                state = source.fact(piece.start, piece.end)
            elif name in ("sic", "any") and sic is None and industrial and _SIC.fullmatch(piece.text):
                sic = source.fact(piece.start, piece.end)
            elif name in ("tax", "any") and tax is None and re.fullmatch(r"\d{2}-\d{7}", piece.text):
                tax = source.fact(piece.start, piece.end)
    return state, sic, tax


def _pieces(cell: Line, joined: re.Match[str] | None) -> list[tuple[str, Line]]:
    if joined is None:
        return [("any", cell)]
    return [(name, Line(joined.group(name), cell.start + joined.start(name), cell.row, cell.column)) for name in joined.groupdict() if joined.group(name)]


def is_jurisdiction(text: str) -> bool:
    """Whether a whole cell names a state or country, with or without "State of"."""
    name = re.sub(r"^(?:the\s+)?(?:state|commonwealth|province|republic)\s+of\s+", "", fold(squeeze(text)).strip(" .,*()"))
    known = lexicon.words("sec", "jurisdictions")
    return name in known or re.sub(r"^the\s+", "", name) in known or f"republic of {name}" in known or re.sub(r",\s*(?:d\.c\.|u\.?s\.?a?\.?|united states)$", "", name) in known


def _blocks(source: Text, labels: list[re.Match[str]], start: int, end: int) -> tuple[list[Line], list[Line]]:
    """Lines above the office's label and above the agent's; the label says whose a block is."""
    office: list[Line] = []
    agent: list[Line] = []
    at = start
    for label in labels:
        words = fold(squeeze(label.group()))
        block = _own_lines(source, at, label.start())
        at = label.end()
        if "agent for service" in words or "agent of service" in words:
            agent = agent or block
        elif not office:
            office = block
    if not office and agent and _officer_above(agent):
        office = agent  # labels swapped: a person with an office stands over the one label there is
    return office, agent


def _officer_above(block: list[Line]) -> bool:
    return len(block) > 2 and any(_CAPACITY.search(line.text) for line in block[:3])


def _own_lines(source: Text, start: int, end: int) -> list[Line]:
    """Lines of a block with what belongs to the labels above it left out: state and SIC cells, "(I.R.S. Employer", "Copies to:"."""
    block: list[Line] = []
    for line in lines(source.text, start, end):
        text = line.text
        if _is_label(text) or _COPIES.fullmatch(text) or re.fullmatch(r"[\W_]+", text):
            if not _is_aside(text):
                block = []
            continue
        block.append(line)
    return block


_LABEL_WORDS = re.compile(
    r"state\s+or\s+other|jurisdiction\s+of|^\W*incorporation\s+or|incorporation\s+or\s+organi[sz]ation|incorporation\)|primary\s+standard|industrial\b.*(?:code|classification)|classification\s+code|"
    r"^\W*(?:industrial|code)\s*(?:classification|number)|i\.?r\.?s\.?\s+employer|employer\s+identification|identification\s+n(?:o|umber)|exact\s+name|translation\s+of|^\W*number\)|^\W*organization\)|"
    r"as\s+specified\s+in",
    re.I,
)


def _is_label(text: str) -> bool:
    return bool(_LABEL_WORDS.search(text)) or (text.startswith("(") and text.endswith(")") and not re.search(r"\d{3}", text))


def _is_aside(text: str) -> bool:
    """A note within an address ("(the "Administrator")") does not end what stands above it."""
    return text.startswith("(the ") or (bool(re.fullmatch(r"[\W_]+", text)) and len(text) < 4)


def _office(source: Text, block: list[Line]) -> tuple[Fact | None, Fact | None]:
    if not block:
        return None, None
    phone: Fact | None = None
    at = len(block)
    joined = _join_split_number(source, block)
    for i in range(len(joined) - 1, -1, -1):
        span = phones.find(joined[i])
        if span is not None:
            phone = source.fact(*span)
            at = i if joined[i].start + 3 >= span[0] or re.match(r"\W*(?:tel|phone)", joined[i].text, re.I) else i + 1
            break
    cut = phone.offset if phone is not None and phone.offset is not None else None
    return _address(source, joined[:at], cut), phone


def _fax(source: Text, block: list[Line]) -> Fact | None:
    """A number marked as fax within the block that the label gives to the issuer's own offices."""
    for line in block:
        mark = phones.FAX.search(line.text)
        if mark is not None:
            span = phones.find(Line(line.text[mark.end() :].lstrip(" :.no"), line.end - len(line.text[mark.end() :].lstrip(" :.no")), line.row, line.column))
            if span is not None:
                return source.fact(*span)
    return None


def _join_split_number(source: Text, block: list[Line]) -> list[Line]:
    """"(713)" and "230-8864" on two lines are one number."""
    out: list[Line] = []
    for line in block:
        if out and re.fullmatch(r"(?:tel\w*\W*)?\(?\+?\(?\d{1,4}\)?", out[-1].text, re.I) and re.fullmatch(r"[\d\s.\-]{6,14}", line.text):
            previous = out.pop()
            out.append(Line(re.sub(r"\s+", " ", source.text[previous.start : line.end]), previous.start, previous.row, previous.column))
        else:
            out.append(line)
    return out


def _address(source: Text, block: list[Line], cut: int | None) -> Fact | None:
    kept = [line for line in block if not phones.FAX.search(line.text) and not re.search(r"@|www\.|^\W*(?:tel|phone|e-?mail|attn|attention)\b", line.text, re.I)]
    while kept and not _begins_address(kept[0].text):
        kept = kept[1:]
    kept = [line for line in kept if not (line.text.startswith("(") and line.text.endswith(")"))]
    if not kept:
        return None
    start, end = kept[0].start, kept[-1].end
    if cut is not None and start < cut < end:
        end = cut
    value = ", ".join(squeeze(line.text if line.end <= end else source.text[line.start : end]).strip(" ,") for line in kept)
    return source.fact(start, len(source.text[:end].rstrip(" \n\t,;")), value.rstrip(" ,;"))


def _begins_address(text: str) -> bool:
    if _CAPACITY.search(text) and not re.search(r"\d", text):
        return False
    if re.search(r"\d", text) or re.match(r"c/o\b", text, re.I):
        return True
    return bool(lexicon.pattern("sec", "address_words").search(text)) or bool(re.match(r"(?:one|two|three|four|five|six|seven|eight|nine|ten)\s+[A-Z]", text, re.I))


# --- law firms -------------------------------------------------------------------------------------------------------


def _counsel(source: Text, start: int, end: int, issuer: Fact | None) -> tuple[Fact, ...]:
    """Law firms of the "Copies to" block, in order; the issuer's own lawyers stand under the issuer's name and are left."""
    own = fold(issuer.value) if issuer else ""
    found: list[Fact] = []
    for column in _columns(lines(source.text, start, end)):
        for first, last in _firms(column):
            fact = source.fact(first.start, last.end)
            bare = re.sub(r"\W", "", fold(fact.value))
            if bare and bare not in re.sub(r"\W", "", own) and all(re.sub(r"\W", "", fold(f.value)) != bare for f in found):
                found.append(fact)
    return tuple(found)


def _columns(cells: list[Line]) -> list[list[Line]]:
    """Cells of neighbouring rows one under the other; a line without tabs belongs to the first column and ends nothing."""
    columns: dict[int, list[Line]] = {}
    for cell in cells:
        columns.setdefault(cell.column, []).append(cell)
    return [columns[number] for number in sorted(columns)]


def _firms(column: list[Line]) -> list[tuple[Line, Line]]:
    """(first line, last line) of each firm's name: the line of a contact block that comes after the persons and before the street."""
    firms: list[tuple[Line, Line]] = []
    pending: list[Line] = []
    in_address = False
    for line in column:
        if _is_street(line.text) and not _looks_like_firm(line.text):
            if pending:
                firms += _firm_of(pending)
                pending = []
            in_address = True
        elif in_address and not _looks_like_firm(line.text) and (not _is_person(line.text) or _is_place(line.text)):
            continue  # a town or building without a number
        else:
            in_address = False
            pending.append(line)
    return firms + (_firm_of(pending) if pending else [])


def _is_place(text: str) -> bool:
    return not re.search(r"\bEsq", text) and (is_jurisdiction(text) or bool(re.search(rf"(?:{lexicon.pattern('sec', 'address_words').pattern})\W*$", text, re.I)))


def _firm_of(pending: list[Line]) -> list[tuple[Line, Line]]:
    firm = [line for line in pending if _looks_like_firm(line.text)]
    if firm:
        first = firm[0]
        last = firm[1] if len(firm) > 1 and _CONTINUES.match(firm[1].text) else first
        return [(first, last)]
    last = pending[-1]  # a firm without a telling word stands last, below its lawyers
    return [(last, last)] if len(pending) > 1 and not re.search(r"\bEsq", last.text) and not _CAPACITY.search(last.text) and len(last.text) > 4 else []


_CONTINUES = re.compile(r"(?:a\s+)?professional\s+(?:corporation|association)|(?:LLP|PLLC|P\.?C\.?|LLC)\b", re.I)


def _looks_like_firm(text: str) -> bool:
    if re.search(r"\bEsq", text) or "@" in text or _CAPACITY.search(text):
        return False
    return " & " in text or bool(lexicon.pattern("sec", "law_firm_words").search(text))


def _is_person(text: str) -> bool:
    return bool(re.search(r"\bEsq\b|\bJ\.?D\.?$", text)) or bool(_CAPACITY.search(text)) or bool(re.fullmatch(r"(?:[A-Z][\w.'’-]*\.?\s+){1,4}[A-Z][\w.'’-]+(?:,\s*(?:Jr|Sr|I{2,3}|IV)\.?)?", text))


def _is_street(text: str) -> bool:
    return bool(re.search(r"\d|@|\btel(?:ephone)?\b|\bfax|\bphone\b|facsimile", text, re.I)) or bool(re.match(r"(?:one|two|three|four|five)\s+[A-Z]|the\s+\w+\s+(?:building|centre|center|pavilion)", text, re.I))
