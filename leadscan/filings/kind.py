"""Is it the first public sale of an operating company's shares? The first decisive rule wins, and the sentence that decided is kept.

Order matters. "Initial public offering" stands in resales (about the past), in note offerings ("of our Notes"), in the price tables of uplistings and in every blank-cheque
prospectus, so what spoils an IPO is looked for before what makes one; and an IPO in which holders sell along with the company is still an IPO, so "selling stockholders"
alone decides nothing. Source: notes on 37 real documents; the traps each rule is for are named beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from leadscan.filings import forms, lexicon
from leadscan.filings.facts import Text
from leadscan.filings.prospectus import Cover
from leadscan.types import Fact


@dataclass(frozen=True, slots=True)
class Kind:
    """What a filing is: ``is_ipo`` None = this document alone does not tell."""

    kind: str
    is_ipo: bool | None
    because: Fact | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """What the rules look at."""

    source: Text
    form: str
    sic: str | None
    cover: Cover | None
    issuer: str = ""

    def said(self, pattern: re.Pattern[str], *, reach: int | None = None) -> Fact | None:
        """The sentence of the cover in which the pattern stands."""
        if self.cover is None:
            return None
        end = self.cover.end if reach is None else min(self.cover.end, self.cover.start + reach)
        found = pattern.search(self.source.text, self.cover.start, end)
        return None if found is None else self.sentence(found.start(), found.end())

    def sentence(self, start: int, end: int) -> Fact:
        text = self.source.text
        window = max(0, start - 600)
        breaks = [m.end() for m in re.finditer(r"(?<!Inc)(?<!Corp)(?<!Ltd)(?<!Co)[.”\"]\s+(?=[A-Z“])", text[window : start + 1])]
        before = max(text.rfind("\n", 0, start), window + max(breaks, default=0) - 1)
        stop = re.search(r"(?<!\b[A-Z])(?<!Inc)(?<!Corp)(?<!Ltd)(?<!Co)(?<!No)[.]”?(?=\s|$)|\n", text[end:])
        after = end + (stop.end() if stop and stop.group() != "\n" else stop.start() if stop else 0)
        first = before + 1
        first += len(text[first:start]) - len(text[first:start].lstrip())
        last = min(after, first + 600)
        return self.source.fact(first, max(last, end))


def decide(source: Text, *, form: str, sic: str | None, cover: Cover | None, issuer: str = "") -> Kind:
    """The kind of an SEC filing by the first rule that speaks."""
    case = _Case(source, form.strip().upper(), sic, cover, issuer)
    for rule in _RULES:
        kind = rule(case)
        if kind is not None:
            return kind
    return Kind("other", None)


# --- the rules, in their order ---------------------------------------------------------------------------------------


def _by_form(case: _Case) -> Kind | None:
    """Shelf forms are for listed companies only; letters and notices are no offering."""
    if forms.never_ipo(case.form):
        return Kind("shelf", False)
    row = forms.wanted(case.form)
    if row is not None and row.ipo == "none":
        fund = _fund(case)
        return fund or Kind(row.kind or "other", None)
    return None


_BLANK_CHEQUE = re.compile(r"\b(?:is|are|as)\s+an?\s+(?:newly\s+(?:organized|incorporated|formed)\s+|recently\s+\w+\s+)?(?:early\s+stage\s+(?:and\s+emerging\s+growth\s+)?)?blank\s+che(?:ck|que)\s+company|special\s+purpose\s+acquisition\s+(?:company|corporation)\s+(?:incorporated|formed|organized)", re.I)


def _spac(case: _Case) -> Kind | None:
    """A blank-cheque company: SIC 6770 on its facing page, or its cover's first sentence says so. A past one that merged has another SIC and an operating cover."""
    said = case.said(_BLANK_CHEQUE, reach=6000)
    if said is not None and _speaks_of_itself(said.value):
        return Kind("spac_ipo", False, said)
    if case.sic == "6770" and _no_prospectus(case) is None:
        at = case.source.text.find("6770")
        return Kind("spac_ipo", False, case.source.fact(at, at + 4) if at >= 0 else None)
    return None


def _speaks_of_itself(sentence: str) -> bool:
    return not re.search(r"\b(?:was|were|formerly|previously|merged|prior\s+to\s+the\s+(?:business\s+combination|merger))\b", sentence, re.I)


_FUND = re.compile(r"authori[sz]ed\s+participants?|shares\s+of\s+(?:fractional\s+undivided\s+)?beneficial\s+interest|units?\s+of\s+(?:fractional\s+undivided\s+)?beneficial\s+interest|exchange[\s-]traded\s+(?:fund|product)|\bcommodity\s+pool\b|creation\s+(?:units|baskets)|net\s+asset\s+value\s*\(“NAV”\)", re.I)


def _fund(case: _Case) -> Kind | None:
    """A fund or exchange-traded trust: two different marks of one, or SIC 6221 with one mark, or the form's own words."""
    start = case.cover.start if case.cover else 0
    end = case.cover.end if case.cover else min(len(case.source.text), 12_000)
    marks = list(_FUND.finditer(case.source.text, start, end))
    different = {re.sub(r"\W+", " ", m.group().lower()).rstrip("s") for m in marks}
    named = re.search(r"\b(?:ETF|ETP|Fund|Trust)\b", case.issuer) is not None
    if marks and (case.sic in ("6221", "6726") or len(different) >= 2 or (named and re.search(r"participant|creation|exchange.traded|pool", " ".join(different)))):
        return Kind("fund", False, case.sentence(marks[0].start(), marks[0].end()))
    if case.form in ("EFFECT",) and re.search(r"<?submissionType>?\s*(?:POS AM|N-\w+|485\w+)|\b(?:POS AM|N-1A|N-2|485\w+POS)\b", case.source.text):
        found = re.search(r"\b(?:POS AM|N-1A|N-2|485\w*POS)\b", case.source.text)
        return Kind("effectiveness", False, case.source.fact(found.start(), found.end()) if found else None)
    return None


_ONLY_EXHIBITS = re.compile(r"(?:filed|filing|submitted|being\s+made)\s+(?:this\s+amendment[^.]{0,80}?\s+)?(?:solely|only|for\s+the\s+sole\s+purpose)\b[^.]{0,200}?\bexhibits?\b|exhibits?[-\s]only\s+(?:filing|amendment)|(?:the\s+)?(?:remainder|preliminary\s+prospectus|prospectus)[^.]{0,160}?\b(?:has|have|is|are)\b[^.]{0,60}?\bomitted", re.I)


def _no_prospectus(case: _Case) -> Kind | None:
    """An amendment of exhibits holds no prospectus: it says nothing, and the earlier filing of the same file number keeps its word."""
    text = case.source.text
    found = _ONLY_EXHIBITS.search(text, 0, 25_000)
    if found is not None and (len(text) < 120_000):
        return Kind("exhibits_only", False, case.sentence(found.start(), found.end()))
    if case.cover is None:
        return Kind("cover_only", None)
    return None


_NOTES = re.compile(
    r"(?:\d[\d.]*\s*%|[Ff]loating\s+[Rr]ate|[Ss]enior|[Ss]ubordinated|[Ss]ecured|[Uu]nsecured|[Rr]enewable)\s[^\n.]{0,60}?\b(?:notes?|NOTES?|Notes?|bonds?|Bonds?|BONDS?|[Dd]ebentures?|DEBENTURES?)\b(?:\s+[Dd]ue\s+20\d\d)?"
)
_NOTES_OFFERED = re.compile(r"(?:(?:initial\s+)?public\s+)?offering\s+(?:of\s+)?(?:up\s+to\s+)?(?:\$[\d,.]+\s+(?:million\s+)?)?(?:in\s+)?(?:aggregate\s+)?(?:principal\s+amount\s+)?(?:of\s+)?(?:our|the|these)?\s*(?:\S+\s+){0,4}(?:notes|bonds|debentures)\b|(?:\bwe\s+are|\bis)\s+offering\s+[^.]{0,90}?\b(?:notes|bonds|debentures)\b", re.I)


def _debt(case: _Case) -> Kind | None:
    """Notes or bonds as the thing offered: "initial public offering of our Notes" is no IPO."""
    if case.cover is None:
        return None
    title = _NOTES.search(case.source.text, case.cover.start, min(case.cover.end, case.cover.start + 900))
    offered = case.said(_NOTES_OFFERED, reach=5000)
    shares = case.said(re.compile(r"\b(?:offering|selling|sale\s+of|offer)\s+[^.]{0,80}?\b(?:shares|units|ADSs|American\s+depositary)\b", re.I), reach=5000)
    if offered is not None and (title is not None or shares is None):
        return Kind("debt", False, offered)
    if title is not None and shares is None:
        return Kind("debt", False, case.sentence(title.start(), title.end()))
    return None


_SPIN = re.compile(r"\bspin[-\s]?off\b|\bwill\s+distribute\b[^.]{0,200}?\b(?:shares|stock)\b[^.]{0,200}?\b(?:holders|stockholders|shareholders)\b|separation\s+and\s+distribution", re.I)


def _spin_off(case: _Case) -> Kind | None:
    """Shares given to a parent's holders: no money raised, still a first listing."""
    said = case.said(_SPIN, reach=6000)
    if said is None or case.said(_OWN_IPO) is not None:
        return None
    if re.search(r"\bdistribut", case.source.text[case.cover.start : case.cover.end] if case.cover else "", re.I):
        return Kind("spin_off", False, said)
    return None


_NOT_TO_LIST = re.compile(r"\b(?:do\s+not|don.t|no\s+plans?\s+to|not)\s+(?:currently\s+|presently\s+)?(?:intend|plan|expect|anticipate)?\s*(?:to\s+)?(?:apply\s+(?:to|for)\s+)?(?:list|be\s+listed|listing)\b[^.]{0,80}?\b(?:shares|stock|units)\b[^.]{0,80}?\b(?:exchange|market|system)", re.I)
_CONTINUOUS = re.compile(r"\b(?:continuous(?:ly)?|best[-\s]efforts,?\s+continuous|monthly\s+closings?|dealer\s+manager|distribution\s+reinvestment)\b", re.I)


def _non_listed(case: _Case) -> Kind | None:
    """A continuous offering that is never to be listed (non-listed REIT)."""
    said = case.said(_NOT_TO_LIST)
    if said is not None and case.said(_CONTINUOUS) is not None:
        return Kind("other", False, said)
    return None


_LISTED_NOW = re.compile(
    r"\b(?:common\s+stock|common\s+shares|ordinary\s+shares|shares|ADSs|American\s+depositary\s+shares|stock|units)\b[^.\n]{0,120}?\b(?:is|are|has\s+been|have\s+been)\s+(?:currently\s+|presently\s+|now\s+|also\s+)?"
    r"(?:(?:listed|traded|quoted|trading)(?:\s+and\s+(?:trades?|listed|traded|quoted))?)\s+(?:for\s+trading\s+|publicly\s+)?(?:on|under|over)",
    re.I,
)
_TRADES = re.compile(r"\b(?:our|the)\s+(?:\S+\s+){0,4}(?:stock|shares|ADSs)\s+(?:currently\s+|presently\s+)?trades?\s+on\b", re.I)
_LAST_SALE = re.compile(r"\b(?:last|closing)\s+(?:reported\s+)?(?:sales?|bid|trading)?\s*(?:price|sales?\s+price)s?\b[^.]{0,160}?\$\s?\d", re.I)
_OTHER_PAPER = re.compile(r"\b(?:pre-funded|warrants?|rights)\b(?=[^.]{0,60}\b(?:listed|traded|quoted))|approved\s+for\s+listing|parent|\b(?:our|its)\s+(?:controlling\s+shareholder|affiliate)", re.I)
_RESALE_ONLY = re.compile(
    r"\b(?:we|the\s+company)\s+(?:are|is|will)\s+not\s+(?:be\s+)?(?:selling|offering|sell|issuing|offer)\b[^.]{0,120}|\b(?:we|the\s+company)\b[^.]{0,40}?\bwill\s+not\s+receive\s+any\s+(?:of\s+the\s+)?proceeds\b|relates?\s+to\s+the\s+(?:registration\s+of\s+the\s+)?(?:offer\s+and\s+(?:re)?sale|resale|offer\s+and\s+resale|sale)\b[^.]{0,160}?\b(?:selling|from\s+time\s+to\s+time)",
    re.I,
)
_RESALE = re.compile(r"\bresale\b|(?:offered|sold)\s+by\s+(?:the\s+)?selling|by\s+the\s+selling\s+(?:stock|share|security)?holders?\b|selling\s+(?:stock|share|security)?holders?\s+(?:identified|named|may)", re.I)
_OWN_SALE = re.compile(r"\b(?:we|the\s+company|(?!The\s|Our\s|These\s|Such\s|Selling\s)[A-Z](?:(?!holders?\b)[\w ,.&]){0,60}?)\s+(?:is|are)\s+(?:also\s+)?(?:offering|selling)\s+(?:to\s+\w+\s+)?(?:up\s+to\s+)?(?:[\d,\s$●•\[\]_]+|an?\s+aggregate)[^.]{0,60}?\b(?:shares|units|ADSs|American|common)|offered\s+by\s+(?:the\s+company|us)\b|shares\s+are\s+being\s+sold\s+by\s+us", re.I)
_RIGHTS = re.compile(r"\bsubscription\s+rights?\b|\brights\s+offering\b", re.I)
_TO_LIST = re.compile(r"\b(?:appl(?:y|ied|ication)|intend|plan|expect|approved|seeking|conditioned)\b[^.]{0,140}?\b(?:list(?:ed|ing)?|uplist)\b|\buplist", re.I)


def _already_listed(case: _Case) -> Kind | None:
    """A company whose shares have a market now: rights, resale, uplisting (from over the counter, or an exchange abroad, to one here) or follow-on."""
    listed = _listed_sentence(case)
    if listed is None:
        return None
    counter = lexicon.pattern("banks", "over_the_counter")
    if (counter.search(listed.value) or not _ON_EXCHANGE.search(listed.value)) and case.said(_TO_LIST) is not None and case.said(_ON_EXCHANGE) is not None and not _resale_only(case):
        return Kind("uplisting", False, listed)
    if case.said(_RIGHTS, reach=3000) is not None:
        return Kind("rights_offering", False, listed)
    if _resale_only(case):
        return Kind("resale", False, case.said(_RESALE_ONLY) or listed)
    return Kind("follow_on", False, listed)


_ON_EXCHANGE = re.compile(r"\b(?:nasdaq|nyse|new\s+york\s+stock\s+exchange|cboe)\b", re.I)


def _listed_sentence(case: _Case) -> Fact | None:
    for pattern in (_LISTED_NOW, _TRADES, _LAST_SALE):
        if case.cover is None:
            return None
        for found in pattern.finditer(case.source.text, case.cover.start, case.cover.end):
            said = case.sentence(found.start(), found.end())
            if _is_own_market(said.value, found.group()):
                return said
    return None


def _is_own_market(sentence: str, words: str) -> bool:
    """Not a hope ("once our shares are listed"), not another paper's market, not "there is no market"."""
    hope = re.search(r"\b(?:if|once|until|when|unless|after|upon|assum|will\s+be|would|expected?|intend|apply|applied|appli|approv|can\s+be|may\s+be|to\s+be|to\s+have|no\s+(?:established\s+)?(?:public\s+)?(?:trading\s+)?market|not\s+(?:currently\s+)?(?:listed|traded|quoted))\b", sentence, re.I)
    if hope is None:
        return not re.search(r"\b(?:parent|controlling\s+(?:share|stock)holder)\b", sentence, re.I)
    firm = re.search(r"\b(?:is|are)\s+(?:currently\s+|presently\s+)?(?:listed|traded|quoted)\b", words, re.I)
    return firm is not None and re.match(r"\s*(?:our|the)\s", sentence, re.I) is not None and not re.search(r"\b(?:if|once|until|when|unless|upon|no\s+(?:established\s+)?(?:public\s+)?(?:trading\s+)?market|not\s+(?:currently\s+)?(?:listed|traded|quoted))\b", sentence[: sentence.lower().find(words.lower()[:20]) + len(words)], re.I)


def _resale_only(case: _Case) -> bool:
    """Only holders sell: they are said to, and the company is not said to sell anything."""
    if case.said(_RESALE) is None or case.cover is None:
        return False
    own = _OWN_SALE.search(case.source.text, case.cover.start, case.cover.end)
    return own is None or re.search(r"\bnot\b", own.group()) is not None


_OWN_IPO = re.compile(
    r"\b(?:this\s+(?:is|represents|constitutes)\s+(?:an?|our|the)\s+(?:\S+\s+){0,4}?initial\s+public\s+offering|(?:our|the)\s+initial\s+public\s+offering\s+of\s+(?!notes|bonds)|we\s+are\s+offering[^.]{0,120}?in\s+(?:this|our)\s+initial\s+public\s+offering|"
    r"in\s+(?:this|our)\s+initial\s+public\s+offering|is\s+(?:a\s+firm\s+commitment\s+)?(?:an?\s+|our\s+|the\s+)?initial\s+public\s+offering)",
    re.I,
)
_NO_MARKET = re.compile(
    r"\b(?:prior\s+to|before)\s+(?:the\s+(?:completion|consummation|closing)\s+of\s+)?this\s+offering[^.]{0,60}?\bno\s+(?:established\s+)?public\s+(?:trading\s+)?market|no\s+(?:established\s+)?public\s+(?:trading\s+)?market\s+(?:currently\s+|presently\s+)?(?:exists|has\s+existed)|"
    r"no\s+(?:established\s+)?public\s+(?:trading\s+)?market\s+for\s+(?:our|the)\s+(?!pre-funded|warrants|notes)[^.\n]{0,60}?\bhas\s+existed|"
    r"(?:there\s+is|there\s+has\s+been|has\s+been)\s+(?:currently\s+|presently\s+)?no\s+(?:established\s+)?(?:public\s+)?(?:trading\s+)?market\s+for\s+(?:our|the|any\s+of\s+our)\s+(?!pre-funded|warrants|notes|class\s+b)",
    re.I,
)


def _ipo(case: _Case) -> Kind | None:
    """The cover says that this is the first public offering, or that there was no market and a listing is sought. Holders who sell along do not spoil it."""
    said = case.said(_OWN_IPO)
    if said is not None and not re.search(r"\b(?:our|its|the)\s+(?:prior|previous|earlier)\b|\bcompleted\s+(?:our|its|the)\s+initial|\bin\s+connection\s+with\s+our\s+initial", said.value, re.I):
        return Kind("ipo", True, said)
    market = case.said(_NO_MARKET)
    if market is None or (re.search(r"\b(?:pre-funded|warrants?)\b", market.value, re.I) and not re.search(r"\b(?:common|ordinary|ADS)", market.value, re.I)):
        return None
    if case.said(_NOT_TO_LIST) is not None and case.said(_TO_LIST_SHARES) is None:
        return Kind("other", False, market)
    if _resale_only(case):
        listing = case.said(_TO_LIST_SHARES)
        return Kind("ipo", True, market) if listing is not None and _ON_EXCHANGE.search(listing.value) else Kind("resale", False, market)
    return Kind("ipo", True, market)


_TO_LIST_SHARES = re.compile(r"\b(?:appl(?:y|ied|ication)|intend|plan|expect|approved|attempt|seek)\b[^.]{0,140}?\b(?:list(?:ed|ing)?|quot(?:ed|ation))\b", re.I)


def _resale(case: _Case) -> Kind | None:
    said = case.said(_RESALE_ONLY)
    return Kind("resale", False, said) if said is not None and _resale_only(case) else None


_RULES: tuple[Callable[[_Case], Kind | None], ...] = (_by_form, _no_prospectus, _spac, _fund, _debt, _spin_off, _non_listed, _already_listed, _ipo, _resale)


def lead_grade(kind: str, *, size: float | None, exchange: str | None, underwriters: int, self_underwritten: bool = False) -> bool:
    """Whether a bank calls on it by default: an operating company's first listing on an exchange; not a shell that sells its own shares for a few thousand dollars.

    A size under US$1 million, or an over-the-counter quotation without a house, is a shell by that measure (the two shells seen asked for US$70,500 and less).
    """
    if kind not in ("ipo", "uplisting", "spin_off", "a_plus_h"):
        return False
    counter = exchange is not None and lexicon.pattern("banks", "over_the_counter").search(exchange) is not None
    if size is not None and size < 1_000_000:
        return False
    return not ((counter or self_underwritten) and underwriters == 0 and kind == "ipo")
