"""Every name in a text, as a spaCy component: companies (known and new), other organisations, persons, posts, sums, dates, places.

``find`` is the rule set over plain text; the component writes its answer to ``doc.spans["mentions"]`` (aligned to tokens) and, with exact
offsets, to ``doc.user_data["leadscan_mentions"]``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from leadscan.nlp import chinese, chinese_people, chinese_places, english, english_cues, english_places, gazetteer
from leadscan.nlp.spans import Span, agreed, settle
from leadscan.text import amounts, people
from leadscan.text.normalize import fold
from leadscan.types import Hit, Label

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

NAME = "leadscan_mentions"


def find(text: str, lang: str, hits: Sequence[Hit] = (), *, model: Sequence[Span] = ()) -> tuple[Span, ...]:
    """The mentions of a text that stay, none overlapping, in order. ``hits`` are the known names; ``model`` is what a trained pipeline saw."""
    titles = people.find(text, lang)
    spans = [Span(title.start, title.end, "TITLE", 0.75, "known post") for title in titles]
    hong_kong = lang == "zh-Hant"
    spans += [
        Span(a.start, a.end, "MONEY", 0.9, "sum of money") for a in amounts.find(text, yuan="HKD" if hong_kong else "CNY", dollar="HKD" if hong_kong else "USD")
    ]
    if lang == "en":
        reading = english.Reading(text, titles)
        firms = reading.companies(_seeds(hits))
        spans += [*reading.persons.values(), *english_places.organisations(text, reading), *english_places.places(text), *english_places.dates(text)]
    else:
        folded = fold(text)
        persons = chinese_people.persons(folded, titles)
        firms = chinese.companies(folded, titles, persons, _seeds(hits)) + _latin_firms(text)
        spans += [*persons, *chinese_places.organisations(folded), *chinese_places.places(folded), *chinese_places.dates(folded)]
    return settle(
        [*spans, *_with_known([*agreed(firms, model), *(span for span in model if span.label == "COMPANY")], hits), *(span for span in model if span.label != "COMPANY")]
    )


def _seeds(hits: Sequence[Hit]) -> list[Span]:
    """Known names that need no cue, beside which a list may go on with names that nobody knows."""
    return [Span(hit.start, hit.end, "COMPANY", 0.95, "known name") for hit in hits if hit.kind not in ("trap", "code") and not hit.weak]


def _with_known(firms: Sequence[Span], hits: Sequence[Hit]) -> list[Span]:
    """Companies by rule and by list together. A name of the list wins, save where the rules see a longer name that begins with it (a subsidiary, a branch)."""
    known = [hit for hit in hits if hit.kind not in ("trap", "code") and not hit.weak]
    traps = [hit for hit in hits if hit.kind == "trap"]
    kept = []
    for firm in firms:
        if any(trap.start < firm.end and firm.start < trap.end and not (firm.start < trap.start or firm.end > trap.end) for trap in traps):
            continue
        inner = [hit for hit in known if firm.start <= hit.start and hit.end <= firm.end and (hit.start, hit.end) != (firm.start, firm.end)]
        if (any(hit.start == firm.start for hit in inner) and firm.sure >= 0.7) or (
            inner and firm.why == "legal form" and not any(hit.end == firm.end for hit in inner)
        ):
            kept.append(replace(firm, sure=0.97))
        else:
            kept.append(firm)
    return kept + [Span(hit.start, hit.end, "COMPANY", 0.95, "known name") for hit in known]


_LATIN = re.compile(r"(?<![A-Za-z0-9$@#._/-])[A-Z][A-Za-z0-9&.'’-]*(?: (?:&|of|and|de)? ?[A-Z][A-Za-z0-9&.'’-]*){0,6}(?![A-Za-z0-9@/])")
NO_FIRM = frozenset(
    [
        "IPO",
        "CEO",
        "CFO",
        "COO",
        "CTO",
        "AI",
        "EV",
        "ETF",
        "SPAC",
        "GDP",
        "CPI",
        "PPI",
        "PMI",
        "App",
        "APP",
        "PPP",
        "ESG",
        "IT",
        "VR",
        "AR",
        "ICU",
        "DNA",
        "RNA",
        "mRNA",
        "NFT",
        "VIP",
        "OTC",
        "PE",
        "VC",
        "IP",
        "TV",
        "PC",
        "LED",
        "OLED",
        "USB",
        "KOL",
        "SaaS",
        "PaaS",
        "IaaS",
        "AH",
        "A",
        "H",
        "B",
        "US",
        "UK",
        "EU",
        "UN",
        "WTO",
        "WHO",
        "IMF",
        "A1",
        "PHIP",
        "REIT",
        "REITs",
        "MPF",
        "MOU",
        "EPC",
        "BOT",
        "ADR",
        "GDR",
        "MLF",
        "LPR",
        "SHIBOR",
        "Q1",
        "Q2",
        "Q3",
        "Q4",
        "5G",
        "4G",
        "3G",
        "6G",
        "IDC",
        "GPU",
        "CPU",
        "FDA",
        "SFC",
        "HKEX",
        "SEC",
        "ICAC",
        "QDII",
        "ROE",
        "EBITDA",
        "CAGR",
        "B2B",
        "B2C",
        "O2O",
        "NBA",
        "MVP",
        "DQ",
        "PCR",
        "GMP",
        "CDMO",
        "CRO",
        "CXO",
        "COVID",
        "ChatGPT",
        "Tel",
        "Fax",
        "Email",
        "Copyright",
        "Menu",
        "Home",
        "RSS",
        "Share",
        "Print",
        "More",
        "Facebook_",
        "Twitter_",
        "WhatsApp_",
    ]
)
_AFTER_LATIN = re.compile(
    r"\s?(?:公司|集团|控股|宣布|表示|公布|公告|发布|推出|收购|拟|计划|上市|股价|旗下|的股权|股份|发言人|首席|创始人|行政总裁|董事|称|将|与|指出|回应|高层|总部|香港|中国|亚太|大中华)"
)
_BEFORE_LATIN = re.compile(r"(?:收购|入股|公司|集团|企业|品牌|旗下|巨头|平台|商|厂|与|和|、|基金|银行|机构|投资|子公司|出售|持有|对手|:|，|,)\s?$")


def _latin_firms(text: str) -> list[Span]:
    """Firms that a Chinese text writes in Latin letters."""
    folded = fold(text)
    found = []
    for match in _LATIN.finditer(text):
        name = match[0].rstrip(".")
        end = match.start() + len(name)
        if name in NO_FIRM or (len(name) < 3 and "&" not in name):
            continue
        if english_cues.legal_form().search(name):
            found.append(Span(match.start(), end, "COMPANY", 0.92, "legal form"))
        elif _AFTER_LATIN.match(folded, end) and (len(name) > 3 or not name.isupper()) and not re.search(r"\d", name):
            sure = (
                0.7 if _BEFORE_LATIN.search(folded[max(match.start() - 4, 0) : match.start()]) or match.start() == 0 or text[match.start() - 1] == "\n" else 0.6
            )
            found.append(Span(match.start(), end, "COMPANY", sure, "Latin name beside a word of firms"))
    names = {text[span.start : span.end] for span in found}
    if names:
        starts = {span.start for span in found}
        found += [
            Span(m.start(), m.end(), "COMPANY", 0.62, "named elsewhere in this text")
            for m in re.finditer("|".join(map(re.escape, sorted(names, key=len, reverse=True))), text)
            if m.start() not in starts
        ]
    return found


LABELS: dict[str, Label] = {
    "COMPANY": "COMPANY", "ORG": "COMPANY", "CORP": "COMPANY", "PERSON": "PERSON", "PER": "PERSON", "TITLE": "TITLE", "PLACE": "PLACE", "GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE",
    "MONEY": "MONEY", "DATE": "DATE", "PRODUCT": "PRODUCT", "AGENCY": "ORG", "GOVERNMENT": "ORG",
}  # fmt: skip
"""A trained pipeline's labels in ours. ORG of the common schemes holds firms and offices; what the lexicon knows as an office stays ORG, since it is surer."""


def model_spans(doc: Doc, labels: Mapping[str, Label] = LABELS) -> list[Span]:
    """What a trained pipeline before this component saw (``doc.ents``), in our labels."""
    return [Span(ent.start_char, ent.end_char, labels[ent.label_], 0.68, "the trained pipeline") for ent in doc.ents if ent.label_ in labels]


class Mentions:
    """The component; ``lang`` en, zh-Hant or zh-Hans may be set on a doc by ``doc.user_data["leadscan_lang"]``."""

    def __init__(self, name: str = NAME, lang: str = "en") -> None:
        self.name = name
        self.lang = lang
        self.labels: Mapping[str, Label] = LABELS
        """Labels of a trained pipeline before this component, in ours."""

    def __call__(self, doc: Doc) -> Doc:
        lang = doc.user_data.get("leadscan_lang", self.lang)
        spans = find(gazetteer.words_of(doc), lang, gazetteer.hits(doc), model=model_spans(doc, self.labels))
        write(doc, spans)
        return doc


def write(doc: Doc, spans: Sequence[Span]) -> None:
    """Puts mentions on a doc, in place of those there."""
    doc.user_data["leadscan_mentions"] = [[s.start, s.end, s.label, s.sure, s.why] for s in spans]
    aligned = [doc.char_span(s.start, s.end, label=s.label, alignment_mode="expand") for s in spans]
    doc.spans["mentions"] = [span for span in aligned if span is not None]


def make_mentions(nlp: Language, name: str) -> Mentions:
    """The component's factory, named by entry point ``leadscan_mentions``."""
    return Mentions(name, "en" if nlp.lang == "en" else "zh-Hans")


def spans(doc: Doc) -> tuple[Span, ...]:
    """What the component found in a doc."""
    return tuple(Span(*row) for row in doc.user_data.get("leadscan_mentions", []))


def register() -> None:
    """Makes the factory known to spaCy also where the package's entry points are not installed."""
    from spacy.language import Language as SpacyLanguage

    if not SpacyLanguage.has_factory(NAME):
        SpacyLanguage.factory(NAME, func=make_mentions)
