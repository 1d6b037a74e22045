"""Which events a document tells, and whose: a sentence must prove each one.

A cue (``data/triggers``) makes a sentence speak of an event; denial, hypothesis and retold history take it away; the company is the doer's side of the cue
(the object's where the grammar turns round), else whom the sentence means by "the company". Banks that lend, sponsor or advise never carry the event of their customer.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from leadscan.data.triggers import Cue, Trigger, cues_worth_trying, grammar, triggers
from leadscan.leads import facts as fact
from leadscan.leads import standing
from leadscan.leads.filings import from_filing
from leadscan.leads.parties import Name, alike, bare, is_a_persons_act, is_commercial_bank, names_of
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
_CROWD = 3
"""Banks in one list that are no single bank's move any more."""
_MOST_CUES = 6
"""Cues of one trigger in one sentence."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年(?:(\d{1,2})月)?|(?=[\s,.;)]|$))")
_AHEAD = re.compile(r"\b(?:as (?:soon|early) as|by|until|due in|from) $|(?:最快|最早|预计|有望|直至|计划|料)(?:在|于)?$")
"""Right before a year that the text looks forward to."""
_CLAUSE = re.compile(r"[,;:]")
_EN_CLAUSE = re.compile(r"[;:]|\b(?:while|whereas|but|after)\b")
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
    firms: frozenset[str]
    """Identities of the names that are firms on some ground."""
    dated: bool
    """Does the text or its source say when it was published: else a month means nothing."""


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
    beside: Name | None = None
    """A firm on some ground that does the same in the same words."""


def events(
    document: Document, annotation: Annotation, mentions: tuple[Mention, ...], *, story_id: str, beat: Beat, sectors: Sequence[str], register_sectors: Callable[[str], tuple[str, ...]]
) -> tuple[Event, ...]:
    """Every event a news text tells, one for each trigger and company. Of a filing nothing: its form speaks (``from_filing``)."""
    if isinstance(document, Filing) or beat in SILENT_BEATS or _is_roundup(document.title):
        return ()
    text = _text(document, annotation, mentions, register_sectors)
    lang: str = "en" if document.lang == "en" else "zh"
    near = itertools.takewhile(lambda place: place[0] - text.title_end < standing.REACH[lang], _sentences(text, annotation))
    found = [hit for start, end in near for hit in _in_sentence(text, start, end) if _stands(hit, text, lang, beat)]
    kept = _settled(found if beat != "entertainment" else [hit for hit in found if hit.trigger.id in HARD], text)
    return tuple(_event(hit, document, text, annotation, mentions, story_id, tuple(sectors), register_sectors) for hit in kept)


def is_lead(found: Iterable[Event], register_sectors: Callable[[str], tuple[str, ...]] = lambda key: ()) -> bool:
    """Would a banker call about this text alone: an opportunity of a named company that is no commercial bank, and no risk beside it."""
    found = tuple(found)
    if any(event.polarity == "R" for event in found):
        return False
    return any(
        event.polarity == "O" and event.company_name and event.trigger != "COMPETITOR_BANK" and event.stage != "failed"
        and not is_commercial_bank(event.company_name, register_sectors(event.company_key) if event.company_key else ())
        for event in found
    )  # fmt: skip


def _stands(hit: _Found, text: _Text, lang: str, beat: Beat) -> bool:
    name = hit.name if hit.name is None or hit.name.identity in text.firms or hit.beside is None else hit.beside
    if hit.end <= text.title_end and name is not None and not _SEVERAL.search(text.folded[hit.start : hit.end]) and not any(other.start < text.title_end and alike(other.identity, name.identity) for other in text.names):
        return False  # a headline's event is of whom the headline names
    return standing.stands(
        name, hit.start, text.title_end, text.names, text.main, firm=name is not None and name.identity in text.firms, beat=beat, lang=lang, sector_wide=hit.trigger.id == "POLICY_SECTOR"
    )  # fmt: skip


# --- the text and its sentences --------------------------------------------------------------------------------------


def _is_roundup(title: str) -> bool:
    folded = fold(title)
    return any(pattern.search(folded) for key in ("roundup_en", "roundup_zh") for pattern in grammar("blockers", key))


def _text(document: Document, annotation: Annotation, mentions: tuple[Mention, ...], register_sectors: Callable[[str], tuple[str, ...]]) -> _Text:
    raw = body(document.title, document.text)
    folded = fold(raw)
    names = names_of(folded, mentions, register_sectors)
    firms = standing.grounded(folded, names, annotation)
    main = _main(standing.early(tuple(name for name in names if name.identity in firms) or names, len(document.title), "en" if document.lang == "en" else "zh"), len(document.title))
    return _Text(raw, folded, names, main, len(document.title), document.published.year, document.published.month, firms, isinstance(document, Article) and document.published_from != "first_seen")


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
    aside = [found.span() for pattern in grammar("blockers", "hidden_zh" if chinese else "hidden_en") for found in pattern.finditer(sentence)]
    for trigger, cues in cues_worth_trying(sentence, chinese=chinese):
        hits = [(cue, found) for cue in cues for found in cue.pattern.finditer(sentence)]
        if not hits:
            continue
        hidden = [*aside, *(found.span() for pattern in (trigger.blockers_zh if chinese else trigger.blockers_en) for found in pattern.finditer(sentence))]
        taken: list[tuple[int, int]] = []
        told = 0
        for cue, found in hits:
            if len(taken) >= _MOST_CUES:
                break
            if any(name.start < start + found.start() < name.end for name in names):
                continue  # "... Partners Limited", "... Investment Company": a word of a name tells nothing
            if any(first < found.end() and found.start() < last for first, last in (*hidden, *taken)) or _blocked(text, trigger, cue, sentence, found, chinese):
                continue
            owners = _owners(text, trigger, cue, found, start, end, _without_guesses(text, names, start + found.start()) if chinese else names, chinese)
            if trigger.id in _PERSONAL:
                owners = tuple(None if owner is not None and is_a_persons_act(text.folded, owner) else owner for owner in owners)
            if not owners or (told and not cue.marks and not any(owner is not None and owner.start > told for owner in owners)):
                continue  # nobody's, or a cue that marks its company has said whose event the sentence tells
            told = max(told, start + found.start()) if cue.marks else told
            taken.append(found.span())
            stage = _stage(trigger, cue, sentence, found, chinese)
            firm = next((owner for owner in owners if owner is not None and owner.identity in text.firms), None)
            for owner in owners:
                yield _Found(trigger, stage, owner, start, end, start + found.start(), start + found.end(), firm)


def _without_guesses(text: _Text, names: tuple[Name, ...], cue_start: int) -> tuple[Name, ...]:
    """The names of a Chinese sentence that are firms on some ground, where one of them may be the doer; else all of them."""
    solid = tuple(name for name in names if name.identity in text.firms)
    joined = any(name.identity not in text.firms and _any("demoted", "joined_zh", text.folded[one.end : name.start]) for one, name in itertools.pairwise(names))
    return solid if not joined and any(name.role == "party" and name.end <= cue_start for name in solid) else names


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
        if _AHEAD.search(sentence[max(0, year.start() - 14) : year.start()]):
            continue
        month = int(year[2] or (12 if int(year[1]) == text.year else 6))
        if (text.year - int(year[1])) * 12 + text.month - month > 9:
            old.append(min(year.end(), len(before)))
    if text.dated and sentence not in text.folded[: text.title_end]:  # a headline is about what it names, whenever that was
        old += [month.end() for month in _MONTH[lang].finditer(before) if _is_past_month(text, month, lang)]
    if old and not _any("blockers", f"today_{lang}", before[max(old) :]):
        return True
    return trigger.history == "all" and bool(pasts) and not _any("blockers", f"now_{lang}", before[max(pasts) :])


_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH = {
    "zh": re.compile(r"(?P<now>今年|同年)\s?(\d{1,2})\s?月|(?P<new>(?:今|本)?年初)|(?<![\d年至到\-–截])(?<!截至)(?P<bare>\d{1,2})月(?!\d)"),
    "en": re.compile(rf"\b(?:in|since|on|early|late|back in|last)\s(?:early\s|late\s|mid-)?(?P<bare>{'|'.join(_MONTHS)})\b(?!\s\d{{4}})"),
}
"""A month that a text gives with no year, or with this one's."""


def _is_past_month(text: _Text, found: re.Match[str], lang: str) -> bool:
    """Is a month named before the cue two or three months past: named as this year's, or bare."""
    named = found["bare"] or ("1" if found["new"] else found[2])
    month = _MONTHS.index(named) + 1 if lang == "en" else int(named)
    if not 1 <= month <= 12:
        return False
    ago = (text.month - month) % 12
    return (3 if found["bare"] else 2) <= ago <= 9


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
    # What fell back has fallen back, whatever is planned after it ("lapsed, may file again").
    behind = "" if trigger.stage == "failed" else _CLAUSE.split(sentence[found.end() : found.end() + (6 if chinese else 12)])[0]
    near = sentence[max(0, found.start() - (14 if chinese else 40)) : found.end() if trigger.stage != "failed" else found.start()] + behind
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
    done_to: Name | None = None
    if trigger.id == "COMPETITOR_BANK":
        names = free = tuple(name for name in names if name.bank and name.role != "source")
    if "owner" in found.re.groupindex and found.start("owner") >= 0:
        place = start + found.start("owner")
        last = max(cue_end, place + (14 if chinese else 40)) if place >= cue_end - 1 else cue_end
        behind = [name for name in names if place <= name.start < last or name.start < place < name.end]
        return _with_joined(text, behind[0], free, chinese, forward=True) if behind else ()
    if "by" in found.re.groupindex and found.start("by") >= 0:
        place = start + found.start("by")
        return tuple(name for name in names if place - 2 <= name.end <= place)[-1:]
    if "object" in found.re.groupindex and found.start("object") >= 0:
        done_to = next((name for name in names if 0 <= name.start - start - found.start("object") <= (8 if chinese else 20)), None)
        if done_to is None:
            return ()
        free = tuple(name for name in free if name.identity != done_to.identity) or tuple(name for name in free if name.start < cue_start)
        names = tuple(replace(name, role="object") if name.identity == done_to.identity and name.start >= cue_start else name for name in names)
    before = [name for name in free if name.start < cue_start]
    if trigger.id == "COMPETITOR_BANK":
        whose = _with_joined(text, before[-1], free, chinese, forward=False) if before else _with_joined(text, free[0], free, chinese, forward=True) if free else ()
        return whose if len(whose) < _CROWD else ()  # what every bank does is no competitor's move
    if chinese and (together := _together(text, free, cue_start)):
        return together
    if chinese and trigger.id == "EQUITY_RAISE":
        investors = {name.identity for name in free if _invests(text, name, start)}
        if investors:
            free = tuple(name for name in free if name.identity not in investors)
            before = [name for name in before if name.identity not in investors]
            if not before and (text.main is None or text.main.identity in investors or text.main.start >= text.title_end):
                return ()  # "last July a chain got money from X": the chain has no name that was seen
    agent = _agent(text, trigger, before, cue_start) if chinese else None
    if agent is not None:
        return (agent,)
    parties = [name for name in before if name.role == "party"]
    if parties:
        return _with_joined(text, _subject(text, parties, start, cue_start, chinese), free, chinese, forward=False)
    if chinese and not names and (several := _listed(text, start, end)):
        return several
    doers = [name for name in before if name.role != "object"]
    objects = {name.identity for name in names if name.role == "object"}
    if not doers and text.main is not None and text.main.identity not in objects and _speaks_of_main(text, text.folded[start : cue_start if trigger.id == "MA_BUY" else cue_end], start, chinese):
        return (text.main,)
    if before:
        return (_subject(text, doers, start, cue_start, chinese),) if doers else ()
    inside = {name.identity: name for name in reversed(free) if name.start < cue_end}
    if text.main is not None and text.main.start < text.title_end < start and text.main.identity not in inside and inside:
        return (text.main,)  # "after landing X's order, ...": the name inside is the other side
    if len(inside) == 1:
        return tuple(inside.values())
    if text.main is not None and text.main.identity not in objects and not free and _is_near(text, start, chinese) and (len({name.identity for name in text.names if name.role == "party"}) <= 1 or text.main.start < text.title_end):
        return (text.main,)
    if free and len({name.identity for name in free}) == 1 and free[0].role != "object" and found.start() < (12 if chinese else 25):
        return (free[0],)
    if done_to is not None:
        return (None,)  # bought by somebody who is not named here
    return (None,) if all(name.role == "object" for name in text.names) and _any("reference", "zh" if chinese else "en", text.folded[start:end]) else ()


def _is_near(text: _Text, start: int, chinese: bool) -> bool:
    """Does a sentence that names nobody stand near enough to the headline to speak of whom the text is about."""
    if start < text.title_end:
        return True
    titled = text.main is not None and text.main.start < text.title_end
    return text.main is not None and text.main.start < start and start - text.title_end < (standing.HEAD["zh" if chinese else "en"] * (3 if titled else 2)) // 2


_AGENT = re.compile(r"由[^,。;、]{0,10}$")
_ACTS = frozenset({"MA_BUY", "CAPEX_PLANT", "PROPERTY_DEAL"})
"""Triggers whose cue is an act: who stands behind "by" right before it is the doer."""


_PERSONAL = frozenset({"MA_BUY", "PROPERTY_DEAL"})
"""Acts that founders and owners do in their own name too."""


def _agent(text: _Text, trigger: Trigger, before: Sequence[Name], cue_start: int) -> Name | None:
    """The doer of "由 X 在 ... 興建": right before the cue, in its clause. None = there is none."""
    if trigger.id not in _ACTS or not before:
        return None
    last = before[-1]
    gap = text.folded[last.end : cue_start]
    return last if len(gap) <= 10 and not _CLAUSE.search(gap) and _AGENT.search(text.folded[max(0, last.start - 11) : last.start]) else None


def _together(text: _Text, free: tuple[Name, ...], cue_start: int) -> tuple[Name, ...]:
    """Of "A 與 B、C 組成的聯合體中標" all; () where no such words stand between the last name and the cue."""
    before = [name for name in free if name.end <= cue_start]
    if not before or cue_start - before[-1].end > 20 or not _any("demoted", "together_zh", text.folded[before[-1].end : cue_start]):
        return ()
    chain = [before[-1]]
    for name in reversed(before[:-1]):
        if not _any("demoted", "chain_zh", text.folded[name.end : chain[-1].start]):
            break
        chain.append(name)
    return tuple({name.identity: name for name in reversed(chain)}.values())


_GETS = re.compile(r"(?:获得|拿到|得到|完成|获(?!悉|利|批))了?[^,。;]{0,30}$")
_ROUND = re.compile(r"融资|投资|轮|注资")
_LEADS_ROUND = re.compile(r"^(?:等[^,。;]{0,8})?(?:独家|联合|共同)?(?:领投|跟投)")


def _invests(text: _Text, name: Name, start: int) -> bool:
    """Does the name stand between "got" and the round, or lead it: whoever gets money is named before."""
    clause = _CLAUSE.split(text.folded[start : name.start])[-1]
    if _LEADS_ROUND.match(text.folded[name.end : name.end + 12]):
        return True
    return bool(_GETS.search(clause)) and bool(_ROUND.search(_CLAUSE.split(text.folded[name.end : name.end + 60])[0]))


_SEVERAL = re.compile(r"(?:\d+|[两三四五六七八九十]|多|数|若干)家")
_LISTED = re.compile(r"(?:分别(?:为|是)|包括|涉及|即)\s*$")


def _listed(text: _Text, start: int, end: int) -> tuple[Name, ...]:
    """Of a sentence on "six insurers" that names none: the list that the next sentence begins; () where there is none."""
    if not _SEVERAL.search(text.folded[start:end]):
        return ()
    behind = [name for name in text.names if end <= name.start < end + 400]
    if not behind or behind[0].start > end + 30 or not _LISTED.search(text.folded[max(end, behind[0].start - 6) : behind[0].start]):
        return ()
    found = [behind[0]]
    for name in behind[1:]:
        if not _any("demoted", "joined_zh", text.folded[found[-1].end : name.start]):
            break
        found.append(name)
    return tuple({name.identity: name for name in reversed(found)}.values())[::-1]


def _subject(text: _Text, parties: Sequence[Name], start: int, cue_start: int, chinese: bool) -> Name:
    """The doer among the names before a cue: the one right before it, else the first of the nearest clause that holds one."""
    nearest = parties[-1]
    gap = text.folded[nearest.end : cue_start]
    if len(gap) <= (3 if chinese else 12) and not _CLAUSE.search(gap):
        return nearest
    stop = _CLAUSE if chinese else _EN_CLAUSE
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
    if start < text.title_end:
        return True
    lang = "zh" if chinese else "en"
    near = text.main is not None and (text.main.start < text.title_end or start - text.title_end < standing.TOP[lang])
    return near and _any("reference", lang, before)


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


_SAME_WORDS = frozenset({"PROPERTY_DEAL"})
"""Stronger triggers that take from a weaker one only what the same words tell: "bought a warehouse", not "leased offices and will build a plant"."""


def _apart(one: _Found, other: _Found) -> bool:
    return one.cue_end <= other.cue_start or other.cue_end <= one.cue_start


def _settled(found: list[_Found], text: _Text) -> list[_Found]:
    """One event for each trigger and company, the steps retold on the way to a later one left out."""
    best: dict[tuple[str, str], _Found] = {}
    for hit in found:
        key = (hit.trigger.id, hit.name.identity if hit.name else "")
        if hit.trigger.id == "COMPETITOR_BANK" and (hit.name is None or not hit.name.bank):
            continue
        if hit.trigger.id != "COMPETITOR_BANK" and hit.name is not None and (hit.name.role == "arranger" or (hit.name.bank and hit.trigger.id == "PARTNER_SUPPLY")):
            continue
        if key not in best or (_is_aside(best[key], text) and not _is_aside(hit, text)):
            best[key] = hit
    named = {trigger for trigger, identity in best if identity}
    for trigger, identity in list(best):
        if not identity and trigger in named:
            del best[trigger, identity]
    for weaker, stronger in _YIELDS:
        for key in [key for key in best if key[0] == weaker]:
            if any((other, key[1]) in best and not (other in _SAME_WORDS and _apart(best[key], best[other, key[1]])) for other in stronger):
                del best[key]
    for key in [key for key in best if key[0] == "MA_SELL" and (change := best.get(("OWNER_CHANGE", key[1]))) is not None and change.start == best[key].start]:
        del best[key]  # "its controlling holder changes, shares are transferred": the holder sells, not the company
    for key in [key for key in best if key[0] == "STRESS" and _is_background(best[key], best, text)]:
        del best[key]
    for key in [key for key in best if key[0].startswith(("IPO_", "MA_")) and (name := best[key].name) is not None and _SHELL.search(fold(name.mention.text))]:
        del best[key]
    return sorted(best.values(), key=lambda hit: hit.cue_start)


_ASIDE_AFTER = re.compile(r"^[^,。;!?]{0,2}(?:之?前(?!景)|之?后(?!市)|以来|期间|时(?!间)|的(?:公司|企业|发行人))")
_ASIDE_BEFORE = re.compile(r"\b(?:after|before|since|following|ahead of|when|which|whose)\b[^.;]{0,30}$")


def _is_aside(hit: _Found, text: _Text) -> bool:
    """Is the event only the "after it had filed ..." of a sentence about something else?"""
    return bool(_ASIDE_AFTER.search(text.folded[hit.cue_end : hit.end]) or _ASIDE_BEFORE.search(text.folded[hit.start : hit.cue_start]))


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
    found = {
        "amount": _amount(hit, text),
        "amounts": "; ".join(dict.fromkeys(words for _, words in fact.amounts(text.raw))) or None,
        "stake": fact.stake(sentence, hit.cue_start - hit.start),
        "venue": fact.venue(sentence) if hit.trigger.id.startswith(("IPO_", "SPINOFF")) else None,
        "date": fact.date(text.raw[hit.cue_end : hit.end]),
        "counterparty": _counterparty(hit, text) if not hit.trigger.id.startswith("IPO_") else None,
        "person": _person(hit, annotation, mentions) if hit.trigger.id in ("CFO_CHANGE", "OWNER_CHANGE", "COURTESY") else None,
        "banks": _served_by(hit, text, banks=True),
        "sponsors": _served_by(hit, text, banks=False) if hit.trigger.id.startswith("IPO_") else None,
        "asks": _asks(text, annotation) if hit.name is not None and text.main is not None and alike(hit.name.identity, text.main.identity) else None,
        "setback": fact.setback(text.raw[hit.cue_start : hit.cue_end]) if hit.trigger.id == "IPO_SETBACK" else None,
        "tie": "text" if _TIE.search(text.folded) else None,
    }
    return {key: value for key, value in found.items() if value}


_SIZED = frozenset({"CASH_RICH", "STRESS", "DEBT_MATURING", "DEFAULT_INSOLVENCY", "INTEGRITY"})
"""Triggers of which a profit, a loss or a debt is the sum itself."""


def _amount(hit: _Found, text: _Text) -> str | None:
    """The sum of the event, as printed: that of the cue's clause, else one that is called its price, else the next one behind the cue. None = the sentence gives none."""
    folded = text.folded[hit.start : hit.end]
    at, behind = hit.cue_start - hit.start, hit.cue_end - hit.start
    ranked: list[tuple[tuple[int, bool, int], str]] = []
    for place, words in fact.amounts(text.raw[hit.start : hit.end]):
        price, clauses = fact.is_price(folded, place, words), _clauses_between(folded, place, at, behind)
        if fact.is_per_share(folded, place, words) or (hit.trigger.id not in _SIZED and not price and fact.is_other_sum(folded, place, words)):
            continue
        if clauses and not price and (place < at or clauses > 2):
            continue
        ranked.append(((clauses, place < at, abs(place - at)), words))
    return min(ranked)[1] if ranked else None


def _counterparty(hit: _Found, text: _Text) -> str | None:
    """The other side by name: behind the cue, else before it."""
    others = [other for other in text.names if hit.start <= other.start < hit.end and _is_counterparty(other, hit)]
    return min(others, key=lambda other: (other.end <= hit.cue_start, other.start)).mention.text if others else None


def _clauses_between(sentence: str, place: int, start: int, end: int) -> int:
    """Commas between a sum and the cue."""
    return len(_CLAUSE.findall(sentence[place:start] if place < start else sentence[end:place] if place > end else ""))


def _is_counterparty(other: Name, hit: _Found) -> bool:
    """The other side of the event by name: of the register, or written out with its legal form; a bare guess at a name is no fact."""
    if other.role in ("source", "arranger") or (hit.name is not None and alike(other.identity, hit.name.identity)):
        return False
    return other.mention.company is not None or bare(other.mention.text) != fold(other.mention.text).strip() or bool(_LATIN_NAME.fullmatch(other.mention.text))


_LATIN_NAME = re.compile(r"[A-Z][\w&.'’-]+(?: (?:&|of|and|[A-Z][\w&.'’-]+)){1,5}")
_ADVISER = ("adviser_en", "adviser_zh")


def _served_by(hit: _Found, text: _Text, *, banks: bool) -> str | None:
    """Who serves the deal: its banks, or the houses that are no banks and no accountants or lawyers."""
    others = [other for other in text.names if other.role == "arranger" and other.bank is banks and (hit.name is None or not alike(other.identity, hit.name.identity))]
    firms = {other.identity: other.mention.text for other in reversed(others) if not any(pattern.search(fold(other.mention.text)) for key in _ADVISER for pattern in grammar("banks", key))}
    return ", ".join(list(firms.values())[::-1]) or None


def _asks(text: _Text, annotation: Annotation) -> str | None:
    """The sentence in which somebody looks for money or a bank; None = none does."""
    for start, end in _sentences(text, annotation):
        sentence = text.folded[start:end]
        lang = "zh" if len(_HAN.findall(sentence)) * 4 >= len(sentence) else "en"
        if _any("asks", lang, sentence) and not _any("asks", f"not_{lang}", sentence):
            return text.raw[start:end].strip()[:200]
    return None


_PERSON_SURE = 0.6
"""A name that only the trained pipeline takes for a person's (surer than this are those of rules) is told to nobody as a fact."""


def _person(hit: _Found, annotation: Annotation, mentions: tuple[Mention, ...]) -> str | None:
    inside = [(person.start, person.name) for person in annotation.people if hit.start <= person.start < hit.end]
    inside += [(mention.start, mention.text) for mention in (*mentions, *annotation.mentions) if mention.label == "PERSON" and mention.sure >= _PERSON_SURE and hit.start <= mention.start < hit.end]
    return min(inside, key=lambda item: abs(item[0] - hit.cue_start))[1] if inside else None


def polarity_of(trigger_id: str) -> Polarity:
    """O, R or C of a trigger type."""
    return triggers()[trigger_id].polarity


__all__ = ["Article", "events", "from_filing", "is_lead", "polarity_of", "split"]
