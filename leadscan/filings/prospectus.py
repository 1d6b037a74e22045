"""The prospectus of an SEC filing: its cover (houses, exchange, symbol, size) and the sections that name lawyers, auditor, officers and head office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from leadscan.filings import lexicon, phones, signatures
from leadscan.filings.facts import Line, Text, lines
from leadscan.text.normalize import fold, squeeze
from leadscan.types import Fact

COVER_REACH = 30_000
"""Characters in which a cover ends; the longest seen (a blank-cheque company's, with its dilution tables) has 24,000."""

_COVER_START = re.compile(r"subject\s+to\s+completion|^[ \t]*(?:preliminary\s+)?prospectus\b[^\n]{0,60}$|filed\s+pursuant\s+to\s+rule\s+424", re.I | re.M)
_COVER_END = re.compile(
    r"^[^\n\S]*(?:table\s+of\s+contents\s*\n(?:[^\n]*\n){1,4}[^\n]*(?:\t|\s)(?:\d+|i+|page)\s*$|(?:prospectus\s+)?summary\s*$|about\s+this\s+prospectus\s*$|(?:our\s+)?business\s*$|the\s+company\s*$|management\s*$|risk\s+factors\s*$|use\s+of\s+proceeds\s*$|signatures\s*$)",
    re.I | re.M,
)
_BOILERPLATE = re.compile(r"(?:hereby\s+amends\s+this|delay\s+its\s+effective\s+date|emerging\s+growth\s+company|rule\s+4(?:15|62))[^\n]*\n", re.I)
_OFFERS = re.compile(r"public\s+offering\s+of|\boffering\s+up\s+to|\bwe\s+are\s+(?:offering|selling|registering)|\bresale\b|\boffered\s+by\b|under\s+the\s+(?:\w+\s+)?symbol|prospectus\s+relates|public\s+market\s+for|\bblank\s+check|\bwe\s+are\s+distributing", re.I)
_DATE_LINE = re.compile(
    r"^[ \t]*(?:the\s+date\s+of\s+this\s+(?:preliminary\s+)?prospectus\s+is|(?:preliminary\s+)?prospectus\s+dated|(?:january|february|march|april|may|june|july|august|september|october|november|december)?[\s\d_●•\[\]]*,\s*20\d\d\.?\s*$|"
    r"table\s+of\s+contents\s*$|prospectus\s+summary\s*$)",
    re.I | re.M,
)
_DELIVER = re.compile(r"\bdeliver(?:y|ed)?\b[^.]{0,200}(?:\bon\b|about|against)|expect(?:s|ed)?\s+to\s+deliver", re.I)


@dataclass(frozen=True, slots=True)
class Cover:
    """Where the prospectus cover stands: offsets into the text."""

    start: int
    end: int


def cover(text: str, facing_end: int) -> Cover | None:
    """The cover of the prospectus; None where the document holds no prospectus (an amendment of exhibits, a letter)."""
    first = _COVER_START.search(text, facing_end, facing_end + 15_000)
    start = first.start() if first else max((m.end() for m in _BOILERPLATE.finditer(text, facing_end, facing_end + 8000)), default=facing_end)
    end = _COVER_END.search(text, start + 200, start + COVER_REACH)
    stop = end.start() if end else min(len(text), start + COVER_REACH)
    if first is None and _OFFERS.search(text, start, stop) is None:
        return None
    return Cover(start, stop)


# --- houses ----------------------------------------------------------------------------------------------------------


def underwriters(source: Text, page: Cover, issuer: str) -> tuple[Fact, ...]:
    """Houses that sell the issue: the bare names above the date of the cover, else those a sentence of the cover names."""
    named = _bare_names(source, page, issuer)
    said = _said(source, page)
    known = {_key(fact.value) for fact in named}
    return named or tuple(fact for fact in said if _key(fact.value) not in known)


def _bare_names(source: Text, page: Cover, issuer: str) -> tuple[Fact, ...]:
    for mark in _DATE_LINE.finditer(source.text, page.start + 100, min(len(source.text), page.end + 60)):
        block = _above(source, max(page.start, mark.start() - 2500), mark.start(), issuer)
        found = tuple(source.fact(line.start, line.end) for cell in block for line in _split(cell))
        if found:
            return _unique(found)
    return ()


def _above(source: Text, start: int, end: int, issuer: str) -> list[Line]:
    """Bare lines from the bottom up until prose or a table of figures; only kept where their place or their words make them houses."""
    kept: list[Line] = []
    anchored = False
    for line in reversed(lines(source.text, start, end)):
        text = line.text
        if _is_role(text):
            anchored = anchored or bool(kept)
            continue
        if re.fullmatch(r"[\W\d_]+|table\s+of\s+contents|(?:page\s+)?[ivx\d-]+|prospectus|preliminary\s+prospectus", text, re.I) or fold(text) == fold(issuer):
            continue
        if _is_prose(text):
            anchored = anchored or bool(_DELIVER.search(text))
            break
        kept.append(line)
        if len(kept) > 40:
            return []
    kept.reverse()
    kept = _join_division(source, kept)
    rows = {line.row for line in kept if _is_house(line.text)}  # beside a house stand houses
    return [line for line in kept if _is_house(line.text) or (_may_be_house(line.text) and (anchored or line.row in rows))]


def _is_prose(text: str) -> bool:
    return len(text) > 110 or bool(re.search(r"\$\s*\d|\d{3}|per\s+(?:share|unit|ads)|proceeds|see\s+[“\"]|\bwe\b|\bour\b|\bthis\b|\bwill\b|\bis\b|\bare\b", text, re.I)) or bool(_DELIVER.search(text))


def _is_role(text: str) -> bool:
    return fold(squeeze(text)).strip(" :.") in lexicon.words("banks", "roles")


def _is_house(text: str) -> bool:
    return _may_be_house(text) and (_is_known(text) or bool(lexicon.pattern("banks", "house_words").search(text)))


def _may_be_house(text: str) -> bool:
    if signatures.is_title(text) and not _is_known(text):
        return False
    return 2 < len(text) <= 70 and bool(re.match(r"[A-Z0-9]", text)) and not re.search(r"\d{2}|[%:;®™“”\"?!]|\.{2}|\b(?:offering|common|stock|shares?|units?|prospectus|total|price|symbol|page|proposed|nasdaq|nyse)\b", text, re.I)


def _is_known(text: str) -> bool:
    return _key(text) in _known()


def _known() -> frozenset[str]:
    return frozenset(_key(name) for name in lexicon.entries("banks", "underwriters"))


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", fold(name))


def _join_division(source: Text, kept: list[Line]) -> list[Line]:
    """"EF Hutton" over "division of ..." is one name."""
    out: list[Line] = []
    for line in kept:
        if out and re.match(r"(?:a\s+)?(?:division|subsidiary|unit|brand|affiliate)\s+of\b", line.text, re.I):
            previous = out.pop()
            out.append(Line(source.text[previous.start : line.end], previous.start, previous.row, previous.column))
        else:
            out.append(line)
    return out


def _split(line: Line) -> list[Line]:
    """A line of plain text on which known houses stand side by side, as one piece for each; any other line as it is."""
    if _is_known(line.text):
        return [line]
    spans = [(m.start(), m.end()) for m in lexicon.pattern("banks", "underwriters").finditer(line.text)]
    covered = "".join(line.text[a:b] for a, b in spans)
    if len(spans) < 2 or len(re.sub(r"\s", "", covered)) < len(re.sub(r"\s", "", line.text)):
        return [line]
    return [Line(line.text[a:b], line.start + a, line.row, line.column) for a, b in spans]


_HOUSE = r"(?P<house>[A-Z][\w.&’'-]*(?:,?\s+(?:&\s+)?(?:of\s+)?[A-Z&][\w.&’'-]*){0,7}?(?:,\s+(?:Inc|LLC|L\.L\.C|Ltd|LP|L\.P)\.?)?)"
_SAID = (
    re.compile(rf"\b(?:engaged|retained|appointed)\s+{_HOUSE}\s*(?:\([^)]*\)\s*)?,?\s*(?:referred\s+to[^,]*,\s*)?(?:to\s+act\s+)?as\s+(?:our|its|the)?\s*(?:sole|exclusive|lead|co-)?[\s-]*(?:exclusive\s+)?(?:placement\s+agent|underwriter|dealer\s+manager|book-?running\s+manager)"),
    re.compile(rf"\bunderwriters?\s+(?:of|for|in)?\s*(?:this\s+offering\s+)?(?:is|are)\s+{_HOUSE}(?=[.,;]|\s+and\b|$)"),
    re.compile(rf"{_HOUSE}\s+(?:is|are|will\s+be)\s+acting\s+as\s+(?:the\s+|our\s+)?(?:sole\s+|lead\s+|joint\s+|exclusive\s+)?(?:book-?running|managing|underwriter|placement\s+agent|representative)"),
    re.compile(rf"(?:acting\s+)?through\s+{_HOUSE}\s*(?:\([^)]*\)\s*)?,?\s+as\s+(?:the\s+)?(?:representative|underwriter|placement\s+agent)"),
)


def _said(source: Text, page: Cover) -> tuple[Fact, ...]:
    found: list[Fact] = []
    for pattern in _SAID:
        for match in pattern.finditer(source.text, page.start, page.end):
            name = match.group("house").strip(" ,")
            if len(name) > 3 and not re.match(r"(?:The|Our|We|Such|Each|Any)\b(?!\s+[A-Z]\w+\s+Company)", name):
                end = match.start("house") + len(match.group("house").rstrip(" ,"))
                end += int(source.text.startswith(".", end) and re.search(r"\b(?:Co|Inc|Corp|Ltd)$", name) is not None)
                found.append(source.fact(match.start("house"), end))
    return _unique(tuple(found))


def _unique(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    seen: dict[str, Fact] = {}
    for fact in facts:
        seen.setdefault(_key(fact.value), fact)
    return tuple(fact for key, fact in seen.items() if not any(key != other and key in other and len(key) < len(other) for other in seen))


# --- exchange, symbol, size ------------------------------------------------------------------------------------------

_SYMBOL = re.compile(r"\b(?:symbols?|ticker)\s*:?\s*[“\"‘']\s*(?P<symbol>[A-Z][A-Z0-9.]{0,7}?)[\s.,;]*[”\"’']", re.I)
_LISTING = re.compile(r"\b(?:list(?:ed|ing)?|quot(?:ed|ation)|trad(?:e|ed|es|ing))\b", re.I)
_TOTAL = re.compile(r"(?:public\s+offering\s+price|price\s+to\s+(?:the\s+)?public|offering\s+price)[^\n]*?\$\s*(?P<total>\d{1,3}(?:,\d{3}){1,3}(?:\.\d\d)?)\s*$", re.I | re.M)
_FEE_TOTAL = re.compile(r"(?:US)?\$\s?\d{1,3}(?:,\d{3}){2,3}(?:\.\d\d)?")
_COUNT = re.compile(r"(?:up\s+to\s+)?(?P<count>\d{1,3}(?:,\d{3})+)\s+(?P<what>(?:[A-Z]\S*\s+){0,3}?(?:ordinary\s+|common\s+)?(?:shares|units|american\s+depositary\s+shares|ads[s]?))\b", re.I)
_RANGE = re.compile(r"between\s+(?P<low>(?:US)?\$\s?\d+(?:\.\d+)?)\s+and\s+(?P<high>(?:US)?\$\s?\d+(?:\.\d+)?)", re.I)
_MILLIONS = re.compile(r"^\s*(?:US)?\$\s?\d{1,3}(?:,\d{3}){2,3}\s*$", re.M)


def listing(source: Text, page: Cover) -> tuple[Fact | None, Fact | None]:
    """Exchange and symbol of the sentence of the cover that speaks of a listing; a symbol left blank is None."""
    exchange = symbol = None
    for sentence_start, sentence_end in _sentences(source.text, page.start, page.end):
        words = source.text[sentence_start:sentence_end]
        if not _LISTING.search(words):
            continue
        place = lexicon.pattern("banks", "exchanges").search(words)
        sign = _SYMBOL.search(words)
        if place is not None and exchange is None:
            exchange = source.fact(sentence_start + place.start(), sentence_start + place.end())
        if sign is not None and symbol is None and (place is not None or exchange is not None or re.search(r"\b(?:list|quot|trad)", words, re.I)):
            symbol = source.fact(sentence_start + sign.start("symbol"), sentence_start + sign.end("symbol"))
        if exchange is not None and symbol is not None:
            break
    return exchange, symbol


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of sentences: to a full stop before a capital, or the line's end."""
    spans: list[tuple[int, int]] = []
    at = start
    for stop in re.finditer(r"(?<=[.”\"])\s+(?=[A-Z“])|\n", text[start:end]):
        spans.append((at, start + stop.start()))
        at = start + stop.end()
    spans.append((at, end))
    return [(a, b) for a, b in spans if b > a]


def offer(source: Text, page: Cover) -> Fact | None:
    """Size of the issue: the total of the price table, else the sum printed alone on the cover, else number and price range."""
    text = source.text
    total = _TOTAL.search(text, page.start, page.end)
    if total is not None:
        return source.fact(total.start("total"), total.end("total"), f"${total.group('total')}")
    alone = _MILLIONS.search(text, page.start, page.start + 3000)
    if alone is not None:
        return source.fact(alone.start() + len(alone.group()) - len(alone.group().lstrip()), alone.end(), alone.group().strip())
    count = _COUNT.search(text, page.start, page.start + 6000)
    if count is None:
        return None
    price = _RANGE.search(text, page.start, page.end)
    number = squeeze(count.group())
    if price is None:
        return source.fact(count.start(), count.end(), number)
    return source.fact(count.start(), count.end(), f"{number} at {price.group('low')} to {price.group('high')}")


def dollars(offer_value: str) -> float | None:
    """The sum that an offer's value states or comes to at the middle of its range; None where it tells no price."""
    price = re.search(r"at (?:US)?\$\s?([\d.]+) to (?:US)?\$\s?([\d.]+)", offer_value)
    count = re.search(r"\d[\d,]*", offer_value)
    if count is None:
        return None
    number = float(count.group().replace(",", ""))
    if price is not None:
        return number * (float(price.group(1)) + float(price.group(2))) / 2
    return number if offer_value.lstrip("US").startswith("$") else None


# --- sections at the end ---------------------------------------------------------------------------------------------

_EXPERTS = re.compile(r"^[ \t]*(?:interests?\s+of\s+(?:named\s+)?)?experts(?:\s+and\s+counsel)?[ \t]*$", re.I | re.M)
_LEGAL = re.compile(r"^[ \t]*(?:legal\s+(?:matters|opinions?)|validity\s+of\s+(?:the\s+)?(?:securities|shares|common\s+stock|ordinary\s+shares|ads[s]?))[ \t]*$", re.I | re.M)
_FIRM = r"(?P<firm>[A-Z][^;:()\n\[\]•●]{2,70}?)"
_FIRM_END = r"(?=\s*(?:\(|,?\s+(?:an?\s+|the\s+|our\s+)?(?:independent|registered|certified|public|chartered|auditors?)\b|,?\s+of\s+[A-Z]\w+,|,\s+[A-Z]\w+,\s+[A-Z]|\s+as\s+(?:stated|set|indicated)|,?\s+(?:to\s+the\s+extent|given|whose|which|appearing|dated|upon|in\s+reliance|whereby|located|with)\b|(?<!\bCo)(?<!\bInc)(?<!\bCorp)(?<!\bP\.C)(?<!\bL\.L\.P)\.(?:\s|$)|$))"
_AUDITED = (
    re.compile(rf"audited\s+by\s+{_FIRM}{_FIRM_END}", re.M),
    re.compile(rf"(?:in\s+)?reliance\s+(?:up)?on\s+(?:the\s+)?reports?\s+of\s+{_FIRM}{_FIRM_END}", re.M),
    re.compile(rf"{_FIRM},\s+(?:an\s+|our\s+)?independent\s+(?:registered\s+)?(?:public\s+)?(?:accounting\s+firm|auditors?|accountants?),?\s+(?:has|have|audited)", re.M),
)
_PASSED = re.compile(r"(?:passed\s+(?:up)?on|(?:legal\s+matters|validity)[^.]{0,200}?(?:represented|advised))(?:[^.]|\.(?=\w|,)){0,120}?\bby\s+(?P<firm>[A-Z][^;:()\n]{2,80}?)(?=,?\s+(?:with\s+(?:an\s+)?offices?|as\s+to|and\s+(?:certain|for\s+the)|located)|,\s+(?:[A-Z][\w.]+\s?){1,3}(?:,|\.|\s+and\b|$)|\s*\(|\.\s|\.$|$)", re.M)


def auditor(source: Text) -> Fact | None:
    """The firm that audits the registrant: first named under "Experts"; auditors of acquired businesses come after it. None where the name is blank."""
    for heading in _EXPERTS.finditer(source.text):
        section_end = min(len(source.text), heading.end() + 3000)
        found = [m for pattern in _AUDITED for m in pattern.finditer(source.text, heading.end(), section_end)]
        if not found:
            continue
        first = min(found, key=lambda m: m.start())
        firm = _one_firm(first.group("firm"), plural="reports of" in squeeze(first.group()).lower())
        return source.fact(first.start("firm"), first.start("firm") + len(firm)) if len(firm) > 3 else None
    return None


def _one_firm(name: str, *, plural: bool) -> str:
    """Of "A & Co. and B, LLC" (the present and the former auditor) the first; "Weaver and Tidwell, LLP" is one firm."""
    name = name.rstrip(" ,.") if not re.search(r"\b(?:Inc|Co|P\.C|L\.L\.P|P\.A|Corp|Ltd)\.$", name) else name.rstrip(" ,")
    if plural and " and " in name:
        first = name.split(" and ")[0].rstrip(" ,")
        if re.search(r"\b(?:LLP|LLC|L\.L\.P|P\.?C|Co|Company|CPAs?|PLLC|PLLP|Inc|Ltd)\b\.?$", first):
            return first
    return name


def legal_counsel(source: Text) -> tuple[Fact, ...]:
    """Firms under "Legal matters" that pass upon the issue, for the issuer and for the houses."""
    found: list[Fact] = []
    for heading in _LEGAL.finditer(source.text):
        end = min(len(source.text), heading.end() + 2500)
        stop = _EXPERTS.search(source.text, heading.end(), end)
        for match in _PASSED.finditer(source.text, heading.end(), stop.start() if stop else end):
            firm = match.group("firm").rstrip(" ,")
            if len(firm) > 4:
                found.append(source.fact(match.start("firm"), match.start("firm") + len(firm)))
        if found:
            break
    return _unique(tuple(found))


# --- head office and website, as the summary says them ---------------------------------------------------------------

_OFFICES = re.compile(
    r"(?:principal|corporate|executive)\s+(?:executive\s+)?(?:offices?|headquarters)(?:\s+address(?:es)?)?(?:\s+(?:in|of)\s+[A-Z]\w+)?\s+(?:is|are)\s+(?:currently\s+)?(?:located\s+)?(?:at\s+)?(?P<address>(?:[A-Z0-9#]|c/o)[^\n]{10,160}?)"
    r"(?=\s+and\s+(?:our|the|its)\b|,?\s+(?:and\s+)?(?:our|its)\s+telephone|\.\s|\.$|;)",
    re.I,
)
_PHONE_SAID = re.compile(r"(?P<whose>\b[\w’']+(?:\s+[\w’']+){0,2})\s+(?:telephone|phone)\s+number\s*(?:at\s+(?:that|this)\s+(?:address|location))?\s*(?:is|:)\s*(?P<phone>[+(\d][\d\s().+\-\u2010-\u2013]{6,20}\d)", re.I)
_OURS = re.compile(r"(?:^|\b)(?:our|(?:the\s+)?(?:company|trust|fund|registrant|issuer)[’']s)$", re.I)
_SITE = re.compile(r"(?:(?:our|the\s+company[’']s|a|company)\s+(?:corporate\s+|internet\s+|principal\s+)?web\s?site(?:\s+address)?|maintain\s+an?\s+(?:corporate\s+|internet\s+)?web\s?site)[^.\n]{0,60}?\b(?P<site>(?:https?://)?(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.I)
_STATE_SAID = re.compile(r"(?:incorporated|organized|formed|registered|reincorporated)\s+(?:[^.\n]{0,80}?\s)?(?:in|under\s+the\s+laws\s+of)\s+(?:the\s+)?(?:state\s+of\s+|commonwealth\s+of\s+)?(?P<state>[A-Z][A-Za-z]+(?:\s+[A-Z][a-z]+){0,2})")


def office_said(source: Text) -> tuple[Fact | None, Fact | None]:
    """Head office and telephone as a sentence of the prospectus states them for "our" company; another body's (a trustee's, a transfer agent's) never."""
    place = next((m for m in _OFFICES.finditer(source.text) if re.search(r"\d", m.group("address"))), None)
    address = source.fact(place.start("address"), place.end("address")) if place else None
    for said in _PHONE_SAID.finditer(source.text):
        if _OURS.search(said.group("whose")) and phones.find(Line(said.group("phone"), said.start("phone"), 0, 0)):
            return address, source.fact(said.start("phone"), said.end("phone"))
    return address, None


def website_said(source: Text) -> Fact | None:
    """The issuer's own web address as a sentence gives it; the regulator's and the exchange's are not his."""
    for found in _SITE.finditer(source.text):
        site = found.group("site").rstrip(".")
        if "sec.gov" not in site.lower() and re.search(r"\.[a-z]{2,}$", site, re.I):
            return source.fact(found.start("site"), found.start("site") + len(site))
    return None


def state_said(source: Text, issuer: str) -> Fact | None:
    """Where a sentence says the company was set up; for a prospectus without a facing page."""
    from leadscan.filings import facing

    for found in _STATE_SAID.finditer(source.text):
        before = source.text[max(0, found.start() - 120) : found.start()]
        if facing.is_jurisdiction(found.group("state")) and re.search(rf"\b(?:we|company|{re.escape(issuer.split()[0]) if issuer else 'we'})\b[^.]*$", before, re.I):
            return source.fact(found.start("state"), found.end("state"))
    return None


_BY_NAME = re.compile(r"(?:public\s+)?offering\s+of\s+[^.]{0,90}?\b(?:of|by)\s+(?P<name>[A-Z][^.,;:()]{2,70}?(?:,?\s+(?:Inc|Corp|Ltd|Co)\.|,?\s+(?:Inc|LLC|Limited|Corporation|Ltd|Corp|Company|plc|PLC|Group|Holdings|Trust|N\.V|S\.A)\b))")
_LEGAL_FORM = re.compile(r"\b(?:inc|corp|corporation|company|ltd|limited|llc|plc|lp|trust|fund|etf|n\.v|s\.a|ag|group|holdings)\b\.?\W*$", re.I)


def issuer_said(source: Text) -> Fact | None:
    """The issuer of a prospectus without a facing page: the name in the sentence that says whose offering it is, else the first line that ends in a legal form."""
    said = _BY_NAME.search(source.text, 0, 6000)
    if said is not None:
        return source.fact(said.start("name"), said.end("name"))
    for line in lines(source.text, 0, 6000):
        if 4 < len(line.text) < 90 and _LEGAL_FORM.search(line.text) and len(line.text.split()) > 1 and not re.search(r"\b(?:securities\s+and\s+exchange|act|commission|of|the\s+date)\b", line.text, re.I):
            return source.fact(line.start, line.end)
    return None


# --- officers, where nobody signs --------------------------------------------------------------------------------------

_AGE_ROW = re.compile(r"^(?P<name>[^\t\n]{4,50})\t(?P<age>[2-9]\d)\t(?P<title>[^\n]{4,160})$", re.M)
_AGE_SAID = re.compile(r"(?:^|(?<=[.;]\s))(?:(?:Mr|Ms|Mrs|Dr)\.\s+)?(?P<name>[A-Z][^\n.;:()]{3,40}?),\s+(?:aged?\s+)?(?P<age>[2-9]\d),\s+(?P<title>[^.;\n]{4,120})", re.M)
_SERVES = re.compile(r"(?P<name>[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+){1,3}),?\s+(?:has\s+served|has\s+been|serves|was\s+appointed|is)\s+(?:as\s+)?(?:our|the\s+company[’']s)\s+(?P<title>[^.;\n]{0,60}?(?:chief\s+(?:financial|executive)\s+officer))", re.I)
_OUR = re.compile(r"\b[Oo]ur\s+(?P<title>(?:interim\s+|acting\s+)?[Cc]hief\s+(?:[Ff]inancial|[Ee]xecutive)\s+[Oo]fficer)\s+is\s+(?:(?:Mr|Ms|Mrs|Dr)\.\s+)?(?P<name>[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+){1,3})")


_POST = re.compile(r"chief\s+(?:financial|executive)\s+officer", re.I)
MAX_POSTS = 2000
"""Mentions tried; real documents have a few hundred, a hostile one may have a hundred thousand."""
_BEFORE_POST = 300
"""A sentence that names the holder before his post is shorter than this."""


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches of a pattern; of the two that try every word of a text only those round the posts they end in or begin with, so that a very long text is not slow."""
    if pattern not in (_OUR, _SERVES):
        yield from pattern.finditer(text)
        return
    for start, end in _stretches(text):
        yield from pattern.finditer(text, start, end)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """The text round each post, stretches that touch as one."""
    start = end = -1
    for post in islice(_POST.finditer(text), MAX_POSTS):
        if start < 0 or post.start() - _BEFORE_POST > end:
            if start >= 0:
                yield start, end
            start = text.rfind(" ", 0, max(0, post.start() - _BEFORE_POST)) + 1
        end = min(len(text), post.end() + _BEFORE_POST)
    if start >= 0:
        yield start, end


def officer_said(source: Text, key: str) -> tuple[Fact | None, Fact | None]:
    """Name and title of the finance chief (``cfo_titles``) or chief executive (``ceo_titles``) as the management section has them.

    Two different holders = nobody, since one of them holds the post elsewhere or no longer.
    """
    titles = lexicon.pattern("sec", key)
    found: list[tuple[Fact, Fact]] = []
    for pattern in (_AGE_ROW, _AGE_SAID, _OUR, _SERVES):
        for match in _matches(pattern, source.text):
            title, name = match.group("title"), re.sub(r"^(?:Mr|Ms|Mrs|Dr)\.\s+", "", match.group("name").strip())
            if titles.search(title) and signatures.is_name(name) and not re.search(r"[a-z]{3}\.\s", name) and not re.search(r"\b(?:former|previously|until|of\s+(?!the\s+company|our)[A-Z])\b", title):
                start = match.start("name") + match.group("name").find(name)
                found.append((source.fact(start, start + len(name)), source.fact(match.start("title"), match.end("title"))))
        if found:
            break
    if not found or any(not signatures.same_person(found[0][0].value, name.value) for name, _ in found):
        return None, None
    return found[0]
