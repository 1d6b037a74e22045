"""Firms that no list and no rule knows, seen by leadscan's own trained pipeline, as a spaCy component behind the rules.

The pipeline has no say without the rules beside it: it adds a firm where they see none, and only one that is plausible. What it adds is weak
(``SURE``), so that it is a mention of a company nobody listed and never by itself a fact. It reads the beginning of a text, where news says whom it is about.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from leadscan import data
from leadscan.nlp import features, gazetteer, mentions
from leadscan.nlp.chinese_words import THINGS
from leadscan.nlp.lexicon import lines, words
from leadscan.nlp.spans import PIPELINE, Span, agreed, settle
from leadscan.text import people as text_people
from leadscan.text.normalize import fold
from leadscan.types import Mention

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

NAME = "leadscan_newcomers"
SURE = 0.45
"""How sure a firm or person is that the pipeline alone sees: less than any of the rules."""
WEAK = 0.8
"""In Chinese a place, office or person of the rules under this does not keep a firm out."""
EDGES = 0.92
"""A firm of the rules that is surer than this keeps its edges: names of the register, and names the rules saw whole."""
FIRST = {"en": 600, "zh": 300}
"""Characters of a text that the pipeline reads, by language: three times as many found nothing more on the marked texts, at twice the time."""
WHY = PIPELINE
WANTED = "leadscan_newcomers"
"""Key of ``doc.user_data``: False = the pipeline does not read this doc."""


class Newcomers:
    """Adds firms to the mentions of a doc; holds nothing but its language, so that it is small to send to another process."""

    def __init__(self, name: str = NAME, lang: str = "en") -> None:
        self.name = name
        self.lang = lang

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Docs in, the same docs out; the pipeline reads a batch at once."""
        nlp = trained(self.lang)
        remaining = iter(stream)
        while batch := list(islice(remaining, batch_size)):
            begun = [beginning(gazetteer.words_of(doc), FIRST[self.lang]) for doc in batch if doc.user_data.get(WANTED, True)]
            found = nlp.pipe(begun, batch_size=batch_size)
            for doc in batch:
                if doc.user_data.get(WANTED, True):
                    before = mentions.spans(doc)
                    after = beside(gazetteer.words_of(doc), self.lang, before, _spans(next(found)))
                    if after != before:
                        mentions.write(doc, after)
                yield doc


_STOP = re.compile(r"[\n。！？；]|[.!?;](?=\s)")


def beginning(text: str, size: int) -> str:
    """The first ``size`` characters, back to the last end of a sentence where that leaves half of them: a cut name is another name."""
    if len(text) <= size:
        return text
    ends = [match.end() for match in _STOP.finditer(text, 0, size)]
    return text[: ends[-1]] if ends and ends[-1] >= size // 2 else text[: text.rfind(" ", size // 2, size) + 1 or size]


def may_act(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions to which something may have happened: firms that the pipeline alone saw only where the text names none that is known, or where a Chinese name looks like one."""
    if all(mention.company is None and not mention.candidates for mention in mentions):
        return tuple(mentions)
    return tuple(mention for mention in mentions if mention.label != "COMPANY" or mention.sure > SURE or _is_a_name(mention.text))


_HAN_NAME = re.compile(r"(?!中国|中國|[全各某该該])[\u3400-\u9fff]{4,}")
_ENDS_SOON = re.compile(r"[正已将拟也曾仍再又都均]$|(?:热潮|客运|时间|竞赛|酒店|乃至|哪些|平台|项目|产品|环境|市场|行业)$")
_FORM = re.compile(r"(?:集团|公司|股份)$")


@functools.lru_cache(maxsize=1 << 14)
def _is_a_name(text: str) -> bool:
    """Whether a Chinese firm that the pipeline alone saw bears a legal form, or is of four to seven characters with no place before it and no word for things at its end."""
    name = fold(text)
    if not _HAN_NAME.fullmatch(text) or name in _plain():
        return False
    places = words("zh", "places", "names")
    placed = any(name[:size] in places for size in (2, 3, 4))
    return bool(_FORM.search(name)) or (len(name) <= 7 and not placed and not _ENDS_SOON.search(name) and not THINGS.search(name))


def _spans(doc: Doc) -> list[Span]:
    return [Span(ent.start_char, ent.end_char, mentions.LABELS[ent.label_], SURE, WHY) for ent in doc.ents if ent.label_ in mentions.LABELS]


def beside(text: str, lang: str, ours: Sequence[Span], seen: Sequence[Span]) -> tuple[Span, ...]:
    """The rules' mentions and the plausible firms and persons of the pipeline that stand clear of them; in Chinese, a firm's edges where both see one and a rule was not sure."""
    if not seen:
        return tuple(ours)
    persons = frozenset(word for span in (*ours, *seen) if span.label == "PERSON" for word in text[span.start : span.end].split())
    may_be = _may_be_english if lang == "en" else _may_be_chinese
    firms = [span for span in seen if span.label == "COMPANY" and may_be(text, span.start, span.end, persons)]
    ours = agreed(_without_persons(text, ours, seen) if lang == "en" else ours, firms)
    edged = ours if lang == "en" else tuple(_edged(span, firms) for span in ours)
    added = [firm for firm in firms if not any(firm.start < span.end and span.start < firm.end and _keeps_out(span, lang) for span in edged)]
    added += [span for span in seen if span.label == "PERSON" and not any(span.start < other.end and other.start < span.end for other in (*edged, *added))]
    left = [span for span in edged if not any(firm.start < span.end and span.start < firm.end for firm in added)]
    return settle([*left, *added])


GUESS = 0.75
"""A firm of the English rules under this is no firm where the pipeline reads the same words as a person."""


def _without_persons(text: str, ours: Sequence[Span], seen: Sequence[Span]) -> tuple[Span, ...]:
    """The rules' mentions without the guesses at firms that the pipeline reads as persons, whole or as a surname, and nowhere as firms."""
    firms = {text[span.start : span.end] for span in seen if span.label == "COMPANY"}
    people = {text[span.start : span.end] for span in seen if span.label == "PERSON"}
    people |= {name.split()[-1] for name in people}
    given = text_people.given_names()
    return tuple(
        span
        for span in ours
        if span.label != "COMPANY" or span.sure >= GUESS or (name := text[span.start : span.end]) in firms or name not in people or (" " in name and name.split()[0] not in given)
    )


def _edged(ours: Span, firms: Sequence[Span]) -> Span:
    """A firm of the rules with the pipeline's edges: of two that differ, the pipeline's were right two times of three (FewFC and FinRE, dev parts)."""
    if ours.label != "COMPANY" or ours.sure > EDGES:
        return ours
    over = [firm for firm in firms if firm.start < ours.end and ours.start < firm.end]
    return replace(ours, start=over[0].start, end=over[0].end) if len(over) == 1 else ours


def _keeps_out(span: Span, lang: str) -> bool:
    return lang == "en" or span.label not in ("PLACE", "ORG", "PERSON") or span.sure >= WEAK


# --- what may be a firm's name ---------------------------------------------------------------------------------------

_PAIRS = (("(", ")"), ("（", "）"), ("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"), ("【", "】"))


def _is_clean(name: str) -> bool:
    """Whether a name begins as names do, stands on one line and closes what it opens."""
    if len(name) < 2 or not (name[0].isalnum() or name[0] == "*") or "\n" in name or "。" in name:
        return False
    return all(name.count(left) == name.count(right) for left, right in _PAIRS) and name.upper() not in _no_firm()


@functools.cache
def _no_firm() -> frozenset[str]:
    return frozenset(word.upper() for word in mentions.NO_FIRM)


def _may_be_english(text: str, start: int, end: int, persons: frozenset[str]) -> bool:
    """No place, no nation's adjective, no plain word or plain words of a headline, no word of a person's name in the same text."""
    name = text[start:end].removesuffix("'s").removesuffix("’s")
    if not _is_clean(name) or not any(c.isupper() for c in name):
        return False
    places, parts = lines("en", "places", "names"), name.split()
    if name in places or name.title() in places or name in words("en", "companies", "not_names") or name in words("en", "newcomers", "none"):
        return False
    line = text[text.rfind("\n", 0, start) + 1 : end + 200].split("\n", 1)[0]
    if len(parts) == 1 and (name in persons or name.lower() in _words("en") or text[max(0, start - 4) : start].lower() == "the "):
        return False
    if line.isupper():
        return False
    plain = all(part.lower().rstrip(".,") in _words("en") or part in words("en", "newcomers", "none") for part in parts)
    return not (plain and _is_heading(line))


def _is_heading(line: str) -> bool:
    """Whether most words of a line begin with a capital, so that a capital says nothing."""
    begun = [word[0] for word in line.split() if word[0].isalpha()]
    return sum(char.isupper() for char in begun) > 0.6 * len(begun)


_COUNTED = re.compile(r"(?:近|约|逾|超)?(?:[百千万亿]{2,}|[百千万亿](?=股|元|本|罐|份|名|家))|(?:\d+|[一二三四五六七八九十百千几数多两])+(?:家|名|个|间|位|项|年|月|日|只|大|号|成|度)")
_INSIDE = re.compile(r"[的了着或把被将每]|一共|共有|半数|老牌|目前|近日|昨日|今日|此前")
_ENDS = re.compile(r"(?:[药车房矿钢煤国民央名外险]企|企业|[造应发营销运贸厂券]商|巨头|龙头|独角兽|局|署|厅|部|委|街|省|县|镇|区|界|类|们|国|洲|子公司|分公司|母公司|部门|政府|协会|商会|科技园|产业园|工业园|公园|基金会|大学|学院|医院|法院|行业|[车油电]业|商人|市场)$")
_MAKES = frozenset("做卖賣")
"""Right before a name: it is what somebody makes or sells."""
_GOES_ON = re.compile(r"\s?[a-h]\+*\s?轮|(?:局|署|厅|部(?!分)|分局|市场|政府|地块|企业|机构|行业|产业|油价|病毒|疫苗|员(?!工)|协定|号|女士|先生|小姐|大厦|大学|医院|路|街)")


def _may_be_chinese(text: str, start: int, end: int, persons: frozenset[str]) -> bool:
    """No place, no plain word with or without a place before it, no counted things, no office, and nothing that goes on behind its end."""
    name = fold(text[start:end])
    if not _is_clean(name) or "," in name or "，" in name or _COUNTED.match(name) or _INSIDE.search(name) or _ENDS.search(name) or _GOES_ON.match(fold(text[end : end + 3])):
        return False
    places = words("zh", "places", "names")
    if name in places or text[max(0, start - 1) : start] in _MAKES:
        return False
    rest = next((name[len(place) :] for size in (4, 3, 2) if (place := name[:size]) in places), name)
    return not any(part in _plain() for part in {name, rest}) and len(rest) > 1


@functools.cache
def _plain() -> frozenset[str]:
    return frozenset((*words("zh", "companies", "ordinary"), *words("zh", "companies", "common"), *words("zh", "companies", "generic"), *_words("zh")))


@functools.cache
def _words(lang: str) -> frozenset[str]:
    return frozenset(fold(data.read_text("lexicon", "names", f"words_{lang}.txt")).split())


@functools.lru_cache(maxsize=2)
def trained(lang: str) -> Any:
    """leadscan's own trained pipeline of a language, loaded once a process.

    From then on the process multiplies matrices in one thread: on matrices of this size a second thread takes as much CPU again and saves no time.
    """
    import spacy
    import threadpoolctl
    from thinc.api import NumpyOps

    threadpoolctl.threadpool_limits(1, user_api="blas")
    features.register()
    nlp = spacy.load(str(data.place("models", f"{lang}_leadscan_ner")))
    for name in nlp.pipe_names:
        component: Any = nlp.get_pipe(name)
        for node in component.model.walk():
            node.ops = NumpyOps(use_blis=False)  # numpy's matrix product: half as quick again as blis on these widths
    return nlp


def make_newcomers(nlp: Language, name: str) -> Newcomers:
    """The component's factory, named by entry point ``leadscan_newcomers``."""
    return Newcomers(name, "en" if nlp.lang == "en" else "zh")


def register() -> None:
    """Makes the factory known to spaCy also where the package's entry points are not installed."""
    from spacy.language import Language as SpacyLanguage

    if not SpacyLanguage.has_factory(NAME):
        SpacyLanguage.factory(NAME, func=make_newcomers)
