"""The table of signals, strongest first. A signal's docstring is the sentence an RM reads: English, then Traditional Chinese."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from leadscan.data.triggers import triggers
from leadscan.leads import facts as fact
from leadscan.text.normalize import simplify
from leadscan.types import Case, Company, Event, Reason, Relation, Stage, Touch

_STAGES: dict[str, dict[Stage, str]] = {
    "zh-Hant": {"rumour": "傳聞", "planned": "計劃中", "announced": "已公布", "filed": "已遞交", "completed": "已完成", "failed": "告吹"},
    "zh-Hans": {"rumour": "传闻", "planned": "计划中", "announced": "已公布", "filed": "已递交", "completed": "已完成", "failed": "告吹"},
}
_STAGE_WORTH: dict[Stage, float] = {"rumour": 0.85, "planned": 0.95, "announced": 1.0, "filed": 1.0, "completed": 0.95, "failed": 1.0}
_RELATION_WORTH: dict[Relation | None, float] = {"client": 0.3, "borrower": 0.2, "dormant": 0.25, "prospect": 0.28, "competitor": 0.0, None: 0.2}
_ASIA = frozenset({"HKEX", "SSE", "SZSE", "BSE"})


@dataclass(frozen=True, slots=True)
class Matter:
    """All that is known of one company for one RM on one morning."""

    best: Event
    """The event that gives the lead its name."""
    events: tuple[Event, ...]
    """Every live event of the company, best first."""
    company: Company | None
    case: Case | None
    relation: Relation | None
    how: str
    """named, owner, sector or fallback."""
    sectors: tuple[str, ...]
    rm_sectors: tuple[str, ...]
    touches: tuple[Touch, ...]
    sources: frozenset[str]
    """Who tells the stories of the best event's kind."""
    language: str
    now: datetime


def stage_name(stage: Stage, lang: str = "en") -> str:
    """A stage in the RM's language."""
    return _STAGES.get(lang, {}).get(stage, stage)


def trigger(matter: Matter) -> tuple[float, str]:
    """What happened is a reason to call.
    有關事件是致電的理由。"""
    kind = triggers()[matter.best.trigger]
    return kind.weight * _STAGE_WORTH[matter.best.stage], f"{kind.title[matter.language]} ({stage_name(matter.best.stage, matter.language)})"


def named(matter: Matter) -> tuple[float, str]:
    """The company is on your watchlist.
    此公司在你的關注名單上。"""
    if matter.how not in ("named", "owner"):
        return 0.0, ""
    return _RELATION_WORTH[matter.relation], matter.relation or ""


def asks(matter: Matter) -> tuple[float, str]:
    """The text says that the company looks for money or a bank.
    文中提到公司正尋求資金或銀行。"""
    if matter.best.polarity != "O":
        return 0.0, ""
    words = next((event.facts["asks"] for event in matter.events if "asks" in event.facts), "")
    return (0.15 if words else 0.0), words


def filing(matter: Matter) -> tuple[float, str]:
    """A filing says so, not only a paper.
    有申報文件為證，不只報章。"""
    form = next((event.facts["form"] for event in matter.events if event.facts.get("form")), "")
    return (0.12 if form else 0.0), form


def other_events(matter: Matter) -> tuple[float, str]:
    """More than one thing happened there.
    同時有其他事件。"""
    kinds = [kind for kind in dict.fromkeys(event.trigger for event in matter.events) if kind != matter.best.trigger and triggers()[kind].polarity == "O"]
    return min(0.16, 0.08 * len(kinds)), ", ".join(triggers()[kind].title[matter.language] for kind in kinds)


def amount(matter: Matter) -> tuple[float, str]:
    """The sum is large.
    涉及金額大。"""
    printed = matter.best.facts.get("amount", "")
    size = fact.hkd(printed) if printed else None
    if size is None or size < 1e7:
        return 0.0, ""
    return min(0.15, 0.05 * (math.log10(size) - 7) + 0.02), printed


def papers(matter: Matter) -> tuple[float, str]:
    """Several independent sources tell it.
    多個獨立來源報道。"""
    sources = {event.evidence.source_id for event in matter.events if event.trigger == matter.best.trigger} | matter.sources
    return min(0.12, 0.04 * (len(sources) - 1)), str(len(sources)) if len(sources) > 1 else ""


def cfo_known(matter: Matter) -> tuple[float, str]:
    """The finance chief's name is known.
    已知財務主管姓名。"""
    contact = matter.case.contact.cfo_name if matter.case is not None else None
    name = next((event.facts["cfo"] for event in matter.events if event.facts.get("cfo")), contact.value if contact is not None else "")
    return (0.05 if name else 0.0), name


def earlier_outreach(matter: Matter) -> tuple[float, str]:
    """You have been in touch before.
    之前曾聯絡。"""
    if not matter.touches:
        return 0.0, ""
    last = max(matter.touches, key=lambda touch: touch.at)
    worth = {"meeting": 0.08, "call_later": 0.08, "won": 0.05, "no_answer": -0.05, "no": -0.5, "lost": -0.3, "not_relevant": -0.5, "mine_already": -0.1}
    return worth.get(last.outcome, 0.0), last.outcome


def sector(matter: Matter) -> tuple[float, str]:
    """The company is in a sector of yours.
    屬於你負責的行業。"""
    shared = [name for name in matter.sectors if name in matter.rm_sectors]
    return (0.1 if shared else 0.0), ", ".join(shared)


def local(matter: Matter) -> tuple[float, str]:
    """The company is in Hong Kong or the mainland, or listed here.
    公司在香港或內地，或在本地上市。"""
    here = matter.company is not None and matter.company.market in _ASIA
    return (0.04 if here or matter.best.evidence.lang != "en" else 0.0), ""


def far_from_top(matter: Matter) -> tuple[float, str]:
    """The text names the company only in passing.
    文中只是順帶提及。"""
    return (0.0, "") if matter.best.near_top else (-0.2, "")


def unknown(matter: Matter) -> tuple[float, str]:
    """The company is not in the register: make sure who it is.
    公司不在名冊內，請先核實身分。"""
    return (-0.2, "") if matter.company is None and matter.best.company_name and not matter.best.facts.get("form") else (0.0, "")


def age(matter: Matter) -> tuple[float, str]:
    """The news ages.
    消息已有時日。"""
    days = max(0, (matter.now - matter.best.occurred).days)
    return -0.3 * min(1.0, days / triggers()[matter.best.trigger].shelf_life_days), str(days) if days > 1 else ""


SIGNALS: tuple[Callable[[Matter], tuple[float, str]], ...] = (
    trigger, named, asks, other_events, filing, amount, papers, sector, cfo_known, earlier_outreach, local, far_from_top, unknown, age,
)  # fmt: skip


def reasons(matter: Matter) -> tuple[Reason, ...]:
    """Every signal that speaks, with its score and what in particular."""
    found = ((signal.__name__, *signal(matter)) for signal in SIGNALS)
    return tuple(Reason(name, round(score, 3), detail) for name, score, detail in found if abs(score) >= 0.0005)


def sentence(reason: Reason, lang: str = "en") -> str:
    """A reason as the RM reads it: the signal's docstring in that language, then the detail."""
    table = {signal.__name__: signal for signal in SIGNALS}
    lines = [line.strip() for line in (table[reason.signal].__doc__ or "").strip().split("\n")]
    words = lines[0] if lang == "en" else lines[1] if lang == "zh-Hant" else simplify(lines[1])
    if not reason.detail:
        return words
    return f"{words[:-1]}: {reason.detail}" if lang == "en" else f"{words[:-1]}：{reason.detail}"


def total(found: Sequence[Reason]) -> float:
    """The score of a lead."""
    return round(sum(reason.score for reason in found), 3)
