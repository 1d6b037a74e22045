"""Which events a document tells, and whose: a sentence must prove each one.

A cue (``data/triggers``) makes a sentence speak of an event; denial, hypothesis and retold history take it away; the company is the doer's side of the cue
(the object's where the grammar turns round), else whom the sentence means by "the company". Banks that lend, sponsor or advise never carry the event of their customer.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from leadscan.data.triggers import Cue, Trigger, cues_worth_trying, grammar, triggers
from leadscan.leads import standing
from leadscan.leads.filings import from_filing
from leadscan.leads.particulars import particulars
from leadscan.leads.parties import Name, alike, is_a_persons_act, is_commercial_bank, names_of
from leadscan.leads.texts import CLAUSE, HAN, Found, Text, any_of, sentences, split
from leadscan.leads.whose import SEVERAL, owners
from leadscan.records import digest
from leadscan.text.body import body
from leadscan.text.normalize import fold
from leadscan.types import Annotation, Article, Beat, Document, Event, Evidence, Filing, Mention, Polarity, Stage

SILENT_BEATS: frozenset[Beat] = frozenset({"share_tip", "markets_roundup", "sport", "lifestyle"})
"""Beats whose texts carry no events: tips and wraps retell, the others speak of other things in the same words."""
HARD = frozenset({"IPO_INTENT", "IPO_FILED", "IPO_PROGRESS", "IPO_SETBACK", "SPINOFF_DUAL_PRIVATISE", "MA_BUY", "MA_SELL", "DEFAULT_INSOLVENCY"})
"""Triggers that count in the entertainment pages too."""
DENIABLE = frozenset({"IPO_INTENT", "IPO_FILED", "IPO_PROGRESS", "SPINOFF_DUAL_PRIVATISE", "MA_BUY", "MA_SELL"})
_PERSONAL = frozenset({"MA_BUY", "PROPERTY_DEAL"})
"""Acts that founders and owners do in their own name too."""
_RESULTS = frozenset({"CASH_RICH", "STRESS"})
_MOST_SENTENCE = 200
"""Characters of the last sentence of a beginning that may stand behind it."""
_MOST_CUES = 6
"""Cues of one trigger in one sentence."""
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年(?:(\d{1,2})月)?|(?=[\s,.;)]|$))")
_AHEAD = re.compile(r"\b(?:as (?:soon|early) as|by|until|due in|from) $|\beffective (?:from |as of |on )?(?:\d{1,2} [a-z]+ |[a-z]+ \d{1,2},? )?$|(?:最快|最早|预计|有望|直至|计划|料)(?:在|于)?$")
"""Right before a year that the text looks forward to."""
# Between an English cue and a year far behind it: the year of the event, not of another thing.
_IN = re.compile(r"(?<!founded )(?<!established )(?<!started )(?<!listed )(?<!public )\bin (?:[a-z]+ )?$")
_NOTICE = re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日(?:召开|举行|[^。;]{0,14}公告)")
"""In a text without a date, the day of its notice, or of the meeting whose decisions it tells: its own day."""
_TENDER = re.compile(r"[^,。;]{0,30}(?:招标|采购|框架|标段|批次)")
"""Right behind a year that is part of a tender's name."""


def events(
    document: Document, annotation: Annotation, mentions: tuple[Mention, ...], *, story_id: str, beat: Beat, sectors: Sequence[str], register_sectors: Callable[[str], tuple[str, ...]]
) -> tuple[Event, ...]:
    """Every event a news text tells, one for each trigger and company. Of a filing nothing: its form speaks (``from_filing``)."""
    if isinstance(document, Filing) or beat in SILENT_BEATS or _is_roundup(document.title):
        return ()
    text = _text(document, annotation, mentions, register_sectors)
    lang: str = "en" if document.lang == "en" else "zh"
    near = itertools.takewhile(lambda place: place[0] - text.title_end < standing.REACH[lang], sentences(text, annotation))
    found = [hit for start, end in near for hit in _in_sentence(text, start, end) if _stands(hit, text, lang, beat)]
    kept = _settled(found if beat != "entertainment" else [hit for hit in found if hit.trigger.id in HARD], text)
    return tuple(_event(hit, document, text, annotation, mentions, story_id, tuple(sectors), register_sectors) for hit in kept)


def may_tell(document: Document, beat: Beat) -> bool:
    """Does the beginning of a text of another beat than business hold any trigger's words: False spares the reading of names."""
    if isinstance(document, Filing) or beat in SILENT_BEATS:
        return False
    lang = "en" if document.lang == "en" else "zh"
    begun = fold(body(document.title, document.text)[: len(document.title) + standing.HEAD[lang] + _MOST_SENTENCE])
    return any(cue.pattern.search(begun) for _, cues in cues_worth_trying(begun, chinese=lang == "zh") for cue in cues)


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


def _stands(hit: Found, text: Text, lang: str, beat: Beat) -> bool:
    name = hit.name if hit.name is None or hit.name.identity in text.firms or hit.beside is None else hit.beside
    if hit.end <= text.title_end and name is not None and not SEVERAL.search(text.folded[hit.start : hit.end]) and not any(other.start < text.title_end and alike(other.identity, name.identity) for other in text.names):
        return False  # a headline's event is of whom the headline names
    return standing.stands(
        name, hit.start, text.title_end, text.names, text.main, firm=name is not None and name.identity in text.firms, beat=beat, lang=lang, sector_wide=hit.trigger.id == "POLICY_SECTOR"
    )  # fmt: skip


# --- the text and its sentences --------------------------------------------------------------------------------------


def _is_roundup(title: str) -> bool:
    folded = fold(title)
    return any(pattern.search(folded) for key in ("roundup_en", "roundup_zh") for pattern in grammar("blockers", key))


def _text(document: Document, annotation: Annotation, mentions: tuple[Mention, ...], register_sectors: Callable[[str], tuple[str, ...]]) -> Text:
    raw = body(document.title, document.text)
    folded = fold(raw)
    names = names_of(folded, mentions, register_sectors)
    firms = standing.grounded(folded, names, annotation)
    main = _main(standing.early(tuple(name for name in names if name.identity in firms) or names, len(document.title), "en" if document.lang == "en" else "zh"), len(document.title))
    return Text(raw, folded, names, main, len(document.title), document.published.year, document.published.month, firms, isinstance(document, Article) and document.published_from != "first_seen")


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


# --- one sentence ----------------------------------------------------------------------------------------------------


def _in_sentence(text: Text, start: int, end: int) -> Iterator[Found]:
    sentence = text.folded[start:end]
    chinese = len(HAN.findall(sentence)) * 4 >= len(sentence)
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
            whose = owners(text, trigger, cue, found, start, end, _without_guesses(text, names, start + found.start()) if chinese else names, chinese)
            if trigger.id in _PERSONAL:
                whose = tuple(None if owner is not None and is_a_persons_act(text.folded, owner) else owner for owner in whose)
            if not whose or (told and not cue.marks and not any(owner is not None and owner.start > told for owner in whose)):
                continue  # nobody's, or a cue that marks its company has said whose event the sentence tells
            told = max(told, start + found.start()) if cue.marks else told
            taken.append(found.span())
            stage = _stage(trigger, cue, sentence, found, chinese)
            firm = next((owner for owner in whose if owner is not None and owner.identity in text.firms), None)
            for owner in whose:
                yield Found(trigger, stage, owner, start, end, start + found.start(), start + found.end(), firm)


def _without_guesses(text: Text, names: tuple[Name, ...], cue_start: int) -> tuple[Name, ...]:
    """The names of a Chinese sentence that are firms on some ground, where one of them may be the doer; else all of them."""
    solid = tuple(name for name in names if name.identity in text.firms)
    joined = any(name.identity not in text.firms and any_of("demoted", "joined_zh", text.folded[one.end : name.start]) for one, name in itertools.pairwise(names))
    return solid if not joined and any(name.role == "party" and name.end <= cue_start for name in solid) else names


def _blocked(text: Text, trigger: Trigger, cue: Cue, sentence: str, found: re.Match[str], chinese: bool) -> bool:
    lang = "zh" if chinese else "en"
    if trigger.id in DENIABLE and any_of("blockers", f"sentence_{lang}", sentence):
        return True
    if any_of("blockers", f"after_{lang}", sentence[found.end() :]):
        return True
    if cue.sure:
        return _is_history(text, trigger, sentence, found, lang)
    if any_of("blockers", f"inside_{lang}", found[0]):
        return True
    clause = sentence[max(0, found.start() - (16 if chinese else 50)) : found.start()]
    clause = CLAUSE.split(clause)[-1] if chinese else clause.rsplit(";", 1)[-1]
    if any_of("blockers", f"near_{lang}", clause):
        return True
    return _is_history(text, trigger, sentence, found, lang)


def _is_history(text: Text, trigger: Trigger, sentence: str, found: re.Match[str], lang: str) -> bool:
    """Do the words before the cue place it in years past, with nothing new said since?"""
    if trigger.history == "none":
        return False
    before = sentence[max(0, found.start() - (40 if lang == "zh" else 90)) : found.start()]
    old: list[int] = []
    pasts = [hit.end() for pattern in grammar("blockers", f"history_{lang}") for hit in pattern.finditer(before)]
    for year in _YEAR.finditer(sentence[: found.end() + (0 if lang == "zh" else 60)]):
        if year.start() > found.end() + 20 and not _IN.search(sentence[found.end() : year.start()]):
            continue  # far behind an English cue only "in 2017" is its year
        if _AHEAD.search(sentence[max(0, year.start() - 30) : year.start()]) or (not text.dated and _NOTICE.match(sentence[year.start() : year.end() + 24])):
            continue
        if trigger.id == "CONTRACT_WIN" and _TENDER.match(sentence[year.end() : year.end() + 40]):
            continue
        month = int(year[2] or (12 if int(year[1]) == text.year else 6))
        if (text.year - int(year[1])) * 12 + text.month - month > 9:
            old.append(min(year.end(), len(before)))
    if text.dated and sentence not in text.folded[: text.title_end]:  # a headline is about what it names, whenever that was
        old += [month.end() for month in _MONTH[lang].finditer(before) if _is_past_month(text, month, lang)]
    if old and not any_of("blockers", f"today_{lang}", before[max(old) :]):
        return True
    return trigger.history == "all" and bool(pasts) and not any_of("blockers", f"now_{lang}", before[max(pasts) :])


_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH = {
    "zh": re.compile(r"(?P<now>今年|同年)\s?(\d{1,2})\s?月|(?P<new>(?:今|本)?年初)|(?<![\d年至到\-–截])(?<!截至)(?P<bare>\d{1,2})月(?!\d)"),
    "en": re.compile(rf"\b(?:in|since|on|early|late|back in|last)\s(?:early\s|late\s|mid-)?(?P<bare>{'|'.join(_MONTHS)})\b(?!\s\d{{4}})"),
}
"""A month that a text gives with no year, or with this one's."""


def _is_past_month(text: Text, found: re.Match[str], lang: str) -> bool:
    """Is a month named before the cue two or three months past: named as this year's, or bare."""
    named = found["bare"] or ("1" if found["new"] else found[2])
    month = _MONTHS.index(named) + 1 if lang == "en" else int(named)
    if not 1 <= month <= 12:
        return False
    ago = (text.month - month) % 12
    return (3 if found["bare"] else 2) <= ago <= 9


def _stage(trigger: Trigger, cue: Cue, sentence: str, found: re.Match[str], chinese: bool) -> Stage:
    lang = "zh" if chinese else "en"
    if cue.stage == "failed" or trigger.polarity == "R":
        return cue.stage or trigger.stage
    if any_of("stages", f"rumour_{lang}", sentence):
        return "rumour"
    if cue.stage is not None:
        return cue.stage
    # What fell back has fallen back, whatever is planned after it ("lapsed, may file again").
    behind = "" if trigger.stage == "failed" else CLAUSE.split(sentence[found.end() : found.end() + (6 if chinese else 12)])[0]
    near = sentence[max(0, found.start() - (14 if chinese else 40)) : found.end() if trigger.stage != "failed" else found.start()] + behind
    if any_of("stages", f"planned_{lang}", near):
        return "planned"
    return "completed" if trigger.stage == "announced" and any_of("stages", f"completed_{lang}", near) else trigger.stage


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


def _apart(one: Found, other: Found) -> bool:
    return one.cue_end <= other.cue_start or other.cue_end <= one.cue_start


def _settled(found: list[Found], text: Text) -> list[Found]:
    """One event for each trigger and company, the steps retold on the way to a later one left out."""
    best: dict[tuple[str, str], Found] = {}
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


def _is_aside(hit: Found, text: Text) -> bool:
    """Is the event only the "after it had filed ..." of a sentence about something else?"""
    return bool(_ASIDE_AFTER.search(text.folded[hit.cue_end : hit.end]) or _ASIDE_BEFORE.search(text.folded[hit.start : hit.cue_start]))


_SHELL = re.compile(r"acquisition corp|收购公司|\bspac\b|\betfs?\b|基金$")
"""Blank-check firms and funds: they list, and are no lead."""
_TROUBLED = frozenset({"DEBT_MATURING", "IPO_SETBACK", "CFO_CHANGE", "OWNER_CHANGE"})
"""Opportunities beside which a loss is no background."""
_SOFT = re.compile(r"loss|亏|利润|溢利|纯利|净利|盈利|profit|earnings|income|减值|impairment|write|关闭|结束|停工|clos|shut")


def _is_background(hit: Found, best: dict[tuple[str, str], Found], text: Text) -> bool:
    """A figure of last year's result far down a text that is about something else of the same company."""
    if hit.start < text.title_end or not _SOFT.search(text.folded[hit.cue_start : hit.cue_end]):
        return False
    others = [other for (trigger, identity), other in best.items() if hit.name is not None and identity == hit.name.identity and other.trigger.polarity == "O" and trigger not in _TROUBLED]
    return any(other.cue_start < hit.cue_start for other in others)


def _event(
    hit: Found, document: Document, text: Text, annotation: Annotation, mentions: tuple[Mention, ...], story_id: str, sectors: tuple[str, ...], register_sectors: Callable[[str], tuple[str, ...]]
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
        facts=particulars(hit, text, annotation, mentions),
        sectors=(register_sectors(key) if key else ()) or sectors,
        near_top=any(other.start < top for other in same) if name else hit.start < top,
    )


def polarity_of(trigger_id: str) -> Polarity:
    """O, R or C of a trigger type."""
    return triggers()[trigger_id].polarity


__all__ = ["Article", "events", "from_filing", "is_lead", "polarity_of", "split"]
