"""Which events a document tells, and whose: a sentence must prove each one.

A cue (``data/triggers``) makes a sentence speak of an event; denial, hypothesis and retold history take it away; the company is the doer's side of the cue
(the object's where the grammar turns round), else whom the sentence means by "the company". Banks that lend, sponsor or advise never carry the event of their customer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from leadscan.data.triggers import Cue, Trigger, grammar, triggers
from leadscan.leads import facts as fact
from leadscan.leads.parties import Name, alike, is_commercial_bank, names_of
from leadscan.leads.sectors import classify, sector_of_words
from leadscan.records import digest
from leadscan.text.body import body
from leadscan.text.normalize import fold
from leadscan.types import Annotation, Article, Beat, Document, Event, Evidence, Filing, Mention, Polarity, Stage

SILENT_BEATS: frozenset[Beat] = frozenset({"share_tip", "markets_roundup", "sport", "lifestyle"})
"""Beats whose texts carry no events: tips and wraps retell, the others speak of other things in the same words."""
HARD = frozenset({"IPO_INTENT", "IPO_FILED", "IPO_PROGRESS", "IPO_SETBACK", "SPINOFF_DUAL_PRIVATISE", "MA_BUY", "MA_SELL", "DEFAULT_INSOLVENCY"})
"""Triggers that count in the entertainment pages too."""
DENIABLE = frozenset({"IPO_INTENT", "IPO_FILED", "IPO_PROGRESS", "SPINOFF_DUAL_PRIVATISE", "MA_BUY", "MA_SELL"})
_RESULTS = frozenset({"CASH_RICH", "STRESS"})
_SENTENCE = re.compile(r"[^\n。!?;！？；]+[。!?！？；;]?[”」』\"]?")
_EN_STOP = re.compile(r"(?<=[a-z0-9)%\"”’][.!?])[\"”]?\s+(?=[\"“]?[A-Z$])")
_LONGEST = 1200
"""Characters of one sentence that are read; what has no full stop for longer is no prose."""
_MOST_CUES = 6
"""Cues of one trigger in one sentence."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年(?:(\d{1,2})月)?|(?=[\s,.;)]|$))")
_CLAUSE = re.compile(r"[,;:]")
_ABOUT = re.compile(r"^(?:about\s+\S|关于\s*\S{2,20}$|ends\s*$|-ends-|media contact|notes? to editors?)")


@dataclass(frozen=True, slots=True)
class _Text:
    """One document as the rules see it."""

    raw: str
    folded: str
    names: tuple[Name, ...]
    main: Name | None
    """Whom "the company" means where a sentence names none."""
    title_end: int
    year: int
    month: int


@dataclass(frozen=True, slots=True)
class _Found:
    """One cue that held, before duplicates are settled."""

    trigger: Trigger
    stage: Stage
    name: Name | None
    start: int
    """Sentence offsets."""
    end: int
    cue_start: int
    cue_end: int


def events(
    document: Document, annotation: Annotation, mentions: tuple[Mention, ...], *, story_id: str, beat: Beat, sectors: Sequence[str], register_sectors: Callable[[str], tuple[str, ...]]
) -> tuple[Event, ...]:
    """Every event a news text tells, one for each trigger and company. Of a filing nothing: its form speaks (``from_filing``)."""
    if isinstance(document, Filing) or beat in SILENT_BEATS or _is_roundup(document.title):
        return ()
    text = _text(document, mentions, register_sectors)
    found = [hit for start, end in _sentences(text, annotation) for hit in _in_sentence(text, start, end)]
    kept = _settled(found if beat != "entertainment" else [hit for hit in found if hit.trigger.id in HARD], text)
    return tuple(_event(hit, document, text, annotation, mentions, story_id, tuple(sectors), register_sectors) for hit in kept)


def is_lead(found: Iterable[Event], register_sectors: Callable[[str], tuple[str, ...]] = lambda key: ()) -> bool:
    """Would a banker call about this text alone: an opportunity of a named company that is no commercial bank, and no risk beside it."""
    found = tuple(found)
    if any(event.polarity == "R" for event in found):
        return False
    return any(
        event.polarity == "O" and event.company_name and event.trigger != "COMPETITOR_BANK" and (event.stage != "failed" or event.trigger == "IPO_SETBACK")
        and not is_commercial_bank(event.company_name, register_sectors(event.company_key) if event.company_key else ())
        for event in found
    )  # fmt: skip


# --- the text and its sentences --------------------------------------------------------------------------------------


def _is_roundup(title: str) -> bool:
    folded = fold(title)
    return any(pattern.search(folded) for key in ("roundup_en", "roundup_zh") for pattern in grammar("blockers", key))


def _text(document: Document, mentions: tuple[Mention, ...], register_sectors: Callable[[str], tuple[str, ...]]) -> _Text:
    raw = body(document.title, document.text)
    folded = fold(raw)
    names = names_of(folded, mentions, register_sectors)
    return _Text(raw, folded, names, _main(names, len(document.title)), len(document.title), document.published.year, document.published.month)


def _main(names: tuple[Name, ...], title_end: int) -> Name | None:
    """The company a document is about: the headline's first, else the most named, else the first; banks only where there is nobody else."""
    for pool in ([name for name in names if name.role == "party"], [name for name in names if name.role != "source"]):
        in_title = [name for name in pool if name.start < title_end]
        if in_title:
            return in_title[0]
        if pool:
            counts = Counter(name.identity for name in pool)
            return max(pool, key=lambda name: (counts[name.identity], -name.start))
    return None


def _sentences(text: _Text, annotation: Annotation) -> Iterator[tuple[int, int]]:
    """Sentences, cut again at line breaks and semicolons; nothing after a press release's "About us"."""
    for start, end in annotation.sentences or split(text.raw):
        for found in _SENTENCE.finditer(text.raw, start, end):
            first, last = found.start(), min(found.end(), found.start() + _LONGEST)
            while first < last and text.raw[first].isspace():
                first += 1
            if last - first < 4:
                continue
            if first > text.title_end and _ABOUT.match(text.folded[first:last]) and last - first < 60:
                return
            yield first, last


def split(text: str) -> tuple[tuple[int, int], ...]:
    """Plain sentence spans, where no pipeline gave any."""
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for stop in _EN_STOP.finditer(text, line.start(), line.end()):
            spans.append((start, stop.start()))
            start = stop.end()
        spans.append((start, line.end()))
    return tuple(spans)


# --- one sentence ----------------------------------------------------------------------------------------------------


def _in_sentence(text: _Text, start: int, end: int) -> Iterator[_Found]:
    sentence = text.folded[start:end]
    chinese = len(_HAN.findall(sentence)) * 4 >= len(sentence)
    names = tuple(name for name in text.names if start <= name.start < end)
    for trigger in triggers().values():
        hidden = [(found.start(), found.end()) for pattern in (trigger.blockers_zh if chinese else trigger.blockers_en) for found in pattern.finditer(sentence)]
        taken: list[tuple[int, int]] = []
        for cue in trigger.cues_zh if chinese else trigger.cues_en:
            for found in cue.pattern.finditer(sentence):
                if any(first < found.end() and found.start() < last for first, last in (*hidden, *taken)) or _blocked(text, trigger, cue, sentence, found, chinese):
                    continue
                owners = _owners(text, trigger, cue, found, start, end, names, chinese)
                if len(taken) >= _MOST_CUES:
                    break
                if owners:
                    taken.append(found.span())
                stage = _stage(trigger, cue, sentence, found, chinese)
                for owner in owners:
                    yield _Found(trigger, stage, owner, start, end, start + found.start(), start + found.end())


def _blocked(text: _Text, trigger: Trigger, cue: Cue, sentence: str, found: re.Match[str], chinese: bool) -> bool:
    lang = "zh" if chinese else "en"
    if trigger.id in DENIABLE and _any("blockers", f"sentence_{lang}", sentence):
        return True
    if _any("blockers", f"after_{lang}", sentence[found.end() :]):
        return True
    if cue.sure:
        return _is_history(text, trigger, sentence, found, lang)
    if _any("blockers", f"inside_{lang}", found[0]):
        return True
    clause = sentence[max(0, found.start() - (16 if chinese else 50)) : found.start()]
    clause = _CLAUSE.split(clause)[-1] if chinese else clause.rsplit(";", 1)[-1]
    if _any("blockers", f"near_{lang}", clause):
        return True
    return _is_history(text, trigger, sentence, found, lang)


def _is_history(text: _Text, trigger: Trigger, sentence: str, found: re.Match[str], lang: str) -> bool:
    """Do the words before the cue place it in years past, with nothing new said since?"""
    if trigger.history == "none":
        return False
    before = sentence[max(0, found.start() - (40 if lang == "zh" else 90)) : found.start()]
    old: list[int] = []
    pasts = [hit.end() for pattern in grammar("blockers", f"history_{lang}") for hit in pattern.finditer(before)]
    for year in _YEAR.finditer(sentence[: found.end() + (0 if lang == "zh" else 25)]):
        month = int(year[2] or (12 if int(year[1]) == text.year else 6))
        if (text.year - int(year[1])) * 12 + text.month - month > 9:
            old.append(min(year.end(), len(before)))
    if old and not _any("blockers", f"today_{lang}", before[max(old) :]):
        return True
    return trigger.history == "all" and bool(pasts) and not _any("blockers", f"now_{lang}", before[max(pasts) :])


def _any(section: str, key: str, text: str) -> bool:
    return any(pattern.search(text) for pattern in grammar(section, key))


def _stage(trigger: Trigger, cue: Cue, sentence: str, found: re.Match[str], chinese: bool) -> Stage:
    lang = "zh" if chinese else "en"
    if cue.stage == "failed" or trigger.polarity == "R":
        return cue.stage or trigger.stage
    if _any("stages", f"rumour_{lang}", sentence):
        return "rumour"
    if cue.stage is not None:
        return cue.stage
    near = sentence[max(0, found.start() - (14 if chinese else 40)) : found.end() + (6 if chinese else 12)]
    if _any("stages", f"planned_{lang}", near):
        return "planned"
    return "completed" if trigger.stage == "announced" and _any("stages", f"completed_{lang}", near) else trigger.stage


# --- whose event -----------------------------------------------------------------------------------------------------


def _owners(text: _Text, trigger: Trigger, cue: Cue, found: re.Match[str], start: int, end: int, names: tuple[Name, ...], chinese: bool) -> tuple[Name | None, ...]:
    """The companies an event belongs to; (None,) where it belongs to nobody named; () where the grammar wants a name and there is none."""
    if cue.owner == "none":
        return (None,)
    cue_start, cue_end = start + found.start(), start + found.end()
    free = tuple(name for name in names if name.role not in ("arranger", "source"))
    if trigger.id == "COMPETITOR_BANK":
        names = free = tuple(name for name in names if name.bank and name.role != "source")
    if "owner" in found.re.groupindex and found.start("owner") >= 0:
        place = start + found.start("owner")
        last = max(cue_end, place + (14 if chinese else 40)) if place >= cue_end - 1 else cue_end
        behind = [name for name in names if place <= name.start < last or name.start < place < name.end]
        return _with_joined(text, behind[0], free, chinese, forward=True) if behind else ()
    if "object" in found.re.groupindex and found.start("object") >= 0 and not any(0 <= name.start - start - found.start("object") <= 20 for name in names):
        return ()
    before = [name for name in free if name.start < cue_start]
    if trigger.id == "COMPETITOR_BANK":
        if not before and free:
            return _with_joined(text, free[0], free, chinese, forward=True)
        return _with_joined(text, before[-1], free, chinese, forward=False) if before else ()
    parties = [name for name in before if name.role == "party"]
    if parties:
        return _with_joined(text, _subject(text, parties, start, cue_start, chinese), free, chinese, forward=False)
    if not before and text.main is not None and _speaks_of_main(text, text.folded[start:cue_end], start, chinese):
        return (text.main,)
    if before:
        return (_subject(text, before, start, cue_start, chinese),)
    inside = {name.identity: name for name in reversed(free) if name.start < cue_end}
    if text.main is not None and text.main.start < text.title_end < start and text.main.identity not in inside and inside:
        return (text.main,)  # "after landing X's order, ...": the name inside is the other side
    if len(inside) == 1:
        return tuple(inside.values())
    if text.main is not None and not free and (len({name.identity for name in text.names if name.role == "party"}) <= 1 or text.main.start < text.title_end):
        return (text.main,)
    if free and len({name.identity for name in free}) == 1 and found.start() < (12 if chinese else 25):
        return (free[0],)
    return (None,) if not text.names and _any("reference", "zh" if chinese else "en", text.folded[start:end]) else ()


def _subject(text: _Text, parties: Sequence[Name], start: int, cue_start: int, chinese: bool) -> Name:
    """The doer among the names before a cue: the one right before it, else the first of the nearest clause that holds one."""
    nearest = parties[-1]
    gap = text.folded[nearest.end : cue_start]
    if len(gap) <= (3 if chinese else 12) and not _CLAUSE.search(gap):
        return nearest
    stop = re.compile(r"[,;:]") if chinese else re.compile(r"[;:]|\b(?:while|whereas|but|after)\b")
    cuts = [start, *(found.end() for found in stop.finditer(text.folded, start, nearest.start))]
    clause = max(cut for cut in cuts if cut <= nearest.start)
    return next(name for name in parties if name.start >= clause)


def _with_joined(text: _Text, name: Name, free: tuple[Name, ...], chinese: bool, *, forward: bool) -> tuple[Name, ...]:
    """A name and those joined to it by "and"; behind a "with" stands only a partner."""
    lang = "zh" if chinese else "en"
    order = free if forward else free[::-1]
    if name not in order:
        return (name,)
    if forward is False:  # what is joined behind the subject ("A and B won") belongs to it too
        behind = free[free.index(name) + 1 :]
        tail = name
        more: list[Name] = []
        for other in behind:
            if other.role != "party" or not _any("demoted", f"joined_{lang}", text.folded[tail.end : other.start]):
                break
            more.append(other)
            tail = other
    else:
        more = []
    kept, last = [*more[::-1], name], name
    for other in order[order.index(name) + 1 :]:
        first, second = (last, other) if forward else (other, last)
        between = text.folded[first.end : second.start]
        if _any("demoted", f"joined_{lang}", between):
            kept.append(other)
        elif chinese and not forward and _any("demoted", "partner_zh", between):
            kept = [other]
            more = []
        else:
            break
        last = other
    unique = {other.identity: other for other in reversed(kept)}
    return tuple(sorted(unique.values(), key=lambda other: other.start))[:6]


def _speaks_of_main(text: _Text, before: str, start: int, chinese: bool) -> bool:
    return start < text.title_end or _any("reference", "zh" if chinese else "en", before)


# --- what is kept ----------------------------------------------------------------------------------------------------

_YIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("IPO_INTENT", ("IPO_FILED", "IPO_PROGRESS", "IPO_SETBACK", "SPINOFF_DUAL_PRIVATISE")),
    ("IPO_FILED", ("IPO_PROGRESS", "IPO_SETBACK")),
    ("IPO_PROGRESS", ("IPO_SETBACK",)),
    ("MA_BUY", ("PROPERTY_DEAL",)),
    ("EQUITY_RAISE", ("IPO_INTENT", "IPO_FILED", "IPO_PROGRESS", "DEBT_NEW")),
    ("CASH_RICH", ("IPO_FILED", "IPO_PROGRESS")),
    ("CAPEX_PLANT", ("PROPERTY_DEAL",)),
    ("STRESS", ("COMPETITOR_BANK",)),
    ("HK_SETUP", ("IPO_FILED", "IPO_PROGRESS")),
)
"""(weaker, stronger) of the same company in the same document: what a later step retells on its way."""


def _settled(found: list[_Found], text: _Text) -> list[_Found]:
    """One event for each trigger and company, the steps retold on the way to a later one left out."""
    best: dict[tuple[str, str], _Found] = {}
    for hit in found:
        key = (hit.trigger.id, hit.name.identity if hit.name else "")
        if hit.trigger.id == "COMPETITOR_BANK" and (hit.name is None or not hit.name.bank):
            continue
        if hit.trigger.id != "COMPETITOR_BANK" and hit.name is not None and (hit.name.role == "arranger" or (hit.name.bank and hit.trigger.id == "PARTNER_SUPPLY")):
            continue
        best.setdefault(key, hit)
    named = {trigger for trigger, identity in best if identity}
    for trigger, identity in list(best):
        if not identity and trigger in named:
            del best[trigger, identity]
    for weaker, stronger in _YIELDS:
        for key in [key for key in best if key[0] == weaker]:
            if any((other, key[1]) in best for other in stronger):
                del best[key]
    for key in [key for key in best if key[0] == "STRESS" and _is_background(best[key], best, text)]:
        del best[key]
    for key in [key for key in best if key[0].startswith(("IPO_", "MA_")) and (name := best[key].name) is not None and _SHELL.search(fold(name.mention.text))]:
        del best[key]
    return sorted(best.values(), key=lambda hit: hit.cue_start)


_SHELL = re.compile(r"acquisition corp|收购公司|\bspac\b|\betfs?\b|基金$")
"""Blank-check firms and funds: they list, and are no lead."""
_TROUBLED = frozenset({"DEBT_MATURING", "IPO_SETBACK", "CFO_CHANGE", "OWNER_CHANGE"})
"""Opportunities beside which a loss is no background."""
_SOFT = re.compile(r"loss|亏|利润|溢利|纯利|净利|盈利|profit|earnings|income|减值|impairment|write|关闭|结束|停工|clos|shut")


def _is_background(hit: _Found, best: dict[tuple[str, str], _Found], text: _Text) -> bool:
    """A figure of last year's result far down a text that is about something else of the same company."""
    if hit.start < text.title_end or not _SOFT.search(text.folded[hit.cue_start : hit.cue_end]):
        return False
    others = [other for (trigger, identity), other in best.items() if hit.name is not None and identity == hit.name.identity and other.trigger.polarity == "O" and trigger not in _TROUBLED]
    return any(other.cue_start < hit.cue_start for other in others)


def _event(
    hit: _Found, document: Document, text: _Text, annotation: Annotation, mentions: tuple[Mention, ...], story_id: str, sectors: tuple[str, ...], register_sectors: Callable[[str], tuple[str, ...]]
) -> Event:
    name = hit.name
    key = name.mention.company.key if name is not None and name.mention.company is not None else None
    same = [other for other in text.names if name is not None and alike(other.identity, name.identity)]
    top = text.title_end + 1 + 250
    quote_start, quote_end = hit.start, hit.end
    while quote_end > quote_start and text.raw[quote_end - 1].isspace():
        quote_end -= 1
    return Event(
        id=digest(document.id, hit.trigger.id, name.identity if name else "", quote_start, quote_end),
        trigger=hit.trigger.id,
        stage=hit.stage,
        polarity=hit.trigger.polarity,
        company_key=key,
        company_name=name.mention.text if name else "",
        company_start=name.start if name else None,
        company_end=name.end if name else None,
        evidence=Evidence(document.id, document.source_id, document.url, quote_start, quote_end, text.raw[quote_start:quote_end], document.lang),
        story_id=story_id,
        occurred=document.published,
        first_seen=document.first_seen,
        facts=_facts(hit, text, annotation, mentions),
        sectors=(register_sectors(key) if key else ()) or sectors,
        near_top=any(other.start < top for other in same) if name else hit.start < top,
    )


_TIE = re.compile(r"\bhong kong|\bchina|\bchinese|\bprc\b|\bmacau|\bshenzhen|\bshanghai|\bbeijing|\bguangdong|\basia|[\u4e00-\u9fff]")


def _facts(hit: _Found, text: _Text, annotation: Annotation, mentions: tuple[Mention, ...]) -> dict[str, str]:
    """Typed facts of the event's sentence, as printed; ``amounts`` holds every sum of the document, so that a later one can be told from a new one."""
    sentence = text.raw[hit.start : hit.end]
    sums = fact.amounts(sentence)
    at = hit.cue_start - hit.start
    nearest = min(sums, key=lambda item: (item[0] < at, abs(item[0] - at)), default=None)
    found = {
        "amount": nearest[1] if nearest else None,
        "amounts": "; ".join(dict.fromkeys(words for _, words in fact.amounts(text.raw))) or None,
        "stake": fact.stake(sentence),
        "venue": fact.venue(sentence) if hit.trigger.id.startswith(("IPO_", "SPINOFF")) else None,
        "date": fact.date(text.raw[hit.cue_end : hit.end]),
        "counterparty": next((other.mention.text for other in text.names if hit.start <= other.start < hit.end and other.role != "source" and (hit.name is None or not alike(other.identity, hit.name.identity))), None),
        "person": _person(hit, annotation, mentions) if hit.trigger.id in ("CFO_CHANGE", "OWNER_CHANGE", "COURTESY") else None,
        "banks": ", ".join(dict.fromkeys(other.mention.text for other in text.names if other.role == "arranger")) or None,
        "asks": _asks(text, annotation) if hit.name is not None and text.main is not None and alike(hit.name.identity, text.main.identity) else None,
        "tie": "text" if _TIE.search(text.folded) else None,
    }
    return {key: value for key, value in found.items() if value}


def _asks(text: _Text, annotation: Annotation) -> str | None:
    """The sentence in which somebody looks for money or a bank; None = none does."""
    for start, end in _sentences(text, annotation):
        sentence = text.folded[start:end]
        lang = "zh" if len(_HAN.findall(sentence)) * 4 >= len(sentence) else "en"
        if _any("asks", lang, sentence) and not _any("asks", f"not_{lang}", sentence):
            return text.raw[start:end].strip()[:200]
    return None


def _person(hit: _Found, annotation: Annotation, mentions: tuple[Mention, ...]) -> str | None:
    inside = [(person.start, person.name) for person in annotation.people if hit.start <= person.start < hit.end]
    inside += [(mention.start, mention.text) for mention in (*mentions, *annotation.mentions) if mention.label == "PERSON" and hit.start <= mention.start < hit.end]
    return min(inside, key=lambda item: abs(item[0] - hit.cue_start))[1] if inside else None


# --- filings ---------------------------------------------------------------------------------------------------------

_PRICE_RANGE = re.compile(r"[^.\n]*\binitial public offering price\b[^.\n]{0,60}\bbetween (?:us)?\$\s?\d[^\n]{0,80}?share", re.I)
_NEW_CFO = re.compile(r"[^.\n]*\b(?:appointed|appoint|resigned|succeed(?:ed|s)?|stepped down|named)\b[^.\n]{0,140}\bchief financial officer\b[^.\n]*(?:effective|with effect)?[^.\n]*\.", re.I)
_DAY = re.compile(r"\b(\d{1,2}) (january|february|march|april|may|june|july|august|september|october|november|december),? (\d{4})|\b(january|february|march|april|may|june|july|august|september|october|november|december) (\d{1,2}), (\d{4})", re.I)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_WE_ARE = re.compile(r"[^.\n。]*(?:\bwe are (?:an?|the|one of)\b|\bour group (?:is|principally)|\bprincipally engaged in|\bwe (?:operate|design|develop|manufacture|provide)\b|我们是|本集团(?:是|主要)|主要从事|我们为)[^.\n。]*", re.I)
_IPO_KINDS = frozenset({"ipo", "uplisting", "spin_off", "a_plus_h"})
_TIE_IN_FILING = re.compile(
    r"(?:subsidiar|office|sourcing|headquarter|operat|incorporated|based|factor|warehouse|customer|revenue|employees|located|principal|supplier)[^.]{0,80}\b(?:hong kong|the prc|mainland china|china|macau|shenzhen|shanghai|kowloon)\b"
    r"|\b(?:hong kong|the prc|mainland china|shenzhen|shanghai|kowloon)\b[^.]{0,60}(?:subsidiar|office|sourcing|headquarter|operat|factor|warehouse|employees)"
)
_SELLING = re.compile(r"securities and futures ordinance|offered or sold|selling restriction|offer or sale|sold in hong kong|document in hong kong", re.I)
_ASIAN_STATES = frozenset({"k3", "f4", "f5", "n5", "u0", "n8", "hk", "cn", "hong kong", "china", "macau", "taiwan", "singapore"})
"""EDGAR's codes and the names of the places whose companies a bank in Hong Kong can serve."""


def from_filing(filing: Filing, *, story_id: str, company_key: str | None, sectors: Sequence[str] = ()) -> tuple[Event, ...]:
    """What a filing's form says happened: applied, went on, or fell back; and a finance chief who changed about its date.

    Resales, debt, funds, SPACs, shelves and bare exhibits say nothing for a lead. ``sectors``: the company's in the register; without any the filing's SIC
    code and what it says of itself tell.
    """
    judged = _filing_step(filing)
    if judged is None:
        return ()
    trigger_id, stage = judged
    industries = tuple(sectors) or _filing_sectors(filing)
    price = _PRICE_RANGE.search(filing.text) if trigger_id == "IPO_FILED" and filing.form.upper().endswith("/A") else None
    if price is not None:
        return (_filed_event(filing, "IPO_PROGRESS", "announced", _quoted(filing, price), story_id, company_key, industries), *_new_cfo(filing, story_id, company_key, industries))
    return (_filed_event(filing, trigger_id, stage, _filing_quote(filing), story_id, company_key, industries), *_new_cfo(filing, story_id, company_key, industries))


def _quoted(filing: Filing, found: re.Match[str]) -> tuple[str, int, int | None]:
    start = found.start() + len(found[0]) - len(found[0].lstrip())
    page = sum(first <= start for first in filing.pages) or None
    return found[0].strip(), len(filing.title) + 1 + start, page


def _new_cfo(filing: Filing, story_id: str, company_key: str | None, sectors: tuple[str, ...]) -> tuple[Event, ...]:
    """A finance chief appointed or gone within four months of the filing, by the filing's own sentence; careers of years past do not count."""
    for found in _NEW_CFO.finditer(filing.text):
        days = [_day(hit) for hit in _DAY.finditer(found[0])]
        if days and all(day is not None and abs((day - filing.filed).days) <= 120 for day in days):
            return (_filed_event(filing, "CFO_CHANGE", "announced", _quoted(filing, found), story_id, company_key, sectors),)
    return ()


def _day(found: re.Match[str]) -> date | None:
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
    try:
        return date(int(year), _MONTHS.index(month.lower()) + 1, int(day))
    except ValueError:
        return None


def _filing_sectors(filing: Filing) -> tuple[str, ...]:
    """By its SIC code, else by what the issuer says it is."""
    code = filing.facts.get("sic")
    by_code = sector_of_words(re.sub(r"\D", "", code.value)[:4]) if code is not None else None
    if by_code is not None:
        return (by_code,)
    says = " ".join(found[0] for found, _ in zip(_WE_ARE.finditer(fold(filing.text[:300_000])), range(12), strict=False))
    return tuple(name for name, _ in classify(f"{filing.issuer} {filing.issuer_zh or ''}", says))


def _filed_event(filing: Filing, trigger_id: str, stage: Stage, proof: tuple[str, int, int | None], story_id: str, company_key: str | None, sectors: tuple[str, ...]) -> Event:
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


def _filing_step(filing: Filing) -> tuple[str, Stage] | None:
    form, status = fold(filing.form), fold(filing.raw_status or "")
    if filing.kind in ("withdrawal", "lapse") or re.search(r"\brw\b|withdr|lapse|return|reject|失效|撤回|撤销|终止|退回|拒绝|不予", f"{form} {status}"):
        return ("IPO_SETBACK", "failed") if filing.is_ipo is not False else None
    if filing.is_ipo is False or filing.kind in ("spac_ipo", "follow_on", "resale", "debt", "fund", "shelf", "exhibits_only", "oc_announcement"):
        return None
    if filing.kind in ("effectiveness", "registration_8a") or re.search(r"\beffect\b|8-a12b|424b[1-5]|phip|post hearing|聆讯后|price range|allotment|notice of listing", form):
        if filing.is_ipo is None and filing.kind not in _IPO_KINDS:
            return None
        if "424b" in form or "effect" in form or filing.kind == "effectiveness":
            return ("IPO_PROGRESS", "completed")
        return ("IPO_PROGRESS", "filed")
    if filing.kind not in _IPO_KINDS and not filing.is_ipo:
        return None
    return ("IPO_FILED", "filed")


def _filing_quote(filing: Filing) -> tuple[str, int, int | None]:
    """(words, offset in title + line break + text, page) of what proves the filing's kind; its title where nothing is quoted."""
    proof = filing.facts.get("kind")
    if proof is not None and proof.quote and proof.offset is not None:
        return proof.quote, len(filing.title) + 1 + proof.offset, proof.page
    return filing.title, 0, None


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


def polarity_of(trigger_id: str) -> Polarity:
    """O, R or C of a trigger type."""
    return triggers()[trigger_id].polarity


__all__ = ["Article", "events", "from_filing", "is_lead", "polarity_of", "split"]
