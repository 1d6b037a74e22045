"""A desk whose events are put straight into the store, for what comes after reading: ranks, emails, answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from leadscan import settings, store
from leadscan.data.triggers import triggers
from leadscan.desk import write
from leadscan.records import digest
from leadscan.stages import brief, cases, flash, rank, weekly
from leadscan.stages.run import HONG_KONG, Run, morning_run
from leadscan.types import Article, CaseEvent, Company, Digest, Event, Evidence, Examined, Filing, Report, Source, Stage, StoryMark, WatchedCompany, Watchlist

TUESDAY = date(2026, 5, 12)
COMPANIES = tuple(
    Company(f"T:{number:02}", "T", f"{number:02}", name_en=f"{name} Limited", name_zh_hant=f"{han}有限公司", sectors=(sector,))
    for number, (name, han, sector) in enumerate(
        [
            ("Tallow Pier Foods", "燭埗食品", "food_beverage"), ("Wicker Gate Logistics", "藤門物流", "transport_logistics"), ("Curlew Tools", "杓鷸工具", "industrial_machinery"),
            ("Sorrel Textiles", "酸模紡織", "luxury_apparel_consumer"), ("Bittern Chemicals", "麻鳽化工", "food_beverage"),
        ]
    )
)  # fmt: skip


def listed(number: int, relation: str) -> WatchedCompany:
    return WatchedCompany(COMPANIES[number].key, relation)  # type: ignore[arg-type]  # tests pass plain text


ANN = Watchlist("ann", "Ann", "ann@bank.example", "en", ("food_beverage",), (listed(1, "client"), listed(4, "prospect")))
BO = Watchlist("bo", "Bo", "bo@bank.example", "zh-Hant", ("transport_logistics", "industrial_machinery"))


def at(day: date, clock: str = "07:30") -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=HONG_KONG)


@dataclass
class PutDesk:
    """A desk, its watchlists, and a clock that each call names."""

    path: Path
    lists: tuple[Watchlist, ...] = (ANN, BO)
    environ: Mapping[str, str] = field(default_factory=dict)
    told: int = 0

    def __post_init__(self) -> None:
        write(self.path)
        with self.open() as db:
            db.put_companies(COMPANIES, origin="test")
            db.put_watchlists(self.lists, origin="test")
            db.put_sources([Source("paper", "The Paper", "rss", "https://paper.example/rss")], origin="test")

    @property
    def settings(self) -> settings.Settings:
        return settings.load(self.path, self.environ)

    def open(self) -> Any:  # the store's context manager
        return store.open_store(self.settings, purpose="test")

    def run(self, now: datetime) -> Run:
        return morning_run(self.settings, now)

    def say(self, number: int, trigger: str, stage: Stage = "announced", *, seen: datetime, sectors: Iterable[str] | None = None, **facts: str) -> Event:
        """A new document that tells one event of a company."""
        self.told += 1
        who, ident = COMPANIES[number], digest("put", self.told)
        title = f"{who.name_en} in text {self.told}"
        text, url = f"{who.name_en} {trigger} {stage}, so text {self.told}.", f"https://paper.example/{self.told}"
        event = Event(
            digest("event", ident), trigger, stage, triggers()[trigger].polarity, who.key, who.name_en or "", 0, len(who.name_en or ""), Evidence(ident, "paper", url, len(title) + 1, len(title) + 1 + len(text), text, "en"),
            ident, seen, seen, facts=facts, sectors=tuple(sectors) if sectors is not None else who.sectors,
        )  # fmt: skip
        with self.open() as db:
            db.save_documents([Article(ident, "paper", ident, url, title, text, seen, "page", seen, "en")])
            db.save_examined([Examined(ident, StoryMark(ident, ident, seen, "en", b""), "business", who.sectors, (), (), (event,))], version="test")
        return event

    def file(self, number: int, form: str, status: str, *, day: date) -> None:
        """A document of the exchange in a company's listing case, which the case then follows."""
        who, ident, seen = COMPANIES[number], digest("file", number, form, status), at(day, "06:00")
        words = f"{form} of {who.name_en}. We are a company that makes simple things." if form else ""
        filing = Filing(
            ident, "hkex", ident, "HKEX", form, f"HKEX:{number}", f"https://exchange.example/{ident}.pdf", form, words, "en", who.name_en or "", who.name_zh_hant, True if form else None, "ipo" if form else "other", day, seen, seen, raw_status=status,
        )  # fmt: skip
        with self.open() as db:
            db.save_documents([filing])
            db.add_case_events([CaseEvent(filing.case_key, day, seen, form, status, filing.url, ident)])
        cases.follow_cases(self.run(seen))

    def morning(self, day: date) -> dict[str, Digest]:
        """The editions of a day, made by the real stages."""
        run = self.run(at(day))
        rank.rank(run)
        weekly.after(brief.brief(run), run)
        return {rm: found for rm in (watchlist.rm for watchlist in self.lists) if (found := self.digest(rm, day)) is not None}

    def flash(self, now: datetime) -> Report:
        return flash.flash(self.run(now))

    def digest(self, rm: str, day: date, kind: str = "morning") -> Digest | None:
        with self.open() as db:
            found: Digest | None = db.digest(rm, day, kind)
        return found

    def kinds(self, rm: str, day: date) -> list[str]:
        with self.open() as db:
            return [made.kind for made in db.digests(rm, day, day)]

    def set(self, **changes: Any) -> PutDesk:
        """Changes the desk's watchlists."""
        self.lists = tuple(replace(watchlist, **changes) for watchlist in self.lists)
        with self.open() as db:
            db.put_watchlists(self.lists, origin="test")
        return self
