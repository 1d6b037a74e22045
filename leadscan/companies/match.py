"""Which record a name in a text means, each decision with its why. Rather none than a wrong one: a name that fits two companies is unsure.

A stock code links and licenses the names of its company. Beside such a name it is no company's name itself but that of a share, and labelled PRODUCT;
where nothing else names the company, the code stands for it.

Order of judgement, surest first: a code; a full or distinctive name; a short or ordinary name with a cue (a code beside it, a sure mention of the same
issuer elsewhere, company words beside it, the pipeline's agreement); a span the pipeline or a legal form found, compared exactly, then by likeness with
a shared distinctive word. A longer name that begins with a known one is a name of its own.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from leadscan.companies import cues, likeness
from leadscan.companies.register import Register, is_own
from leadscan.text import names
from leadscan.text.normalize import fold
from leadscan.types import Annotation, Candidate, Hit, Mention

SURE = {"code": 0.99, "legal": 0.98, "short": 0.96, "nickname": 0.94, "brand": 0.9, "unlisted": 0.9}
"""By kind of the form found; a cue that was needed takes CUED off."""
CUED = 0.08
_NAME_LABELS = ("COMPANY", "ORG")


@dataclass(frozen=True, slots=True)
class _Page:
    """A text under judgement and all that was found in it."""

    text: str
    folded: str
    annotation: Annotation
    hits: tuple[Hit, ...]
    register: Register
    agreed: tuple[Mention, ...]
    """COMPANY and ORG spans of the pipeline."""
    other: bytearray
    """1 at each character that the pipeline reads as a person, place or product."""
    named: bytearray
    """1 at each character that the pipeline reads as a person or place."""
    marked: Mapping[tuple[int, int], str]
    """Span to label, of the pipeline's companies and organisations."""
    codes: tuple[Hit, ...]
    """The stock codes among the hits, sorted."""
    business: bool
    """Whether the text is of business news."""
    dropped: set[tuple[int, int]] = field(default_factory=set)
    """Known names that mean something else where they stand: a word, a place of listing, the beginning of another name."""
    persons: set[str] = field(default_factory=set)
    """Latin words, folded, that are somebody's name in this text."""
    units: list[tuple[int, int]] = field(default_factory=list)
    """Longer names that begin with a known one and go on with words of a firm."""


def link(text: str, annotation: Annotation, hits: tuple[Hit, ...], register: Register) -> tuple[Mention, ...]:
    """Every company mention of a text, sorted and apart: linked (``company``), unsure (``candidates``) or of a company nobody listed (neither).

    The label is COMPANY; PRODUCT for a stock code whose company is named in the same sentence. ``hits`` are ``register.scan(text)``.
    """
    folded = names.surface(text)
    agreed = tuple(m for m in annotation.mentions if m.label in _NAME_LABELS)
    page = _Page(
        text,
        folded,
        annotation,
        hits,
        register,
        agreed,
        _covered(len(text), ((m.start, m.end) for m in annotation.mentions if m.label in ("PERSON", "PLACE", "PRODUCT"))),
        _covered(len(text), ((m.start, m.end) for m in annotation.mentions if m.label in ("PERSON", "PLACE"))),
        {(m.start, m.end): m.label for m in agreed},
        tuple(hit for hit in hits if hit.kind == "code"),
        cues.is_business(folded),
    )
    sure, waiting = _first_look(page)
    licensed = {register.issuer(key) for mention in sure for key in _keys(mention)}
    edges = {edge for mention in sure for edge in (mention.start, mention.end)}
    if waiting:
        page.persons.update(cues.persons(text))
    while waiting:
        left = []
        for hit, stop in waiting:
            mention = _second_look(page, hit, stop, licensed, edges)
            if mention is None:
                left.append((hit, stop))
            else:
                sure.append(mention)
                edges.update((mention.start, mention.end))
        if len(left) == len(waiting):
            break
        waiting = left  # what was just believed may be the other end of a list
    settled = [_settle(page, mention, licensed) for mention in sure]
    found = sorted((*settled, *_unlisted(page, settled)), key=lambda mention: mention.start)
    return _coded(page, found)


def _covered(length: int, spans: Iterable[tuple[int, int]]) -> bytearray:
    """A text's length of zeros with ones over the spans, so that an overlap is looked up and not searched for."""
    cover = bytearray(length)
    for start, end in spans:
        cover[start:end] = b"\1" * (min(end, length) - min(start, length))
    return cover


# --- the names the scan found ----------------------------------------------------------------------------------------


def _first_look(page: _Page) -> tuple[list[Mention], list[tuple[Hit, int]]]:
    """(mentions that stand by themselves, (weak hit, end with its legal form) that need a cue). Parts of longer names are neither."""
    sure: list[Mention] = []
    waiting: list[tuple[Hit, int]] = []
    last = 0
    for place, hit in enumerate(page.hits):
        if hit.start < last:
            continue
        if hit.kind == "trap":
            last = hit.end
            continue
        if hit.kind == "code":
            mention = _code(page, hit, page.hits[place - 1] if place else None)
            if mention is not None:
                sure.append(mention)
            continue
        if _is_small(page, hit) or _is_venue(page, hit):
            page.dropped.add((hit.start, hit.end))
            continue
        stop = cues.legal_tail(page.text, page.folded, hit.end)
        whole = _whole(page, hit, stop)
        if stop == hit.end:
            stop = cues.generic_tail(page.text, page.folded, hit.end)
        if whole is not None:
            sure.append(whole)
            last = whole.end
        elif (longer := _part_of(page, hit, stop)) > 0:
            page.dropped.add((hit.start, stop))
            last = stop
            if longer > stop and not hit.weak and hit.kind != "brand" and cues.is_unit(page.folded, stop, longer):
                page.units.append((hit.start, cues.legal_tail(page.text, page.folded, longer)))
        elif (hit.weak and (stop == hit.end or _is_word_with_a_common_noun(page, hit, stop))) or (stop == hit.end and _is_land(hit)):
            waiting.append((hit, stop))
        elif not _is_other(page, hit, stop):
            sure.append(_named(page, hit, stop, SURE[hit.kind], _why(hit, page.text[hit.start : stop])))
            last = stop
    return sure, waiting


def _code(page: _Page, hit: Hit, before: Hit | None) -> Mention | None:
    """A code; a bare number in brackets only behind a name of the same issuer, or behind any name where it cannot be a year."""
    if not hit.weak:
        return _mention(page, hit.start, hit.end, hit.keys, SURE["code"], f"code {hit.text}", exact=True)
    number = re.sub(r"\D", "", hit.text)
    issuer = page.register.issuer(hit.keys[0])
    beside = before is not None and before.keys and before.kind != "code" and 0 <= hit.start - before.end <= 24 and "\n" not in page.text[before.end : hit.start]
    inside = (hit.start + hit.text.find(number), hit.start + hit.text.find(number) + len(number))
    if beside and before is not None and issuer in {page.register.issuer(key) for key in before.keys}:
        return _mention(page, *inside, hit.keys, SURE["code"], f"code {number} behind its name", exact=True)
    if hit.text == number:
        return _mention(page, *inside, hit.keys, SURE["code"] - CUED, f"code {number} with words of a price", exact=True)
    may_be_year = len(number) < 4 or (len(number) == 4 and 1000 <= int(number) < 2100)
    if not may_be_year and re.search(rf"[{names.HAN}）)」]\s?$", page.text[max(0, hit.start - 2) : hit.start]):
        return _mention(page, *inside, hit.keys, SURE["code"] - CUED, f"code {number} in brackets", exact=True)
    return None


def _whole(page: _Page, hit: Hit, stop: int) -> Mention | None:
    """The mention where name and legal form together are a known name themselves."""
    if stop == hit.end:
        return None
    if _is_word_with_a_common_noun(page, hit, stop):
        return None
    written = page.text[hit.start : stop]
    bearer = page.register.bearer(written)
    keys = bearer.keys if bearer else page.register.compared(written)
    if not keys:
        return None
    return _mention(page, hit.start, stop, keys, SURE["legal"], f"full name {written}")


def _part_of(page: _Page, hit: Hit, stop: int) -> int:
    """Where the longer name ends, not this company's, of which the hit is only the beginning (or the end: ``stop``); 0 where it is a whole name."""
    if hit.kind == "legal" and _is_full(page, hit):
        return 0
    longer = cues.longer_name(page.text, page.folded, hit.start, stop)
    if longer > stop:
        return 0 if _same_issuer(page, page.text[hit.start : longer], hit) else longer
    return stop if _continues_a_name(page, hit) else 0


def _is_full(page: _Page, hit: Hit) -> bool:
    return names.compare(hit.text) != names.legal_key(hit.text)


def _same_issuer(page: _Page, written: str, hit: Hit) -> bool:
    bearer = page.register.bearer(written)
    keys = bearer.keys if bearer else page.register.compared(written)
    return bool(keys) and bool(hit.keys) and page.register.issuer(keys[0]) == page.register.issuer(hit.keys[0])


_OPENERS = frozenset(
    ("former", "shares", "why", "how", "when", "while", "but", "and", "chinese", "rival", "parent", "with", "if", "as", "after", "since", "both", "even", "although", "though", "because", "at", "in", "on", "for", "the", "new", "says", "is", "are", "can", "will")
)


def _continues_a_name(page: _Page, hit: Hit) -> bool:
    """Whether a one-word Latin name stands behind another capitalised word that is no title, so that it is a surname or the end of another name."""
    if names.is_han(hit.text) or " " in hit.text or cues.at_sentence_start(page.text, hit.start):
        return False
    found = re.search(r"([^\W\d_][\w.&'’-]*) $", page.text[max(0, hit.start - 30) : hit.start])
    if found is None or not found[1][:1].isupper() or found[1].endswith(("'s", "’s", "s'", "s’")):
        return False
    word = fold(found[1]).rstrip(".")
    if names.is_given(word):
        return True
    if found[1].isupper() or word in names.places() or word in cues.tables().free or word in _OPENERS or cues.is_heading(page.text, hit.start):
        return False
    at_start = cues.at_sentence_start(page.text, found.start(1) + max(0, hit.start - 30))
    return not (at_start and (names.is_ordinary(word) or hit.kind == "nickname")) and (hit.weak or hit.kind != "legal")


def _is_word_with_a_common_noun(page: _Page, hit: Hit, stop: int) -> bool:
    """Whether an everyday Chinese word stands before 公司 or 企業 alone: firms of that kind, not a firm of that name."""
    return names.is_han(hit.text) and names.is_ordinary(fold(hit.text)) and page.folded[hit.end : stop].strip() in _COMMON_NOUNS


_COMMON_NOUNS = frozenset(map(fold, ("公司", "企業", "企业", "集團", "集团")))


def _is_land(hit: Hit) -> bool:
    """Whether one Latin word is a country, a region or a city before it is a company."""
    return hit.kind != "code" and " " not in hit.text and fold(hit.text) in names.places()


_VENUE_AFTER = re.compile(r"\s?:|[ -](?:exchange|listed|listing|composite|index|market|global|ticker|symbol|capital market)\b")


def _is_venue(page: _Page, hit: Hit) -> bool:
    """Whether an exchange stands only as the place where others are listed: "on the Nasdaq", "(NYSE: ...)"."""
    if names.is_han(hit.text) or not cues.tables().venues.fullmatch(fold(hit.text)):
        return False
    front = page.folded[max(0, hit.start - 12) : hit.start]
    return bool(_VENUE_AFTER.match(page.folded, hit.end)) or bool(re.search(r"\b(?:on|at|to|from|the)(?: the)? $", front))


def _is_small(page: _Page, hit: Hit) -> bool:
    """Whether a Latin name stands in small letters, as another word would."""
    letters = [char for char in hit.text if char.isalpha() and char.isascii()]
    if not letters or any(char.isupper() for char in letters) or names.is_han(hit.text):
        return False
    companies = [company for key in hit.keys if (company := page.register.get(key)) is not None]
    written = any(name.startswith(hit.text) for company in companies for name in (company.name_en or "", *company.aliases))
    return not written or names.is_ordinary(fold(hit.text))


def _is_other(page: _Page, hit: Hit, stop: int) -> bool:
    """Whether the pipeline reads one Latin word as a person or a place, and no legal form says otherwise."""
    lone = " " not in hit.text and not names.is_han(hit.text) and stop == hit.end
    return lone and any(page.named[hit.start : hit.end])


def _second_look(page: _Page, hit: Hit, stop: int, licensed: set[str], edges: set[int]) -> Mention | None:
    """The mention of a weak hit, where something speaks for it; None where nothing does."""
    if fold(hit.text) in page.persons and _code_beside(page, hit, licensed, ordinary=True) is None:
        return None
    if any(edge in edges for edge in cues.list_ends(page.folded, hit.start, hit.end)) and not any(page.named[hit.start : hit.end]):
        return _named(page, hit, stop, SURE[hit.kind] - CUED, f"{hit.kind} name {hit.text}: in a list with another company")
    ordinary = names.is_ordinary(fold(hit.text)) or hit.kind == "brand"
    for reason in (_code_beside, _elsewhere, _agreement, _words):
        why = reason(page, hit, licensed, ordinary)
        if why is not None:
            return _named(page, hit, stop, SURE[hit.kind] - CUED, f"{hit.kind} name {hit.text}: {why}")
    return None


def _code_beside(page: _Page, hit: Hit, licensed: set[str], ordinary: bool) -> str | None:
    """A code of the same issuer stands in the next few characters."""
    issuers = {page.register.issuer(key) for key in hit.keys}
    place = bisect.bisect_left(page.codes, hit.end, key=lambda code: code.start)
    for other in page.codes[place : place + 2]:
        if other.start - hit.end <= 12 and page.register.issuer(other.keys[0]) in issuers:
            return f"code {other.text} beside it"
    return None


def _elsewhere(page: _Page, hit: Hit, licensed: set[str], ordinary: bool) -> str | None:
    """A sure mention of the same issuer stands elsewhere in the text; an everyday word must also not be used as a word here."""
    if not licensed & {page.register.issuer(key) for key in hit.keys}:
        return None
    if ordinary and names.is_han(hit.text) and cues.company_cue(page.text, page.folded, hit.start, hit.end, strict=False, trusted=True, business=page.business) is None:
        return None
    return "its full name or code stands elsewhere"


def _agreement(page: _Page, hit: Hit, licensed: set[str], ordinary: bool) -> str | None:
    """The pipeline marks the same words as a company."""
    label = page.marked.get((hit.start, hit.end))
    if label == "COMPANY" or (label is not None and not ordinary):
        return "the pipeline reads it as a company"
    return None


def _words(page: _Page, hit: Hit, licensed: set[str], ordinary: bool) -> str | None:
    """Words beside it speak of a company."""
    if any(page.other[hit.start : hit.end]):
        return None
    if not names.is_han(hit.text) and hit.text.isupper() and not ordinary and hit.kind != "brand" and len(hit.text) >= 3 and not cues.is_heading(page.text, hit.start):
        return "capitals"
    return cues.company_cue(page.text, page.folded, hit.start, hit.end, strict=ordinary, trusted=hit.kind == "nickname" or _is_distinctive(page, hit, ordinary), business=page.business)


def _is_distinctive(page: _Page, hit: Hit, ordinary: bool) -> bool:
    """Whether one Latin word is no word, place or person we know, in a text of business news."""
    folded = fold(hit.text)
    return not ordinary and len(folded) >= 4 and not names.is_han(folded) and folded not in names.places() and not names.is_given(folded) and page.business


# --- which of several ------------------------------------------------------------------------------------------------


def _settle(page: _Page, mention: Mention, licensed: set[str]) -> Mention:
    """An unsure mention is decided by the rest of the text, where only one of its candidates is spoken of elsewhere."""
    if mention.company is not None or len(mention.candidates) < 2:
        return mention
    spoken = [candidate for candidate in mention.candidates if page.register.issuer(candidate.key) in licensed]
    if len(spoken) == 1:
        return replace(mention, company=spoken[0], sure=SURE["short"] - CUED, why=f"{mention.why}; of {len(mention.candidates)} only {spoken[0].key} is named elsewhere")
    return mention


def _keys(mention: Mention) -> tuple[str, ...]:
    return (mention.company.key,) if mention.company is not None else ()


def _named(page: _Page, hit: Hit, stop: int, sure: float, why: str) -> Mention:
    if not hit.keys:
        return Mention(hit.start, stop, "COMPANY", page.text[hit.start : stop], round(sure, 2), f"{why}; a company without a record of its own")
    return _mention(page, hit.start, stop, hit.keys, sure, why)


def _mention(page: _Page, start: int, end: int, keys: Sequence[str], sure: float, why: str, *, exact: bool = False) -> Mention:
    """A mention of one issuer, by its main listing unless a code names a listing; of several issuers unsure."""
    mains = list(dict.fromkeys(page.register.issuer(key) for key in keys))
    own = [main for main in mains if is_own(main)]
    if len(own) == 1:
        mains = own  # a record of the bank's own list is meant before a namesake out of an exchange's list
    if len(mains) == 1:
        key = keys[0] if exact and keys[0] not in mains else mains[0]
        return Mention(start, end, "COMPANY", page.text[start:end], round(sure, 2), why, company=_candidate(page, key, sure))
    candidates = tuple(_candidate(page, key, sure / len(mains)) for key in mains[:8])
    return Mention(start, end, "COMPANY", page.text[start:end], round(sure / len(mains), 2), f"{why}; {len(mains)} companies bear it", candidates=candidates)


def _candidate(page: _Page, key: str, sure: float) -> Candidate:
    company = page.register.get(key)
    if company is None:  # a correction may name a key that has left the register
        market, _, code = key.partition(":")
        return Candidate(key, market, code, key, round(sure, 2))
    return Candidate(key, company.market, company.code, company.name(page.annotation.lang), round(sure, 2))


def _why(hit: Hit, written: str) -> str:
    kinds: dict[str, str] = {"legal": "legal name", "short": "short name", "nickname": "known as", "brand": "leading words of one company's name", "unlisted": "known as"}
    return f"{kinds.get(hit.kind, hit.kind)} {written}"


# --- stock codes and the names beside them ---------------------------------------------------------------------------


def _coded(page: _Page, found: list[Mention]) -> tuple[Mention, ...]:
    """A name right before a code in brackets means the code's company; a code whose company is named in its sentence is only the share's."""
    codes = {(hit.start, hit.end) for hit in page.codes} | {(m.start, m.end) for m in found if m.why.startswith("code ")}
    linked = list(found)
    for place, mention in enumerate(linked[:-1]):
        after = linked[place + 1]
        if (after.start, after.end) in codes and after.company is not None and mention.company is None and (mention.start, mention.end) not in codes:
            between = page.folded[mention.end : after.start]
            if len(between) <= 3 and between.strip() in ("(", "["):
                linked[place] = replace(mention, company=after.company, candidates=(), why=f"{mention.why}; code {after.text} behind it")
    named = [m for m in linked if m.company is not None and (m.start, m.end) not in codes]
    return tuple(replace(m, label="PRODUCT") if (m.start, m.end) in codes and _is_named(page, m, named) else m for m in linked)


def _is_named(page: _Page, code: Mention, named: Sequence[Mention]) -> bool:
    """Whether one of the names in a code's sentence means the code's company."""
    low, high = next(((a, b) for a, b in page.annotation.sentences if a <= code.start < b), (0, 0))
    if high <= low:
        low, high = page.text.rfind("\n", 0, code.start) + 1, page.text.find("\n", code.end)
        high = high if high >= 0 else len(page.text)
    issuer = page.register.issuer(code.company.key) if code.company is not None else ""
    return any(low <= m.start < high and m.company is not None and page.register.issuer(m.company.key) == issuer for m in named)


# --- names the scan did not find -------------------------------------------------------------------------------------


def _unlisted(page: _Page, settled: Iterable[Mention]) -> list[Mention]:
    """COMPANY mentions of the pipeline, and names ended by a legal form, that no known name covers: linked where they are one company's name after all."""
    taken = _covered(len(page.text), ((mention.start, mention.end) for mention in settled))
    found: list[Mention] = []
    for start, end, label, sure in (*_agreed_spans(page), *_formed_spans(page), *((start, end, "COMPANY", 0.7) for start, end in page.units)):
        if any(taken[start:end]) or (start, end) in page.dropped:
            continue
        mention = _compare(page, start, end, label, sure)
        if mention is not None:
            taken[start:end] = b"\1" * (end - start)
            found.append(mention)
    return found


def _agreed_spans(page: _Page) -> Iterable[tuple[int, int, str, float]]:
    return ((m.start, m.end, m.label, m.sure) for m in page.agreed)


_FORMED_LATIN = re.compile(r"(?<![\w&])(?:The )?(?:[A-Z][\w'’&.-]*(?: of| and| &|,)? ){1,6}\(?(?:Holdings?|Group|Limited|Ltd|Inc|Corp|Corporation|PLC|plc|LLC|Company|Co)\b(?:\)|\.|,)?(?: (?:Limited|Ltd|Holdings?|Group|Inc|Company|Co|Corporation|Corp)\b\.?)*")
_FORMED_HAN = re.compile(rf"(?:(?<=^)|(?<=[^{names.HAN}])|(?<=[與和及由向對據獲指為是]))[{names.HAN}]{{2,12}}?(?:\([{names.HAN}]{{2,4}}\)|（[{names.HAN}]{{2,4}}）)?[{names.HAN}]{{0,8}}?(?:股份有限公司|有限責任公司|有限责任公司|有限公司)")


def _formed_spans(page: _Page) -> Iterable[tuple[int, int, str, float]]:
    """Spans that a legal form at the end makes a company's name, with no pipeline's help."""
    for match in _FORMED_LATIN.finditer(page.text):
        stop = match.end() - (len(match[0]) - len(match[0].rstrip(" ,")))
        start = match.start()
        if not cues.is_heading(page.text, start):
            yield start, stop, "COMPANY", 0.7
    for match in _FORMED_HAN.finditer(page.text):
        yield match.start(), match.end(), "COMPANY", 0.7


_NO_NAME = re.compile(r"(?:^|\s)(?:and|or|of|the|to|in|for)$|^(?:and|or|of|to|in|for)\s|\d\s?[歲岁]|^[^\w]*$")
"""What a pipeline may cut out of a sentence and no firm is called."""


def _compare(page: _Page, start: int, end: int, label: str, sure: float) -> Mention | None:
    """The record of a span by exact comparison, then by likeness; a COMPANY span without one stays a mention of a company nobody listed."""
    written = page.text[start:end]
    bearer = page.register.bearer(written)
    keys = bearer.keys if bearer and not bearer.weak else ()
    if bearer and bearer.kind == "trap":
        return None
    if not keys and not names.is_weak(names.scannable(written)):
        keys = page.register.compared(written)
    if keys:
        return _mention(page, start, end, keys, SURE["legal"] - CUED, f"the same name as {written} but for its legal form")
    alike = likeness.nearest(written, page.register)
    if alike is not None:
        return _mention(page, start, end, (alike.key,), alike.ratio / 100 - CUED, f"{alike.name!r} but for spelling ({alike.ratio:.0f} of 100 alike)")
    if label == "COMPANY" and not _NO_NAME.search(written):
        return Mention(start, end, "COMPANY", written, round(sure, 2), "a company by its form or the pipeline; no record bears this name")
    return None
