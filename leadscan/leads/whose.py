"""Whose event a cue tells: the doer before it, the object where the grammar turns round, those joined to it, or whom the text is about."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from leadscan.data.triggers import Cue, Trigger
from leadscan.leads import standing
from leadscan.leads.parties import Name
from leadscan.leads.texts import CLAUSE, Text, any_of

_CROWD = 3
"""Banks in one list that are no single bank's move any more."""
_EN_CLAUSE = re.compile(r"[;:]|\b(?:while|whereas|but|after)\b")


@dataclass(frozen=True, slots=True)
class _Scene:
    """A cue in its sentence and the names that may be its doer."""

    text: Text
    trigger: Trigger
    chinese: bool
    start: int
    end: int
    cue_start: int
    cue_end: int
    names: tuple[Name, ...]
    free: tuple[Name, ...]
    """Those that neither arrange the deal nor are the source of the news."""

    @property
    def before(self) -> list[Name]:
        """Free names before the cue."""
        return [name for name in self.free if name.start < self.cue_start]

    def without(self, identities: Set[str]) -> _Scene:
        """The same with these companies no doers."""
        return replace(self, free=tuple(name for name in self.free if name.identity not in identities))

    def with_joined(self, name: Name, *, forward: bool) -> tuple[Name, ...]:
        """A name and those joined to it by "and"."""
        return _with_joined(self.text, name, self.free, self.chinese, forward=forward)


_Owners = tuple[Name | None, ...]


def owners(text: Text, trigger: Trigger, cue: Cue, found: re.Match[str], start: int, end: int, names: tuple[Name, ...], chinese: bool) -> _Owners:
    """The companies an event belongs to; (None,) where it belongs to nobody named; () where the grammar wants a name and there is none."""
    if cue.owner == "none":
        return (None,)
    if trigger.id == "COMPETITOR_BANK":
        names = tuple(name for name in names if name.bank and name.role != "source")
        free = names
    else:
        free = tuple(name for name in names if name.role not in ("arranger", "source"))
    scene = _Scene(text, trigger, chinese, start, end, start + found.start(), start + found.end(), names, free)
    marked = _marked(scene, found)
    if marked is not None:
        return marked
    done_to = None
    if _has(found, "object"):
        done_to = _object(scene, start + found.start("object"))
        if done_to is None:
            return ()
        scene = _without_object(scene, done_to)
    kind = _by_kind(scene)
    if kind is not None:
        return kind
    if chinese and trigger.id == "EQUITY_RAISE":
        investors = _investors(scene)
        scene = scene.without(investors)
        if investors and not scene.before and (text.main is None or text.main.identity in investors or text.main.start >= min(text.title_end, start)):
            return ()  # "last July a chain got money from X": the chain has no name that was seen
    before = _named_before(scene)
    return before if before is not None else _named_elsewhere(scene, found, done_to)


def _has(found: re.Match[str], group: str) -> bool:
    return group in found.re.groupindex and found.start(group) >= 0


def _marked(scene: _Scene, found: re.Match[str]) -> _Owners | None:
    """Whom the cue's own pattern marks as the owner; None = it marks nobody."""
    if _has(found, "owner"):
        place = scene.start + found.start("owner")
        last = max(scene.cue_end, place + (14 if scene.chinese else 40)) if place >= scene.cue_end - 1 else scene.cue_end
        if _has(found, "until"):
            last = scene.start + found.start("until")
        behind = [name for name in scene.names if place <= name.start < last or name.start < place < name.end]
        if scene.trigger.id == "DEBT_NEW" and behind and behind[0].bank:
            return ()  # "applies to the bank for a line": the lender
        return scene.with_joined(behind[0], forward=True) if behind else ()
    if _has(found, "by"):
        place = scene.start + found.start("by")
        return tuple(name for name in scene.names if place - 2 <= name.end <= place and scene.text.folded[name.end : place] != "及其")[-1:]
    return None


def _object(scene: _Scene, place: int) -> Name | None:
    """To whom the cue's pattern says it is done."""
    return next((name for name in scene.names if 0 <= name.start - place <= (8 if scene.chinese else 20)), None)


def _without_object(scene: _Scene, done_to: Name) -> _Scene:
    """The scene with whom it is done to as an object, and no doer where there is another."""
    free = tuple(name for name in scene.free if name.identity != done_to.identity) or tuple(name for name in scene.free if name.start < scene.cue_start)
    names = tuple(replace(name, role="object") if name.identity == done_to.identity and name.start >= scene.cue_start else name for name in scene.names)
    return replace(scene, names=names, free=free)


def _by_kind(scene: _Scene) -> _Owners | None:
    """Whose it is by the nature of its trigger: a listing that another firm pushes, a bank's move, a round that an issuer is named for. None = the grammar decides."""
    text, free, before = scene.text, scene.free, scene.before
    if scene.trigger.id.startswith("IPO_"):
        if (lists := _lists(text, free, scene.cue_start, scene.cue_end, scene.end, scene.chinese)) is not None:
            return scene.with_joined(lists, forward=True)
        of = None if scene.chinese else _OF_WHOM.search(text.raw, scene.cue_start, min(scene.end, scene.cue_end + 40))
        if of is not None and not any(name.start < of.end() <= name.end for name in scene.names):
            return (None,)  # "plans an IPO of Xyz", a name that nobody knows
    if scene.trigger.id == "COMPETITOR_BANK":
        whose = scene.with_joined(before[-1], forward=False) if before else scene.with_joined(free[0], forward=True) if free else ()
        return whose if len(whose) < _CROWD else ()  # what every bank does is no competitor's move
    if scene.chinese and (together := _together(text, free, scene.cue_start)):
        return together
    if scene.chinese and scene.trigger.id == "EQUITY_RAISE":
        cue = text.folded[scene.cue_start : scene.cue_end]
        issuer = next((name for name in free if name.end <= scene.cue_start and _issues(text.folded[scene.start : name.start], text.folded[name.end : scene.cue_start], cue)), None)
        return (issuer,) if issuer is not None else None
    return None


def _investors(scene: _Scene) -> set[str]:
    """Who gives the money of a round; also whom a headline about an investor names."""
    text = scene.text
    found = {name.identity for name in scene.free if _invests(text, name, scene.start)} - {name.identity for name in scene.before if not _invests(text, name, scene.start)}
    if text.main is not None and text.main.start < text.title_end and _INVESTS.search(text.folded[text.main.end : text.title_end]):
        found.add(text.main.identity)
    return found


def _named_before(scene: _Scene) -> _Owners | None:
    """The doer where the sentence names one before the cue, or speaks of "the company"; None = it does neither."""
    text, before, chinese = scene.text, scene.before, scene.chinese
    agent = _agent(text, scene.trigger, before, scene.cue_start) if chinese else None
    if agent is not None:
        return (agent,)
    parties = [name for name in before if name.role == "party"]
    if parties:
        return scene.with_joined(_subject(text, parties, scene.start, scene.cue_start, chinese, scene.trigger), forward=False)
    if chinese and not scene.names and (several := _listed(text, scene.start, scene.end)):
        return several
    doers = [name for name in before if name.role != "object"]
    main = text.main
    if chinese and _THE_COMPANY.search(text.folded[scene.start : scene.cue_start]):
        known = main is not None and main.start < scene.start and all(name.identity != main.identity for name in doers)
        return (main if known else None,)  # "公司收到 X 發出的中標通知書": not X
    said = text.folded[scene.start : scene.cue_start if scene.trigger.id == "MA_BUY" else scene.cue_end]
    if not doers and main is not None and main.identity not in _objects(scene) and _speaks_of_main(text, said, scene.start, chinese):
        return (main,)
    if before:
        return (_subject(text, doers, scene.start, scene.cue_start, chinese, scene.trigger),) if doers else ()
    return None


def _named_elsewhere(scene: _Scene, found: re.Match[str], done_to: Name | None) -> _Owners:
    """The doer where no name stands before the cue: one inside or right behind it, or whom the text is about."""
    text, main, chinese = scene.text, scene.text.main, scene.chinese
    inside = {name.identity: name for name in reversed(scene.free) if name.start < scene.cue_end and name.role != "object"}
    if main is not None and main.start < text.title_end < scene.start and main.identity not in inside and inside:
        return (main,)  # "after landing X's order, ...": the name inside is the other side
    if len(inside) == 1:
        return tuple(inside.values())
    if main is not None and main.identity not in _objects(scene) and not scene.free and _is_near(text, scene.start, chinese):
        parties = {name.identity for name in text.names if name.role == "party"}
        if len(parties) <= 1 or main.start < text.title_end:
            return (main,)
    if scene.free and len({name.identity for name in scene.free}) == 1 and scene.free[0].role != "object" and found.start() < (12 if chinese else 25):
        return (scene.free[0],)
    if done_to is not None:
        return (None,)  # bought by somebody who is not named here
    spoken_of = any_of("reference", "zh" if chinese else "en", text.folded[scene.start : scene.end])
    return (None,) if all(name.role == "object" for name in text.names) and spoken_of else ()


def _objects(scene: _Scene) -> set[str]:
    return {name.identity for name in scene.names if name.role == "object"}


_IPO_OF = {
    "en": re.compile(r"^[^.;,]{0,24}\b(?:ipo|initial public offering|listing|flotation|float|spin-?off) (?:plans? )?(?:of|for) (?:(?:its|the) )?(?:[a-z][\w-]* ){0,3}$"),
    "zh": re.compile(r"^(?:的|于|在)?[^,。;、]{0,4}(?:ipo|上市|挂牌|首发)"),
}
"""Right before or behind the name of a firm that another one brings to market."""


# "plans an IPO of Xyz": whose it is, though no name of the text.
_OF_WHOM = re.compile(r"\b(?:IPO|[Ii]nitial public offering|[Ll]isting|[Ff]lotation|[Ff]loat) of (?:its )?(?:[a-z-]+ ){0,3}[A-Z]")


def _lists(text: Text, free: Sequence[Name], cue_start: int, cue_end: int, end: int, chinese: bool) -> Name | None:
    """The firm of "X pushes ahead with the listing of Y" and "推進 Y 的 IPO 計劃": Y. None = the words name no other firm."""
    if chinese:
        beside = [name for name in free if name.end <= cue_start and text.folded[name.end : cue_start] in ("", "的", "的a股", "a股") and _IPO_OF["zh"].match(text.folded[cue_start : cue_start + 10])]
        if beside:
            return beside[-1]
        inside = [name for name in free if cue_start <= name.start < cue_end and _IPO_OF["zh"].match(text.folded[name.end : name.end + 10])]
        return inside[-1] if inside else None
    behind = next((name for name in free if cue_start < name.start < end and name.start - cue_start < 80), None)
    return behind if behind is not None and _IPO_OF["en"].match(text.folded[cue_start : behind.start]) else None


def _is_near(text: Text, start: int, chinese: bool) -> bool:
    """Does a sentence that names nobody stand near enough to the headline to speak of whom the text is about."""
    if start < text.title_end:
        return True
    titled = text.main is not None and text.main.start < text.title_end
    return text.main is not None and text.main.start < start and start - text.title_end < (standing.HEAD["zh" if chinese else "en"] * (3 if titled else 2)) // 2


_AGENT = re.compile(r"由[^,。;、]{0,10}$")
_ACTS = frozenset({"MA_BUY", "CAPEX_PLANT", "PROPERTY_DEAL"})
"""Triggers whose cue is an act: who stands behind "by" right before it is the doer."""


def _agent(text: Text, trigger: Trigger, before: Sequence[Name], cue_start: int) -> Name | None:
    """The doer of "由 X 在 ... 興建": right before the cue, in its clause. None = there is none."""
    if trigger.id not in _ACTS or not before:
        return None
    last = before[-1]
    gap = text.folded[last.end : cue_start]
    return last if len(gap) <= 10 and not CLAUSE.search(gap) and _AGENT.search(text.folded[max(0, last.start - 11) : last.start]) else None


def _together(text: Text, free: tuple[Name, ...], cue_start: int) -> tuple[Name, ...]:
    """Of "A 與 B、C 組成的聯合體中標" all; () where no such words stand between the last name and the cue."""
    before = [name for name in free if name.end <= cue_start]
    if not before or cue_start - before[-1].end > 20 or not any_of("demoted", "together_zh", text.folded[before[-1].end : cue_start]):
        return ()
    chain = [before[-1]]
    for name in reversed(before[:-1]):
        if not any_of("demoted", "chain_zh", text.folded[name.end : chain[-1].start]):
            break
        chain.append(name)
    return tuple({name.identity: name for name in reversed(chain)}.values())


_GETS = re.compile(r"(?:获得|拿到|得到|完成|获(?!悉|利|批))了?[^,。;]{0,30}$")
_ROUND = re.compile(r"融资|投资|轮|注资")
_LEADS_ROUND = re.compile(r"^(?:等[^,。;]{0,8})?(?:独家|联合|共同|全额|参与)?(?:领投|跟投|认购|包销)")
# Behind a name: it invests (in a headline), takes part in an issue, leads a round with others.
_INVESTS = re.compile(r"^(?:(?!完成|获|由|融资)[^,。;]){0,24}?(?:领投|注资|入股|追加[^,。;]{0,12}投资|投资(?!者|人|银行|公司|评级))")
_JOINS = re.compile(r"^[^,。;]{0,16}(?:参与|认购)[^,。;]{0,4}(?:配股|定增|增发|配售|供股)")
_LEAD_TOGETHER = re.compile(r"^(?:(?!由|获|完成|宣布)[^,。;]){0,30}?(?:领投|跟投|领头)")
_ISSUED_TO = re.compile(r"(?:定向|非公开)(?:增发|发行)|^[^,。;]{0,6}(?:增发|发行|配售|发售|配发)")
_TAKES_PART = re.compile(r"(?:参与|参加|认购|申购|包销|吞下)[“\"]?$")
"""Right before the name of a firm whose new shares somebody takes."""


def _invests(text: Text, name: Name, start: int) -> bool:
    """Does the name stand between "got" and the round, or lead it: whoever gets money is named before."""
    clause = CLAUSE.split(text.folded[start : name.start])[-1]
    behind = CLAUSE.split(text.folded[name.end : name.end + 60])[0]
    if _LEADS_ROUND.match(behind) or _JOINS.match(behind) or _LEAD_TOGETHER.match(behind) or ("向" in clause and _ISSUED_TO.search(behind)):
        return True
    return bool(_GETS.search(clause)) and bool(_ROUND.search(CLAUSE.split(text.folded[name.end : name.end + 60])[0]))


def _issues(before: str, gap: str, cue: str) -> bool:
    """Do the words before a name and those between it and the cue say that somebody takes its shares or puts money into it?"""
    if before.endswith(("对", "对于", "就")) and gap in ("", "的", "此次", "本次", "此次的", "本次的"):
        return True
    return (bool(_TAKES_PART.search(before)) and not CLAUSE.search(gap)) or (before.endswith("向") and gap in ("", "进行", "实施") and cue.startswith("增资"))


SEVERAL = re.compile(r"(?:\d+|[两三四五六七八九十]|多|数|若干)家")
"""So many firms, unnamed."""
_LISTED = re.compile(r"(?:分别(?:为|是)|包括|涉及|即)\s*$")


def _listed(text: Text, start: int, end: int) -> tuple[Name, ...]:
    """Of a sentence on "six insurers" that names none: the list that the next sentence begins; () where there is none."""
    if not SEVERAL.search(text.folded[start:end]):
        return ()
    behind = [name for name in text.names if end <= name.start < end + 400]
    if not behind or behind[0].start > end + 30 or not _LISTED.search(text.folded[max(end, behind[0].start - 6) : behind[0].start]):
        return ()
    found = [behind[0]]
    for name in behind[1:]:
        if not any_of("demoted", "joined_zh", text.folded[found[-1].end : name.start]):
            break
        found.append(name)
    return tuple({name.identity: name for name in reversed(found)}.values())[::-1]


_THE_COMPANY = re.compile(
    r"(?:^|[,。;:“\"\s]|确认|确定)(?:此外|同时|另外|近日|日前|目前|其中|昨日|今日)?"
    r"(?:本|该|上市)?公司(?:于|与|将|拟|已|近日|日前|收到|接到|接获|以|向|同意|决定|及|计划|成为|获|通过|从|为)"
)
"""The doer of a clause is "the company", whatever other firms it deals with."""
_HOLDER = re.compile(r"(?:控股|大|主要)股东[(\"“]?$|旗下[^,。;]{0,6}子公司$")
"""Right before a name in a clause that names the company first: the holder or the subsidiary acts."""


def _subject(text: Text, parties: Sequence[Name], start: int, cue_start: int, chinese: bool, trigger: Trigger) -> Name:
    """The doer among the names before a cue: the one right before it, else the first of the nearest clause that holds one."""
    holders = [name for name in parties if chinese and _HOLDER.search(text.folded[max(start, name.start - 8) : name.start])]
    if trigger.id == "OWNER_CHANGE" and len(holders) < len(parties):
        parties = [name for name in parties if name not in holders]
    nearest = parties[-1]
    gap = text.folded[nearest.end : cue_start]
    if len(gap) <= (3 if chinese else 12) and not CLAUSE.search(gap):
        return nearest
    stop = CLAUSE if chinese else _EN_CLAUSE
    cuts = [start, *(found.end() for found in stop.finditer(text.folded, start, nearest.start))]
    clause = max(cut for cut in cuts if cut <= nearest.start)
    inside = [name for name in parties if name.start >= clause]
    return next((name for name in inside if name in holders and trigger.id in ("MA_BUY", "MA_SELL")), inside[0])


def _with_joined(text: Text, name: Name, free: tuple[Name, ...], chinese: bool, *, forward: bool) -> tuple[Name, ...]:
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
            if other.role != "party" or not any_of("demoted", f"joined_{lang}", text.folded[tail.end : other.start]):
                break
            more.append(other)
            tail = other
    else:
        more = []
    kept, last = [*more[::-1], name], name
    for other in order[order.index(name) + 1 :]:
        first, second = (last, other) if forward else (other, last)
        between = text.folded[first.end : second.start]
        if any_of("demoted", f"joined_{lang}", between):
            kept.append(other)
        elif chinese and not forward and any_of("demoted", "partner_zh", between):
            kept = [other]
            more = []
        else:
            break
        last = other
    unique = {other.identity: other for other in reversed(kept)}
    return tuple(sorted(unique.values(), key=lambda other: other.start))[:6]


def _speaks_of_main(text: Text, before: str, start: int, chinese: bool) -> bool:
    if start < text.title_end:
        return True
    lang = "zh" if chinese else "en"
    near = text.main is not None and (text.main.start < text.title_end or start - text.title_end < standing.TOP[lang])
    return near and any_of("reference", lang, before)
