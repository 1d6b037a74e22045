"""The JSON that other programs rely on."""

from __future__ import annotations

import json

from leadscan.digests import twin
from tests.digests.digest_makers import case, full_morning, lead, make, sources, states


def test_the_twin_has_exactly_the_agreed_keys_and_goes_to_json() -> None:
    found, cases = full_morning("en")
    made = twin.data(make(found, cases=cases, health=states(), sources=sources()))
    assert json.loads(json.dumps(made, ensure_ascii=False)) == made
    assert set(made) >= {"rm", "date", "quiet", "items", "sources"}
    assert (made["rm"], made["date"], made["quiet"]) == ("karen.lau", "2026-03-10", False)
    wanted = {"section", "rank", "company", "trigger", "triggers", "stage", "story", "urls", "changed", "why", "contact", "outreach"}
    assert all(set(item) >= wanted for item in made["items"])
    assert made["sources"][-2:] == [
        {"source": "insider", "title": "Ledger Weekly", "state": "blocked", "since": "2026-03-06", "detail": ""},
        {"source": "gazette", "title": "Kowloon Gazette", "state": "stale", "since": "2026-01-26", "detail": ""},
    ]


def test_a_company_is_named_in_every_script() -> None:
    item = twin.data(make([lead(1, company_key="HKEX:00999", company_name="雲峰機器人", names=("雲峰機器人", "Cloudpeak"))]))["items"][0]
    assert item["company"] == {"market": "HKEX", "code": "00999", "name": "雲峰機器人", "names": ["雲峰機器人", "Cloudpeak", "云峰机器人"]}


def test_an_unknown_company_has_a_name_and_no_code_and_sector_news_has_none() -> None:
    unknown = twin.data(make([lead(1, company_key=None)]))["items"][0]
    assert unknown["company"]["market"] is None and unknown["company"]["name"] == "Cloudpeak 1"
    assert twin.data(make([lead(1, company_key=None, company_name="", names=())]))["items"][0]["company"] is None


def test_every_type_told_is_listed_and_the_contact_has_its_proof() -> None:
    item = twin.data(make([lead(1, triggers=("IPO_FILED", "EQUITY_RAISE"))], cases={"PRIVATE:P001": case()}))["items"][0]
    assert item["triggers"] == ["IPO_FILED", "EQUITY_RAISE"]
    assert item["contact"]["cfo_name"]["value"] == "Lam Wai Yee" and item["contact"]["cfo_name"]["page"] == 212
    assert item["contact"]["phone"] is None
    assert item["case"] == {"key": "HKEX:108001", "stage": "FILED", "filed": "2026-02-09", "lapses": "2026-08-09", "attempt": 1}
    assert item["outreach"]["say"][-1] == "The question?"


def test_a_quiet_day_has_no_items() -> None:
    made = twin.data(make([]))
    assert made["quiet"] is True and made["items"] == []
