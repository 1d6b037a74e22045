"""One document in, one Filing out: whatever the venue, whatever its dress."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from leadscan import records
from leadscan.errors import ParseError
from leadscan.filings import contacts, days, facing, forms, kind, pdf, proof, prospectus, sec_text, signatures, states
from leadscan.filings.facts import Text
from leadscan.text import language
from leadscan.text.normalize import fold, squeeze
from leadscan.types import Contact, Fact, Filing

MAX_BYTES = 120_000_000
"""Longest document unpacked; the longest submission seen has 3 million bytes, a proof of 900 pages some 30 million."""

_ZONES = {"SEC": "America/New_York", "HKEX": "Asia/Hong_Kong"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from and what the list said of it; empty where only the bytes are known."""

    source_id: str = "file"
    entry_id: str = ""
    venue: str = ""
    form: str = ""
    case_key: str = ""
    url: str = ""
    also_urls: tuple[str, ...] = ()
    issuer: str = ""
    issuer_zh: str | None = None
    filed: date | None = None
    published: datetime | None = None
    raw_status: str | None = None
    lang: str = ""
    first_seen: datetime | None = None
    unread: tuple[str, ...] = field(default=())


def read(body: bytes, *, url: str | None = None, form: str | None = None, venue: str | None = None, now: datetime) -> Filing:
    """The Filing of a document's bytes (gzip or not). Never raises for bad bytes: what could not be read stands in ``unread``."""
    return document(body, Origin(url=url or "", form=form or "", venue=(venue or "").upper(), first_seen=now), now=now)


def document(body: bytes, origin: Origin, *, now: datetime, parts: tuple[tuple[str, bytes, str], ...] = ()) -> Filing:
    """The Filing of a document whose origin is known. ``parts``: (name, bytes, what is wrong) of the files of one in many, whose index is ``body``."""
    body, unread = unpacked(body)
    venue = origin.venue or _venue(body, origin.url)
    filing = _hkex(body, origin, now, parts) if venue == "HKEX" else _sec(body, origin, now)
    if not unread and not origin.unread:
        return filing
    from dataclasses import replace

    return replace(filing, unread=(*origin.unread, *unread, *filing.unread))


def unpacked(body: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Bytes out of gzip, within bounds; as they are where they are not gzip."""
    if body[:2] != b"\x1f\x8b":
        return (body[:MAX_BYTES], (f"only the first {MAX_BYTES} bytes were read",)) if len(body) > MAX_BYTES else (body, ())
    inflate = zlib.decompressobj(31)
    try:
        out = inflate.decompress(body, MAX_BYTES)
    except zlib.error as e:
        return b"", (f"damaged gzip: {e}",)
    return out, (f"only the first {MAX_BYTES} bytes were read",) if inflate.unconsumed_tail else ()


_HK_MARK = re.compile(r"stock\s+exchange\s+of\s+hong\s+kong|application\s+proof|post\s+hearing\s+information\s+pack|申請版本|聆訊後資料集|整體協調人公告|香港聯合交易所", re.I)


def _venue(body: bytes, url: str) -> str:
    if "hkexnews" in url:
        return "HKEX"
    if body[:1024].lstrip().startswith(b"%PDF") or b"%PDF" in body[:1024]:
        return "HKEX"
    head = body[:6000].decode("utf-8", "ignore")
    return "HKEX" if _HK_MARK.search(head) and "SECURITIES AND EXCHANGE COMMISSION" not in head.upper() else "SEC"


# --- SEC -------------------------------------------------------------------------------------------------------------

_FORM_SAID = re.compile(r"\bFORM\s+(?P<form>S-1|F-1|S-3|F-3|S-11|10|20-F|8-A|S-4|F-4|SB-2)\b", re.I)
_FILE_NUMBER = re.compile(r"(?:registration|commission\s+file|file)\s*(?:statement\s+)?(?:no|number)s?\.?\s*:?\s*(?P<number>(?:333|377|001|000|005)-\d{4,7})", re.I)


def _sec(body: bytes, origin: Origin, now: datetime) -> Filing:
    try:
        got = sec_text.read(body, form=origin.form or None)
    except ParseError as e:
        return _assembled(origin, now, venue="SEC", form=origin.form, text="", unread=(str(e),), decided=kind.Kind("other", None))
    source = Text(got.text)
    page = facing.read(source)
    form = _form(origin.form, got.form, source.text)
    cover = prospectus.cover(source.text, page.end)
    issuer = _sec_issuer(source, page, origin, cover)
    sic = page.sic.value if page.sic else None
    decided = kind.decide(source, form=form, sic=sic, cover=cover, issuer=issuer)
    facts = _sec_facts(source, page, cover, got.header, issuer)
    contact = contacts.sec(source, page, cover, kind=decided.kind, issuer=issuer)
    held = states.sec(source, cover, contact, facts, facing_end=page.end)
    return _assembled(origin, now, venue="SEC", form=form, text=got.text, unread=got.unread, decided=decided, issuer=issuer, facts=facts, contact=contact, held=held)


def _form(asked: str, typed: str | None, text: str) -> str:
    if asked:
        return asked
    if typed:
        return typed
    said = _FORM_SAID.search(text, 0, 4000)
    if said is None:
        return "424B4" if re.search(r"rule\s+424\s*\(b\)\s*\(4\)", text[:3000], re.I) else ""
    amended = re.search(r"amendment\s+no", text[:4000], re.I) is not None
    return said.group("form").upper() + ("/A" if amended else "")


_EFFECT_NAME = re.compile(r"^entityName: (?P<name>.+)$", re.M)
_LETTER_NAME = re.compile(r"\bRe:\s*(?P<name>[A-Z][^\n—–(]{3,80}?)\s*(?:[—–(\n]|Request|Registration)")


def _sec_issuer(source: Text, page: facing.Facing, origin: Origin, cover: prospectus.Cover | None) -> str:
    if page.issuer is not None:
        return _shown(page.issuer.value, origin.issuer)
    for pattern in (_EFFECT_NAME, _LETTER_NAME):
        found = pattern.search(source.text, 0, 5000)
        if found is not None:
            return squeeze(found.group("name")).strip(" ,;")
    if origin.issuer:
        return origin.issuer
    said = prospectus.issuer_said(source) if cover is not None else None
    said = said or signatures.read(source).issuer or prospectus.issuer_said(source)
    return said.value if said else ""


def _shown(printed: str, listed: str) -> str:
    """A name in capitals gives way to the list's printing of the same name."""
    same = re.sub(r"[\W_]+", "", fold(printed)) == re.sub(r"[\W_]+", "", fold(listed))
    return listed if same and printed.isupper() and not listed.isupper() else printed


def _sec_facts(source: Text, page: facing.Facing, cover: prospectus.Cover | None, header: dict[str, str], issuer: str) -> dict[str, Fact]:
    facts: dict[str, Fact | None] = {"sic": page.sic or _header_sic(header), "state_or_country": page.state, "filing_date": page.filed or _header_date(header)}
    if cover is not None:
        facts["proposed_exchange"], facts["ticker"] = prospectus.listing(source, cover)
        facts["offer_amount"] = prospectus.offer(source, cover)
        if not page.spoken:
            facts["state_or_country"] = prospectus.state_said(source, issuer)
        own = re.search(r"self[-\s]underwritten|without\s+(?:the\s+(?:use|participation)\s+of\s+)?an?\s+underwriter", source.text[cover.start : cover.end], re.I)
        facts["self_underwritten"] = source.fact(cover.start + own.start(), cover.start + own.end()) if own else None
    number = _FILE_NUMBER.search(source.text, 0, 6000)
    facts["file_number"] = source.fact(number.start("number"), number.end("number")) if number else None
    effect = re.search(r"^submissionType: (?P<form>(?!EFFECT).+)$", source.text[:3000], re.M)
    facts["effective_form"] = source.fact(effect.start("form"), effect.end("form")) if effect else None
    return {name: fact for name, fact in facts.items() if fact is not None}


def _header_sic(header: dict[str, str]) -> Fact | None:
    line = header.get("STANDARD INDUSTRIAL CLASSIFICATION", "")
    found = re.search(r"\[(\d{4})\]", line)
    return Fact(found.group(1), line) if found else None


def _header_date(header: dict[str, str]) -> Fact | None:
    line = header.get("FILED AS OF DATE", "")
    return Fact(f"{line[:4]}-{line[4:6]}-{line[6:8]}", line) if re.fullmatch(r"\d{8}", line) else None


# --- Hong Kong -------------------------------------------------------------------------------------------------------


def _hkex(body: bytes, origin: Origin, now: datetime, parts: tuple[tuple[str, bytes, str], ...] = ()) -> Filing:
    if parts:
        got = pdf.joined(parts)
        source, unread = Text(got.text, got.pages), got.unread
    elif b"%PDF" in body[:1024] or not body.strip() or b"<" not in body[:4000]:
        got = pdf.read(body)
        source, unread = Text(got.text, got.pages), got.unread
    else:
        try:
            source = Text(sec_text.plain(sec_text.decode(body[: sec_text.MAX_BYTES])))
            unread = sec_text.left(body, source.text)
        except ParseError as e:
            source, unread = Text(""), (str(e),)
    form = origin.form or _hk_form(source.text)
    seen = now.astimezone(ZoneInfo("Asia/Hong_Kong")).date()
    today = min(origin.filed or seen, seen)  # the document speaks of the day on which it was filed
    issuer, issuer_zh = proof.issuer(source)
    contact, more = contacts.hkex(source, today=today) if source.text else (Contact(), {})
    decided = hkex_kind(source, form)
    signed = _hk_date(source)
    if signed is not None:
        more["filing_date"] = signed
    board = re.search(r"\b(?:main\s+board|GEM)\b|主板", source.text[:200_000], re.I)
    if board is not None and source.text:
        more["board"] = source.fact(board.start(), board.end())
    return _assembled(
        origin, now, venue="HKEX", form=form, text=source.text, unread=unread, decided=decided, issuer=origin.issuer or (issuer.value if issuer else ""), issuer_zh=origin.issuer_zh or (issuer_zh.value if issuer_zh else None),
        facts=more, contact=contact, pages=source.pages, held=states.hkex(source, contact, more) if source.text else {},
    )  # fmt: skip


def _hk_form(text: str) -> str:
    head = fold(text[:8000])
    if "聆讯后资料集" in head or "post hearing information pack" in head:
        return "PHIP"
    if ("overall coordinator" in head and "announcement" in head and "application proof of" not in head) or "整体协调人公告" in head:
        return "OC Announcement"
    submission = re.search(r"\((\d)(?:st|nd|rd|th) submission\)|[（(]第(.)次呈交[)）]", head)
    if "application proof" in head or "申请版本" in head:
        number = (submission.group(1) or {"一": "1", "二": "2", "三": "3", "四": "4"}.get(submission.group(2), "")) if submission else ""
        return f"Application Proof ({number}{ {'1': 'st', '2': 'nd', '3': 'rd'}.get(number, 'th')} submission)" if number else "Application Proof"
    return ""


_A_SHARE = re.compile(r"\b(?:listed|listing)\s+on\s+the\s+(?:[\w\s]{0,30}\s)?(?:shanghai|shenzhen|beijing)\s+stock\s+exchange[^.]{0,80}|A\s+Shares?\b[^.]{0,80}\blisted|(?:於|在)?(?:上海|深圳|北京)(?:證券|证券)交易所[^。]{0,30}上市", re.I)
_HK_SPAC = re.compile(r"special\s+purpose\s+acquisition\s+(?:company|corporation)|特殊目的收購公司|特殊目的收购公司", re.I)
_HK_FUND = re.compile(r"open-ended\s+fund\s+company|real\s+estate\s+investment\s+trust|unit\s+trust|exchange\s+traded\s+fund|開放式基金|开放式基金|房地產投資信託|房地产投资信托", re.I)


def hkex_kind(source: Text, form: str, issuer: str = "") -> kind.Kind:
    """Kind of a Hong Kong document: a new listing unless its first pages say it is a blank-cheque company or a fund; A+H where the company's A shares are listed already.

    An A+H listing is a first public sale in Hong Kong and a lead like any other, so ``is_ipo`` is true.
    """
    step = hkex_step(form)
    if step == "oc":
        return kind.Kind("oc_announcement", None)
    head = source.text[:60_000]
    cover = fold(issuer) + "\n" + source.text[:6000]
    spac = _HK_SPAC.search(cover)
    fund = _HK_FUND.search(cover)
    if spac is not None:
        return kind.Kind("spac_ipo", False, _where(source, _HK_SPAC))
    if fund is not None:
        return kind.Kind("fund", False, _where(source, _HK_FUND))
    shares = _own_a_shares(head)
    if shares is not None:
        return kind.Kind("a_plus_h", True, source.fact(*shares))
    if step in ("application", "phip", "prospectus", "allotment"):
        said = re.search(r"application\s+proof|post\s+hearing\s+information\s+pack|申請版本|聆訊後資料集", head, re.I)
        return kind.Kind("ipo", True, source.fact(said.start(), said.end()) if said else None)
    return kind.Kind("other", None)


def _own_a_shares(head: str) -> tuple[int, int] | None:
    for found in _A_SHARE.finditer(head):
        before = head[max(0, found.start() - 160) : found.start()]
        if re.search(r"\b(?:our|the\s+Company[’']?s?|us|we)\b[^.]*$|A\s+Shares?[^.]*$|(?:本公司|我們|A股)[^。]*$", before + found.group()[:12]):
            return found.start(), found.end()
    return None


def _where(source: Text, pattern: re.Pattern[str]) -> Fact | None:
    found = pattern.search(source.text)
    return source.fact(found.start(), found.end()) if found else None


def hkex_step(form: str) -> str:
    """What a Hong Kong document is, by its printed type: application, phip, oc, prospectus, allotment, warning; other where the type is not known."""
    from leadscan.filings import lexicon

    folded = fold(squeeze(form))
    for step, names in lexicon.group("hkex", "documents").items():
        if any(name in folded for name in names):
            return step
    return "other"


def _hk_date(source: Text) -> Fact | None:
    """Date of signing of an announcement ("Hong Kong, 6 February 2026")."""
    found = re.search(r"^(?:Hong\s+Kong|Shenzhen|Shanghai|Beijing|[A-Z][a-z]+),\s+(?P<day>(?:the\s+)?\d{1,2}\s+[A-Z][a-z]+\s+20\d\d|[A-Z][a-z]+\s+\d{1,2},\s+20\d\d)\s*$", source.text, re.M)
    day = days.first(found.group("day")) if found is not None else None
    return source.fact(found.start("day"), found.end("day"), day.isoformat()) if found is not None and day is not None else None


# --- a row of a list ------------------------------------------------------------------------------------------------


def of_row(origin: Origin, *, now: datetime, decided: kind.Kind, contact: Contact, facts: dict[str, Fact]) -> Filing:
    """The Filing of a list that holds no documents: what its row says, and nothing else."""
    from dataclasses import replace

    return replace(_assembled(origin, now, venue=origin.venue, form=origin.form, text="", unread=(), decided=decided, facts=facts, contact=contact), body_source="list")


# --- the record ------------------------------------------------------------------------------------------------------


def _assembled(
    origin: Origin,
    now: datetime,
    *,
    venue: str,
    form: str,
    text: str,
    unread: tuple[str, ...],
    decided: kind.Kind,
    issuer: str = "",
    issuer_zh: str | None = None,
    facts: dict[str, Fact] | None = None,
    contact: Contact | None = None,
    pages: tuple[int, ...] = (),
    held: dict[str, Fact] | None = None,
) -> Filing:
    facts = dict(facts or {})
    if decided.because is not None:
        facts["kind"] = decided.because
    issuer = issuer or origin.issuer
    first_seen = origin.first_seen or now
    filed = origin.filed or _date_of(facts) or first_seen.astimezone(ZoneInfo(_ZONES.get(venue, "UTC"))).date()
    entry_id = origin.entry_id or records.digest(origin.url, text[:2000], form)
    return Filing(
        id=records.digest(origin.source_id, entry_id),
        source_id=origin.source_id,
        entry_id=entry_id,
        venue=venue,
        form=form,
        case_key=origin.case_key or f"{venue}:{records.digest(fold(issuer))}",
        url=origin.url,
        title=" - ".join(part for part in (form, issuer or issuer_zh or "") if part),
        text=text,
        lang=language.label(text or issuer, origin.lang or ("zh-Hant" if venue == "HKEX" and not issuer.isascii() else "en")),
        issuer=issuer or issuer_zh or "",
        issuer_zh=issuer_zh or origin.issuer_zh,
        is_ipo=decided.is_ipo,
        kind=decided.kind,
        filed=filed,
        published=origin.published or datetime.combine(filed, time(), ZoneInfo(_ZONES.get(venue, "UTC"))),
        first_seen=first_seen,
        contact=contact or Contact(),
        facts=facts,
        raw_status=origin.raw_status,
        unread=unread,
        pages=pages,
        also_urls=origin.also_urls,
        states=held or {},
    )


def _date_of(facts: dict[str, Fact]) -> date | None:
    said = facts.get("filing_date")
    return date.fromisoformat(said.value) if said is not None else None


def never(form: str) -> bool:
    """Whether the form alone rules an IPO out."""
    return forms.never_ipo(form)
