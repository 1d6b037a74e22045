"""Makers of a lead and a case with good defaults."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from leadscan.settings import Bank
from leadscan.types import Case, Contact, Event, Evidence, Fact, Lead, Reason

DAY = date(2026, 3, 10)
BANK = Bank(phone="2100 0000", fax="2100 0001")
CONTACT = Contact(
    cfo_name=Fact("Lam Wai Yee", "Ms. LAM Wai Yee has been the chief financial officer of our Company since May 2023", page=212),
    cfo_title=Fact("Chief Financial Officer", "chief financial officer", page=212),
    phone=Fact("+852 2100 7777", "Tel: +852 2100 7777", page=1),
    fax=Fact("+852 2100 8888", "Fax: +852 2100 8888", page=1),
    principal_bankers=(Fact("Bank of the Delta", "Bank of the Delta", page=98),),
    sponsors=(Fact("Keystone Capital", "Keystone Capital", page=3),),
)


def event(trigger: str = "IPO_FILED", quote: str = "雲峰機器人周一夜向港交所遞交主板上市申請。", **changes: Any) -> Event:
    values: dict[str, Any] = {
        "id": f"e-{trigger}", "trigger": trigger, "stage": "filed", "polarity": "O", "company_key": "HKEX:00999", "company_name": "雲峰機器人", "company_start": 0, "company_end": 5,
        "evidence": Evidence("doc", "paper", "https://paper.example/1", 0, len(quote), quote, "zh-Hant"), "story_id": "s", "occurred": datetime(2026, 3, 9, 20, tzinfo=ZoneInfo("Asia/Hong_Kong")),
        "first_seen": datetime(2026, 3, 10, 7, tzinfo=ZoneInfo("Asia/Hong_Kong")),
    }  # fmt: skip
    return Event(**(values | changes))


def lead(**changes: Any) -> Lead:
    events = changes.pop("events", (event(),))
    values: dict[str, Any] = {
        "id": "lead1", "rm": "karen.lau", "edition": DAY, "company_key": "HKEX:00999", "company_name": "Cloudpeak Robotics", "names": ("Cloudpeak Robotics", "雲峰機器人"), "relation": "prospect",
        "sectors": ("industrial_machinery",), "trigger": "IPO_FILED", "triggers": ("IPO_FILED",), "stage": "filed", "polarity": "O", "score": 91.5, "reasons": (Reason("secret", 91.5, "an internal reason"),),
        "need": "Proceeds account and escrow", "call": True, "matter": "HKEX:00999|IPO_FILED", "facts": {"amount": "US$500m", "venue": "HKEX"},
    }  # fmt: skip
    return Lead(event_ids=tuple(one.id for one in events), events=events, **(values | changes))


def case(**changes: Any) -> Case:
    values: dict[str, Any] = {
        "key": "HKEX:1", "venue": "HKEX", "issuer": "Cloudpeak Robotics", "issuer_zh": "雲峰機器人", "company_key": "HKEX:00999", "stage": "FILED", "kind": "ipo", "attempt": 1, "filed": date(2026, 3, 9),
        "lapses": date(2026, 9, 9), "updated": date(2026, 3, 9), "events": (), "contact": CONTACT,
    }  # fmt: skip
    return Case(**(values | changes))
