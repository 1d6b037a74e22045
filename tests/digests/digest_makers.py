"""Makers of leads, cases and health with good defaults, and a full invented morning in three languages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from leadscan import settings as desk
from leadscan.digests import build
from leadscan.text.normalize import fold
from leadscan.types import Case, Contact, Digest, Event, Evidence, Fact, Health, Lead, Outreach, Reason, Section, Source, Watchlist

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
DAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 7, 30, tzinfo=HONG_KONG)


def settings(**digest: int) -> desk.Settings:
    return desk.Settings(
        desk=Path("desk"),
        digest=desk.Digest(**digest),
        mail=desk.Mail(sender="leadscan <morning@bank.example>", reply_to="answers@bank.example"),
        bank=desk.Bank(phone="2100 0000", fax="2100 0001"),
    )


def watchlist(language: str = "en", **changes: Any) -> Watchlist:
    name = {"en": "Karen Lau", "zh-Hant": "劉家欣", "zh-Hans": "刘家欣"}[language]
    values: dict[str, Any] = {"rm": "karen.lau", "name": name, "email": "karen.lau@bank.example", "language": language, "sectors": ("industrial_machinery", "food_beverage", "transport_logistics")}
    return Watchlist(**(values | changes))


def event(trigger: str = "IPO_FILED", *, quote: str = "The robot maker filed for a main board listing last night.", number: int = 1, **changes: Any) -> Event:
    url = changes.pop("url", f"https://paper.example/{number}")
    lang = changes.pop("lang", "en")
    evidence = Evidence(f"doc{number}", changes.pop("source_id", "harbour-daily"), url, 40, 40 + len(quote), quote, lang)
    values: dict[str, Any] = {
        "id": f"event{number}", "trigger": trigger, "stage": "filed", "polarity": "O", "company_key": "PRIVATE:P900", "company_name": "Cloudpeak Robotics", "company_start": 0, "company_end": 18,
        "evidence": evidence, "story_id": f"story{number}", "occurred": datetime(2026, 3, 9, 20, tzinfo=HONG_KONG), "first_seen": NOW,
    }  # fmt: skip
    return Event(**(values | changes))


def lead(number: int = 1, **changes: Any) -> Lead:
    trigger = changes.get("trigger", "IPO_FILED")
    events = changes.pop("events", None)
    values: dict[str, Any] = {
        "id": f"lead{number:03}", "rm": "karen.lau", "edition": DAY, "company_key": f"PRIVATE:P{number:03}", "company_name": f"Cloudpeak {number}", "names": (f"Cloudpeak {number}", f"雲峰{number}號"),
        "relation": None, "sectors": ("industrial_machinery",), "trigger": trigger, "triggers": (trigger,), "stage": "filed", "polarity": "O", "score": 50.0, "reasons": (Reason("trigger", 30.0, "A listing is on its way"),),
        "need": "Proceeds account and escrow", "call": True, "matter": f"PRIVATE:P{number:03}|{trigger}",
    }  # fmt: skip
    values |= changes
    found = (event(trigger, number=number),) if events is None else events
    return Lead(event_ids=tuple(one.id for one in found), events=found, **values)


def case(**changes: Any) -> Case:
    values: dict[str, Any] = {
        "key": "HKEX:108001", "venue": "HKEX", "issuer": "Cloudpeak Robotics Co., Ltd.", "issuer_zh": "雲峰機器人股份有限公司", "company_key": "PRIVATE:P001", "stage": "FILED", "kind": "ipo", "attempt": 1,
        "filed": date(2026, 2, 9), "lapses": date(2026, 8, 9), "updated": date(2026, 2, 9), "events": (), "contact_url": "https://exchange.example/ap/108001.pdf",
        "contact": Contact(
            cfo_name=Fact("Lam Wai Yee", "Ms. LAM Wai Yee, aged 46, has been the chief financial officer of our Company since May 2023", page=212),
            cfo_title=Fact("Chief Financial Officer", "chief financial officer of our Company", page=212),
            principal_bankers=(Fact("Bank of the Delta, Nanshan sub-branch", "Bank of the Delta, Nanshan sub-branch", page=98), Fact("Harbour Trust Bank", "Harbour Trust Bank", page=98)),
            sponsors=(Fact("Keystone Capital (Hong Kong) Limited", "Keystone Capital (Hong Kong) Limited", page=3),),
        ),
    }  # fmt: skip
    return Case(**(values | changes))


def health(name: str = "harbour-daily", state: str = "ok", **changes: Any) -> Health:
    title = changes.pop("title", name.replace("-", " ").title())
    values: dict[str, Any] = {"since": DAY, "detail": "", "last_ok": NOW, "newest": NOW - timedelta(minutes=9)}
    return Health(source_id=name, title=title, state=state, **(values | changes))  # type: ignore[arg-type]  # tests pass plain text


def outreach(lead: Lead, case: Case | None) -> Outreach:
    return Outreach(whom="Lam Wai Yee (CFO), filing, p. 212", phone=None, phone_source=None, say=("First fact.", "Second fact.", "Third fact.", "The question?"), product=lead.need)


def shelf(lead: Lead) -> Section:
    """A simple stand-in for the score's own table of sections."""
    if lead.polarity == "R":
        return "watch"
    if lead.trigger == "COMPETITOR_BANK":
        return "other_banks"
    if lead.trigger.startswith("IPO_"):
        return "ipo_radar"
    return "clients" if lead.relation == "client" else "clippings"


def make(leads: list[Lead], *, language: str = "en", **changes: Any) -> Digest:
    """The digest of these leads, with stand-ins for what other rooms give."""
    limits = changes.pop("limits", {})
    values: dict[str, Any] = {
        "cases": {}, "health": (health(),), "edition": DAY, "now": NOW, "settings": desk.Digest(**limits), "suggest": outreach, "section_of": shelf, "changed": lambda _: None,
        "source_of": {}, "source_titles": {"harbour-daily": "Harbour Daily"},
    }  # fmt: skip
    return build.digest(changes.pop("watchlist", watchlist(language)), leads, **(values | changes))


# --- a full morning --------------------------------------------------------------------------------------------------

_NAMES = {
    "robot": ("Cloudpeak Robotics", "雲峰機器人", "云峰机器人"),
    "noodle": ("Seawall Noodle House", "海堤麵館", "海堤面馆"),
    "tower": ("Manlung Engineering", "文隆工程", "文隆工程"),
    "cold": ("Northpoint Cold Chain", "北灣冷鏈", "北湾冷链"),
    "bio": ("Sunridge Biologics", "曦嶺生物", "曦岭生物"),
    "bakery": ("Wheatfield Bakery", "禾香餅家", "禾香饼家"),
    "metal": ("Goldhill Metals", "金崗金屬", "金岗金属"),
    "print": ("Tinwo Printing", "天和印務", "天和印务"),
    "bank": ("Lantern Bank", "明燈銀行", "明灯银行"),
    "dairy": ("Meadow Dairy", "青原乳業", "青原乳业"),
}  # fmt: skip


def full_morning(language: str) -> tuple[list[Lead], dict[str, Case]]:
    """Ten leads of every section, with quotes in three languages."""

    def one(number: int, who: str, trigger: str, quotes: list[tuple[str, str, str]], **changes: Any) -> Lead:
        en, hant, hans = _NAMES[who]
        name = {"en": en, "zh-Hant": hant, "zh-Hans": hans}[language]
        events = tuple(
            event(changes.get("triggers", (trigger,))[min(index, len(changes.get("triggers", (trigger,))) - 1)], number=number * 10 + index, quote=quote, lang=lang, source_id=source, story_id=f"story{number}",
                  url=f"https://{source}.example/2026/03/10/{number}{index}", company_name=name)
            for index, (source, lang, quote) in enumerate(quotes)
        )  # fmt: skip
        return lead(number, company_key=f"PRIVATE:{who}", company_name=name, names=(name, *(other for other in (en, hant, hans) if other != name)), trigger=trigger, events=events, matter=f"PRIVATE:{who}|{trigger}", **changes)

    why = {
        "en": ("Filed with the exchange last night", "Names two bankers, none of them us", "In your sectors"),
        "zh-Hant": ("昨晚向交易所遞交", "列出兩家往來銀行，均非本行", "屬你的行業"),
        "zh-Hans": ("昨晚向交易所递交", "列出两家往来银行，均非本行", "属你的行业"),
    }[language]
    reasons = tuple(Reason(f"signal{index}", 30.0 - index, text) for index, text in enumerate(why))
    need = {"en": "Proceeds account and escrow", "zh-Hant": "收款戶口及託管", "zh-Hans": "收款账户及托管"}[language]
    leads = [
        one(1, "robot", "IPO_FILED", [("haigok", "zh-Hant", "雲峰機器人周一夜向港交所遞交主板上市申請，擬集資約5億美元，以擴建惠州廠房。"), ("wire", "en", "Cloudpeak Robotics names two principal bankers in its application proof.")],
            score=95, facts={"amount": "US$500m", "venue": "HKEX"}, reasons=reasons, need=need),
        one(2, "tower", "CONTRACT_WIN", [("harbour-daily", "en", "Manlung Engineering has won the HK$1.9bn depot contract and must lodge a performance bond of a tenth of the sum.")], score=90, relation="client", stage="completed",
            facts={"amount": "HK$1.9bn", "counterparty": "MTR"}, reasons=reasons[2:], need=need),
        one(3, "noodle", "IPO_INTENT", [("haigok", "zh-Hant", "集團創辦人表示，計劃在明年六月前來港上市，現正物色財務總監。")], score=85, stage="planned", relation="prospect", facts={"venue": "HKEX"}, reasons=reasons[2:], need=need),
        one(4, "cold", "IPO_FILED", [("exchange", "en", "Northpoint Cold Chain Holdings Limited - Application Proof (2nd submission)")], score=70, reasons=reasons[:1], call=False),
        one(5, "bio", "IPO_PROGRESS", [("yao", "zh-Hans", "曦岭生物已于上周通过聆讯，最快下周一开始招股。")], score=68, stage="announced", triggers=("IPO_PROGRESS", "CFO_CHANGE"), reasons=reasons[:1], call=False),
        one(6, "bakery", "COURTESY", [("haigok", "zh-Hant", "禾香餅家創業五十年，昨日在中環總店舉行酒會。")], score=40, polarity="C", relation="client", stage="announced", reasons=reasons[2:], call=False),
        one(7, "metal", "INTEGRITY", [("wire", "en", "Customs officers searched the offices of Goldhill Metals over bills of lading said to have been used twice.")], score=60, polarity="R", relation="borrower", stage="announced", call=False,
            suppressed={"en": "risk trigger: integrity question", "zh-Hant": "風險事件：誠信疑問", "zh-Hans": "风险事件：诚信疑问"}[language]),
        one(8, "print", "STRESS", [("haigok", "zh-Hant", "天和印務公布，核數師已於業績公布前請辭。")], score=55, polarity="R", relation="borrower", stage="announced", call=False),
        one(9, "bank", "COMPETITOR_BANK", [("wire", "en", "Lantern Bank will cut overdraft limits for small firms from April.")], score=45, relation="competitor", stage="planned", call=False),
        one(10, "dairy", "CAPEX_PLANT", [("nan", "zh-Hans", "青原乳业计划投资12亿元在清远建设新工厂，其中一半资金来自银行贷款。")], score=50, stage="planned", sectors=("food_beverage",), facts={"amount": "12亿元"}, reasons=reasons[2:], call=False),
    ]  # fmt: skip
    cleared = case(key="HKEX:107700", company_key="PRIVATE:bio", stage="CLEARED", filed=date(2025, 10, 20), lapses=date(2026, 4, 20), contact=Contact())
    second = case(key="HKEX:107100", company_key="PRIVATE:cold", attempt=2, filed=date(2026, 3, 9), lapses=date(2026, 9, 9))
    return leads, {"PRIVATE:robot": case(company_key="PRIVATE:robot", filed=date(2026, 3, 9), lapses=date(2026, 9, 9)), "PRIVATE:bio": cleared, fold("PRIVATE:cold"): second, "PRIVATE:cold": second}


TITLES = {"harbour-daily": "Harbour Daily", "haigok": "海角晨報 經濟", "wire": "Pacific Wire", "exchange": "HKEX filings", "yao": "医药速递", "nan": "南粤产经"}


def sources() -> dict[str, Source]:
    return {name: Source(name, title, "rss", f"https://{name}.example/rss") for name, title in TITLES.items()}


def states(*, bad: bool = True) -> tuple[Health, ...]:
    good = [health(name, title=title) for name, title in TITLES.items()]
    if not bad:
        return tuple(good)
    return (*good, health("insider", "blocked", title="Ledger Weekly", since=date(2026, 3, 6), newest=None), health("gazette", "stale", title="Kowloon Gazette", since=date(2026, 1, 26)))
