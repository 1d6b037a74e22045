"""Events, companies and watchlists with good defaults."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from leadscan.data.triggers import triggers
from leadscan.leads import score
from leadscan.types import Annotation, Article, Company, Event, Evidence, Lead, Mention, WatchedCompany, Watchlist

NOW = datetime(2026, 3, 10, 7, 30, tzinfo=UTC) - timedelta(hours=8)
EDITION = date(2026, 3, 10)


def company(key: str = "HKEX:01234", name: str = "Yau Kit Engineering Holdings Limited", **more: Any) -> Company:
    market, code = key.split(":")
    given = {"name_en": name, "name_zh_hant": "祐傑工程控股有限公司", "sectors": ("construction_building_materials",), **more}
    return Company(key, market, code, **given)


def event(trigger: str = "CONTRACT_WIN", key: str | None = "HKEX:01234", name: str = "Yau Kit", *, url: str = "https://paper.example/1", document: str = "d1", start: int = 0, **more: Any) -> Event:
    evidence = Evidence(document, "paper", url, start, start + 40, "Yau Kit wins a HK$1.4bn rail contract", "en")
    given = {
        "id": f"{document}-{trigger}-{name}", "stage": triggers()[trigger].stage, "polarity": triggers()[trigger].polarity, "company_start": 0, "company_end": 7, "story_id": "story-" + document,
        "occurred": NOW - timedelta(hours=3), "first_seen": NOW - timedelta(hours=2), "facts": {"amount": "HK$1.4bn", "amounts": "HK$1.4bn", "tie": "text"}, "sectors": ("construction_building_materials",), **more,
    }  # fmt: skip
    return Event(trigger=trigger, company_key=key, company_name=name, evidence=evidence, **given)


def watchlist(rm: str = "ann", *, sectors: tuple[str, ...] = ("construction_building_materials",), companies: tuple[tuple[str, str], ...] = (), **more: Any) -> Watchlist:
    return Watchlist(rm, rm.title(), f"{rm}@bank.example", sectors=sectors, companies=tuple(WatchedCompany(name, relation) for name, relation in companies), **more)  # type: ignore[arg-type]  # relation is a literal in the tests


def leads(*events: Event, of: Watchlist | None = None, companies: tuple[Company, ...] = (company(),), now: datetime = NOW, edition: date = EDITION, **more: Any) -> tuple[Lead, ...]:
    return score.leads(of or watchlist(), events=events, companies={item.key: item for item in companies}.get, now=now, edition=edition, **more)


def dropped(*events: Event, of: Watchlist | None = None, companies: tuple[Company, ...] = (company(),), **more: Any) -> list[str | None]:
    return [verdict.dropped for verdict in score.weigh(of or watchlist(), events=events, companies={item.key: item for item in companies}.get, now=NOW, edition=EDITION, **more)]


def article(title: str, text: str = "", lang: Any = "en", **more: Any) -> Article:
    return Article("doc", "paper", "e1", "https://paper.example/1", title, text, NOW, "page", NOW, lang, **more)


def annotation(document: Article) -> Annotation:
    return Annotation(document.lang, (), (), ())


def mentions(document: Article, *names: str, keys: dict[str, str] | None = None) -> tuple[Mention, ...]:
    """Every place of each name in title + line break + text, longest first."""
    from leadscan.types import Candidate

    raw = f"{document.title}\n{document.text}"
    found: list[Mention] = []
    for name in sorted(names, key=len, reverse=True):
        at = raw.find(name)
        key = (keys or {}).get(name)
        record = Candidate(key, *key.split(":"), name, 1.0) if key else None
        while at >= 0:
            if not any(other.start < at + len(name) and at < other.end for other in found):
                found.append(Mention(at, at + len(name), "COMPANY", name, 1.0, "test", record))
            at = raw.find(name, at + 1)
    return tuple(sorted(found, key=lambda mention: mention.start))
