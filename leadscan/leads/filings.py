"""What a filing's form says happened: applied, went on, or fell back; and a finance chief who changes.

The quote of an event is the filing's own words: the sentence that decided its kind, else the lines that name form and issuer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from leadscan.data.triggers import triggers
from leadscan.leads import facts as fact
from leadscan.leads.parties import bare
from leadscan.leads.sectors import classify, sector_of_words
from leadscan.records import digest
from leadscan.text import dates
from leadscan.text.normalize import fold
from leadscan.types import Event, Evidence, Filing, Stage

NEW_CFO_DAYS = 120
"""A finance chief who comes or goes so many days about the filing is news; further away it is a career."""
_Proof = tuple[str, int, int | None]
"""(words, offset in title + line break + text, page)."""
_PRICE_RANGE = re.compile(r"[^.\n]*\binitial public offering price\b[^.\n]{0,60}\bbetween (?:us)?\$\s?\d[^\n]{0,80}?share", re.I)
_CFO = re.compile(r"chief financial officer|chief finance officer|\bcfo\b|finance director|financial controller|首席财务官|首席财务总监|财务总监|财务董事|财务负责人|财务总裁")
_COMES_OR_GOES = re.compile(
    r"\b(?:re-?appointed|appointed|appoint(?:s|ment)|named|promoted|succeed(?:s|ed)?|resign(?:s|ed|ation)?|steps? down|stepped down|will leave|leaves|left|retire[sd]?|ceased?|assumed?|take(?:s|n)? office|took office)\b"
    r"|获?委任|获?任命|出任|接任|继任|就任|辞任|离任|离职|辞去|辞职|卸任|退任|不再担任"
)
_ELSEWHERE = re.compile(r"\bof (?:an?|another) \w|\bformer(?:ly)?\b|\bprior to\b|\bpreviously\b|\bbefore joining\b|曾任|曾出任|曾担任|加入本(?:集团|公司)前|于[^,。;]{2,14}(?:有限)?公司(?:担任|任)")
_ACTING_FOR = re.compile(r"overall coordinator|sponsor|compliance adviser|auditor|保荐人|整体协调人|核数师")
_STOP = re.compile(r"(?<!\bmr)(?<!\bms)(?<!\bmrs)(?<!\bdr)(?<!\bno)(?<!\bprof)(?<!\b[a-z])\.(?=\s|$)|[;。；]")
_HONORIFIC = re.compile(r"\b(?:mr|ms|mrs|dr|miss)\.? ")
_CLAUSE_REACH = 320
_MOST_CLAUSES = 400
_WE_ARE = re.compile(
    r"(?:\bwe are (?:an?|the|one of)\b|\bour (?:group|company) (?:is|are|principally|primarily|operates|provides)|\bprincipally engaged in|\bprimarily engaged in|\bour (?:principal|core|main) business"
    r"|\bwe (?:operate|design|develop|manufacture|provide|run|offer|produce|sell|own)\b|我们是|本集团(?:是|主要|经营)|本公司(?:是|主要)|主要从事|我们为|我们(?:经营|提供|主要|专注)|主营业务)[^.;。;]{0,300}"
)
_IPO_KINDS = frozenset({"ipo", "uplisting", "spin_off", "a_plus_h"})
_FORM_WORDS = re.compile(r"application proof|post hearing information pack|申请版本|聆讯后资料集|registration statement|\bform [sf]-1\b|\bprospectus\b|招股章程|招股说明书")
_HEAD = 6000
_TIE_IN_FILING = re.compile(
    r"(?:subsidiar|office|sourcing|headquarter|operat|incorporated|based|factor|warehouse|customer|revenue|employees|located|principal|supplier)[^.]{0,80}\b(?:hong kong|the prc|mainland china|china|macau|shenzhen|shanghai|kowloon)\b"
    r"|\b(?:hong kong|the prc|mainland china|shenzhen|shanghai|kowloon)\b[^.]{0,60}(?:subsidiar|office|sourcing|headquarter|operat|factor|warehouse|employees)"
)
_SELLING = re.compile(r"securities and futures ordinance|offered or sold|selling restriction|offer or sale|sold in hong kong|document in hong kong", re.I)
_ASIAN_STATES = frozenset({"k3", "f4", "f5", "n5", "u0", "n8", "hk", "cn", "hong kong", "china", "macau", "taiwan", "singapore"})
"""EDGAR's codes and the names of the places whose companies a bank in Hong Kong can serve."""
_SERVE_THE_DEAL = frozenset({"banks", "brokers_asset_mgmt"})
"""Sectors that every filing's list of banks and sponsors speaks for."""


def from_filing(filing: Filing, *, story_id: str, company_key: str | None, sectors: Sequence[str] = (), earlier: Sequence[Filing] = ()) -> tuple[Event, ...]:
    """What a filing's form says happened, and a finance chief who changed: by its own sentence, or against the ``earlier`` filings of its case.

    Resales, debt, funds, SPACs, shelves and bare exhibits say nothing for a lead. ``sectors``: the company's in the register. For an applicant that only
    its filing names, the SIC code and what the filing says of itself tell first.
    """
    step = _step(filing)
    if step is None:
        return ()
    trigger_id, stage = step
    industries = _industries(filing, company_key, tuple(sectors))
    price = _PRICE_RANGE.search(filing.text) if trigger_id == "IPO_FILED" and filing.form.upper().endswith("/A") else None
    if price is not None:
        first = _event(filing, "IPO_PROGRESS", "announced", _quoted(filing, *_trimmed(filing.text, *price.span())), story_id, company_key, industries)
    else:
        first = _event(filing, trigger_id, stage, _proof(filing), story_id, company_key, industries)
    return (first, *_new_cfo(filing, earlier, story_id, company_key, industries))


_REFUSED = re.compile(r"\brw\b|withdr|lapse|return|reject|失效|撤回|撤销|终止|退回|拒绝|不予|(?:未|不)通过")
_GOES_ON = re.compile(r"\beffect\b|8-a12b|424b[1-5]|phip|post hearing|聆讯后|price range|allotment|分配结果|配发结果|notice of listing|listing announcement|上市公告|\bprospectus\b|招股章程|招股书")
_MAINLAND = frozenset({"SSE", "SZSE", "BSE"})
_REVIEWED = re.compile(r"上市委|暂缓|复审|通过|提交注册|注册生效")
"""What a mainland exchange says once its committee has sat: the application is long filed."""


_HKEX_ENDS = {"LP": "lapsed", "W": "withdrawn", "RJ": "rejected", "R": "returned"}
"""Status letters of a row of the exchange's lists of ended applications."""


def _step(filing: Filing) -> tuple[str, Stage] | None:
    form, status = fold(filing.form), fold(filing.raw_status or "")
    if filing.venue == "HKEX" and filing.is_ipo is not False and filing.raw_status in _HKEX_ENDS:
        return ("IPO_SETBACK", "failed")
    if filing.venue == "HKEX" and filing.is_ipo is not False and filing.raw_status == "LT":
        return ("IPO_PROGRESS", "completed")
    if filing.kind in ("withdrawal", "lapse") or _REFUSED.search(f"{form} {status}"):
        return ("IPO_SETBACK", "failed") if filing.is_ipo is not False else None
    if filing.is_ipo is False or filing.kind in ("spac_ipo", "follow_on", "resale", "debt", "fund", "shelf", "exhibits_only", "oc_announcement"):
        return None
    if filing.kind in ("effectiveness", "registration_8a") or _GOES_ON.search(form) or (filing.venue in _MAINLAND and _REVIEWED.search(form)):
        if filing.is_ipo is None and filing.kind not in _IPO_KINDS:
            return None
        if filing.kind == "effectiveness" or re.search(r"424b|effect|allotment|分配结果|配发结果|注册生效", form):
            return ("IPO_PROGRESS", "completed")
        return ("IPO_PROGRESS", "filed")
    if filing.kind not in _IPO_KINDS and not filing.is_ipo:
        return None
    return ("IPO_FILED", "filed")


# --- the finance chief -----------------------------------------------------------------------------------------------


def _new_cfo(filing: Filing, earlier: Sequence[Filing], story_id: str, company_key: str | None, sectors: tuple[str, ...]) -> tuple[Event, ...]:
    """A finance chief who comes or goes: said with a day about the filing's, else another name than the case's last filing in the same language had."""
    proof = _cfo_said(filing)
    if proof is None:
        proof = _cfo_differs(filing, earlier)
    return () if proof is None else (_event(filing, "CFO_CHANGE", "announced", proof, story_id, company_key, sectors),)


def _cfo_said(filing: Filing) -> _Proof | None:
    now = datetime.combine(filing.filed, datetime.min.time(), tzinfo=filing.published.tzinfo)
    for start, end in _clauses(filing.text, _CFO):
        clause = fold(filing.text[start:end]).replace("\n", " ")
        change, chief = _COMES_OR_GOES.search(clause), _CFO.search(clause)
        if change is None or chief is None or _ELSEWHERE.search(clause) or _ACTING_FOR.search(clause):
            continue
        days = [found.when.date() for found in dates.find(filing.text[start:end].replace("\n", " "), timezone="Asia/Hong_Kong", now=now)]
        if days and all(abs((day - filing.filed).days) <= NEW_CFO_DAYS for day in days):
            return _quoted(filing, start, end)
    return None


def _clauses(text: str, word: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Sentences (up to a full stop or semicolon; a line break is none, a blank line is) that hold a word."""
    flat = re.sub(r"\n(?=\s*\n)", ".", fold(text)).replace("\n", " ")
    last = -1
    for number, found in enumerate(word.finditer(flat)):
        if number >= _MOST_CLAUSES:
            return
        floor = max(0, found.start() - _CLAUSE_REACH)
        start = max([floor, *(stop.end() for stop in _STOP.finditer(flat, floor, found.start()))])
        stop_after = _STOP.search(flat, found.end(), found.end() + _CLAUSE_REACH)
        end = stop_after.end() if stop_after is not None else min(len(text), found.end() + _CLAUSE_REACH)
        if start != last:
            last = start
            person = _HONORIFIC.search(flat, start, found.start())
            yield _trimmed(text, person.start() if person is not None else start, end)


def _cfo_differs(filing: Filing, earlier: Sequence[Filing]) -> _Proof | None:
    now = filing.contact.cfo_name
    if now is None or now.offset is None:
        return None
    before = [other for other in earlier if other.lang == filing.lang and other.id != filing.id and other.filed <= filing.filed and other.contact.cfo_name is not None]
    last = max(before, key=lambda other: (other.filed, other.published), default=None)
    if last is None or last.contact.cfo_name is None or _same_person(now.value, last.contact.cfo_name.value):
        return None
    return now.quote, len(filing.title) + 1 + now.offset, now.page


def _same_person(one: str, other: str) -> bool:
    """Do two ways of writing share a Chinese name, or two words of a Latin one?"""
    mine, theirs = (set(re.findall(r"[\u3400-\u9fff]{2,4}|[a-z]{2,}", re.sub(r"先生|女士|小姐|博士|\b(?:mr|mrs|ms|miss|dr|prof)\b", " ", fold(name)))) for name in (one, other))
    shared = mine & theirs
    return any(not word.isascii() for word in shared) or len(shared) >= min(2, len(mine), len(theirs))


# --- the industries --------------------------------------------------------------------------------------------------


def _industries(filing: Filing, company_key: str | None, sectors: tuple[str, ...]) -> tuple[str, ...]:
    """The register's, except for an applicant that nobody listed before it filed."""
    if sectors and company_key is not None and "-APP:" not in company_key:
        return sectors
    return _own_industries(filing) or tuple(name for name in sectors if name not in _SERVE_THE_DEAL)


def _own_industries(filing: Filing) -> tuple[str, ...]:
    """By the SIC code, else by what the issuer says it is: its name and first sentences about itself speak as loud as a headline."""
    code = filing.facts.get("sic")
    by_code = sector_of_words(re.sub(r"\D", "", code.value)[:4]) if code is not None else None
    if by_code is not None:
        return (by_code,)
    flat = re.sub(r"\n(?!\s*\n)", " ", fold(filing.text[:300_000]))
    says = [found[0] for found, _ in zip(_WE_ARE.finditer(flat), range(12), strict=False)]
    head = " ".join([filing.issuer, filing.issuer_zh or "", *says[:2]])
    return tuple(name for name, _ in classify(head, " ".join(says[2:])))


# --- the event and its proof -----------------------------------------------------------------------------------------


def _event(filing: Filing, trigger_id: str, stage: Stage, proof: _Proof, story_id: str, company_key: str | None, sectors: tuple[str, ...]) -> Event:
    trigger = triggers()[trigger_id]
    quote, start, page = proof
    name = filing.issuer or filing.issuer_zh or ""
    found = {
        "form": filing.form,
        "venue": filing.venue,
        "issuer_zh": filing.issuer_zh,
        "filed": filing.filed.isoformat(),
        "case": filing.case_key,
        "exchange": filing.facts["proposed_exchange"].value if "proposed_exchange" in filing.facts else None,
        "amount": filing.facts["offer_amount"].value if "offer_amount" in filing.facts else None,
        "cfo": filing.contact.cfo_name.value if filing.contact.cfo_name else None,
        "sponsors": ", ".join(item.value for item in filing.contact.sponsors) or None,
        "underwriters": ", ".join(item.value for item in filing.contact.underwriters) or None,
        "banks": ", ".join(item.value for item in filing.contact.principal_bankers) or None,
        "setback": fact.setback(f"{filing.form} {_HKEX_ENDS.get(filing.raw_status or '', filing.raw_status or '')} {filing.kind}") if trigger_id == "IPO_SETBACK" else None,
        "tie": _tie(filing),
    }
    return Event(
        id=digest(filing.id, trigger_id, company_key or fold(name)),
        trigger=trigger_id,
        stage=stage,
        polarity=trigger.polarity,
        company_key=company_key,
        company_name=name,
        company_start=None,
        company_end=None,
        evidence=Evidence(filing.id, filing.source_id, filing.url, start, start + len(quote), quote, filing.lang, page),
        story_id=story_id,
        occurred=filing.published,
        first_seen=filing.first_seen,
        facts={key: value for key, value in found.items() if value},
        sectors=sectors,
    )


def _proof(filing: Filing) -> _Proof:
    """The sentence that decided the filing's kind; else the lines of its head that name form and issuer; else its title."""
    kind = filing.facts.get("kind")
    if kind is not None and kind.quote and kind.offset is not None and len(kind.quote) > _BARE:
        return kind.quote, len(filing.title) + 1 + kind.offset, kind.page
    return _named_in_head(filing) or (filing.title, 0, None)


_BARE = 30
"""A quote no longer than this names the form alone."""
_APART = 220
"""Characters between the form's name and the issuer's on a cover."""


def _named_in_head(filing: Filing) -> _Proof | None:
    """The lines from the form's name to the issuer's, whichever comes first, with the least between them."""
    flat = fold(filing.text[:_HEAD]).replace("\n", " ")
    names = [bare(name) for name in (filing.issuer, filing.issuer_zh) if name]
    issuers = [found.span() for name in names if len(name) >= 2 for found in re.finditer(r"\s+".join(re.escape(part) for part in name.split()), flat)]
    forms = [found.span() for found in _FORM_WORDS.finditer(flat)]
    pairs = [(max(a[1], b[1]) - min(a[0], b[0]), min(a[0], b[0]), max(a[1], b[1])) for a in issuers for b in forms]
    if not pairs or min(pairs)[0] > _APART:
        return None
    _, first, last = min(pairs)
    start = filing.text.rfind("\n", 0, first) + 1
    stop = filing.text.find("\n", last)
    if filing.text.count("(", start, stop) > filing.text.count(")", start, stop):  # "(2nd" on one line and "submission)" on the next
        stop = filing.text.find("\n", filing.text.find(")", stop))
    start, end = _trimmed(filing.text, start, stop if stop >= 0 else len(filing.text))
    return _quoted(filing, start, end) if end - start <= 2 * _APART else None


def _quoted(filing: Filing, start: int, end: int) -> _Proof:
    return filing.text[start:end], len(filing.title) + 1 + start, sum(first <= start for first in filing.pages) or None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _tie(filing: Filing) -> str | None:
    """What ties an issuer to Hong Kong or China; None = nothing in the document."""
    if filing.venue != "SEC":
        return filing.venue
    state = filing.facts.get("state_or_country")
    if state is not None and state.value.strip().lower() in _ASIAN_STATES:
        return state.value
    address = filing.contact.address
    if address is not None and re.search(r"hong kong|china|macau|kowloon|shenzhen|shanghai|beijing|singapore|taiwan", address.value, re.I):
        return address.value
    phone = filing.contact.phone
    if phone is not None and re.search(r"\+\s?(?:852|853|86)\b", phone.value):
        return phone.value
    if filing.issuer_zh:
        return filing.issuer_zh
    folded = fold(filing.text[:400_000])
    for found in _TIE_IN_FILING.finditer(folded):
        if not _SELLING.search(folded[max(0, found.start() - 120) : found.end() + 120]):
            return filing.text[found.start() : found.end()]
    return None
