"""What forbids outreach: each rule alone, and all of them over ten thousand random cases against an oracle of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadscan.outreach import cadence, calendar, compliance, numbers
from leadscan.outreach.compliance import Circumstances
from leadscan.types import Consent, Contact, Fact, Suppression, Touch
from tests.outreach.outreach_makers import CONTACT, DAY, lead

HONG_KONG = ZoneInfo("Asia/Hong_Kong")


def entry(kind: Any, value: str, **changes: Any) -> Suppression:
    return Suppression(kind, value, changes.pop("reason", "asked by fax"), changes.pop("since", date(2026, 1, 5)), changes.pop("until", None))


def given_(**changes: Any) -> Circumstances:
    return Circumstances(**({"lead": lead(), "today": DAY, "contact": CONTACT, "owner": "karen.lau", "fax": "2100 8888", "register_date": DAY} | changes))


def touch(outcome: str, *, rm: str = "karen.lau", day: int = 5) -> Touch:
    return Touch(f"t{day}", "lead1", rm, "HKEX:00999", "Cloudpeak Robotics", "call", outcome, datetime(2026, 3, day, 11, tzinfo=HONG_KONG))


def test_a_free_lead_is_free() -> None:
    others = (entry("company", "Other Robotics"), entry("phone", "2100 7778"), entry("person", "Lam Wai Yin"))
    assert compliance.refusal(given_(suppressions=others)) is None
    assert compliance.check(lead(), others, today=DAY, contact=CONTACT, owner="karen.lau") is None


@pytest.mark.parametrize(
    "suppression",
    [
        entry("company", "HKEX:00999"), entry("company", "00999"), entry("company", "云峰机器人"), entry("company", " CLOUDPEAK  robotics "), entry("phone", "21007777"), entry("phone", "(852) 2100-7777"),
        entry("fax", "2100 8888"), entry("person", "lam wai yee"), entry("fax", "２１００８８８８"),
    ],
)  # fmt: skip
def test_whatever_the_lead_would_reach_is_held_against_the_list(suppression: Suppression) -> None:
    found = compliance.refusal(given_(suppressions=(suppression,)))
    assert found is not None and found.rule == "suppressed"


def test_a_suppressed_email_forbids_writing_to_it() -> None:
    assert compliance.check(lead(), (entry("email", "CFO@cloudpeak.example"),), today=DAY, email="cfo@Cloudpeak.example") is not None


@pytest.mark.parametrize(("since", "until", "holds"), [(date(2026, 3, 11), None, False), (DAY, None, True), (date(2025, 1, 1), date(2026, 3, 9), False), (date(2025, 1, 1), DAY, True)])
def test_an_entry_holds_from_its_first_day_to_its_last(since: date, until: date | None, holds: bool) -> None:
    assert (compliance.check(lead(), (entry("company", "00999", since=since, until=until),), today=DAY) is not None) is holds


def test_an_opt_out_of_a_number_holds_three_years_whatever_its_end_and_is_honoured_at_once() -> None:
    asked = entry("fax", "2100 8888", since=DAY, until=DAY)
    assert compliance.in_force(asked, DAY) and compliance.in_force(asked, DAY + timedelta(days=3 * 365)) and not compliance.in_force(asked, date(2029, 3, 10))
    assert compliance.in_force(entry("fax", "1", since=date(2024, 2, 29), until=date(2024, 3, 1)), date(2027, 2, 28))
    found = compliance.refusal(given_(suppressions=(asked,)))
    assert found is not None and "to be honoured by 2026-03-24" in found.source, "ten working days after 10 March 2026"


NAMED = {"addressee": "Lam Wai Yee"}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"lead": lead(polarity="R", trigger="STRESS")}, "risk_freeze"),
        ({"lead": lead(suppressed="risk freeze: a petition was filed")}, "risk_freeze"),
        ({"lead": lead(suppressed="suppression list: asked")}, "suppressed"),
        ({"owner": "desmond.yuen"}, "other_rm"),
        ({"touches": (touch("no"),)}, "ended"),
        ({"touches": (touch("call_later", day=4), touch("no", rm="tom", day=5))}, "ended"),
        ({"corrected": "wrong_company"}, "corrected"),
        ({**NAMED, "named_people": True, "departed": ("LAM Wai Yee",)}, "cfo_changed"),
        (NAMED, "named_person"),
        ({"register_date": None}, "no_register"),
        ({"register_date": date(2026, 2, 23)}, "stale_register"),
        ({"register_date": date(2026, 3, 11)}, "stale_register"),
        ({"listed": True}, "do_not_call"),
    ],
)
def test_each_rule_refuses_and_says_its_source_and_who_may_clear_it(changes: dict[str, Any], rule: str) -> None:
    found = compliance.refusal(given_(**changes))
    assert found is not None and found.rule == rule
    assert "may clear it" in str(found) and rule in str(found) and found.source and found.clears


@pytest.mark.parametrize(
    "changes",
    [
        {"register_date": date(2026, 2, 24)},  # ten working days ago
        {"fax": None, "register_date": None}, {"fax": "+86 755 2100 8888", "register_date": None}, {"fax": "+1 212 555 0100", "register_date": None},
        {"listed": True, "consents": (Consent("fax", "+852 2100 8888", date(2026, 1, 1)),)}, {**NAMED, "named_people": True}, {**NAMED, "consents": (Consent("person", "LAM Wai Yee", DAY),)},
        {"touches": (touch("no", day=4), touch("call_later", day=5))}, {"owner": None},
    ],
)  # fmt: skip
def test_what_no_rule_forbids_is_free(changes: dict[str, Any]) -> None:
    assert compliance.refusal(given_(**changes)) is None


def test_a_consent_that_is_over_or_not_yet_given_is_none() -> None:
    assert not compliance.agreed([Consent("fax", "2100 8888", date(2026, 1, 1), date(2026, 3, 9)), Consent("fax", "2100 8888", date(2026, 3, 11))], "fax", "21008888", DAY)


@given(st.sampled_from(["phone", "fax"]), st.sampled_from(["2100 {}", "+852 2100 {}", "852-2100-{}", "(852)2100{}", "00852 2100 {}"]))
def test_a_suppressed_number_is_found_however_it_is_written(kind: str, pattern: str) -> None:
    number = pattern.format("7777" if kind == "phone" else "8888")
    assert compliance.check(lead(), (entry(kind, number),), today=DAY, contact=CONTACT) is not None


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        ("2100 8888", "21008888"), ("+852 2100-8888", "21008888"), ("00852 21008888", "21008888"), ("852 3100 8888", "31008888"), ("+86 2100 8888", None), ("1210 0888", None), ("4100 8888", None), ("2100 888", None), ("no", None),
        ("+65 6100 8888", None),
    ],
)  # fmt: skip
def test_a_hong_kong_number_has_eight_digits_of_the_numbering_plan(number: str, digits: str | None) -> None:
    assert numbers.hong_kong(number) == digits


# --- ten thousand cases ---

OPTIONS: dict[str, tuple[Any, ...]] = {
    "polarity": ("O", "C", "R"),
    "suppressed": (None, None, None, "risk freeze: petition", "suppression list: asked"),
    "owner": (None, "karen.lau", "desmond.yuen"),
    "company": (("HKEX:00999", "Cloudpeak Robotics"), ("HKEX:00998", "Fenway Plastics"), (None, "Marlow Foods")),
    "fax": (None, "2100 8888", "+852 2100 8889", "+86 21 6100 8888"),
    "addressee": (None, None, "Lam Wai Yee", "Kwan Siu Fung"),
    "departed": ((), (), ("LAM Wai Yee",), ("kwan siu fung",)),
    "named": (False, True),
    "consent": (None, ("person", "Lam Wai Yee"), ("fax", "2100 8888"), ("fax", "852 2100 8889")),
    "consent_age": (-1, 0, 400),
    "register_age": (None, 0, 9, 15, 30, -2),
    "listed": (False, True),
    "kind": ("phone", "fax", "company", "person", "email"),
    "value": ("21008888", "2100-8889", "21007777", "Cloudpeak Robotics", "00998", "Lam Wai Yee", "KWAN SIU FUNG", "cfo@x.example"),
    "since": (-2, 0, 30, 1200),
    "until": (None, -5, 5, 2000),
    "outcome": (None, "no", "lost", "not_relevant", "no_answer", "meeting", "call_later"),
    "corrected": (None, None, None, "wrong_company"),
    "day": tuple(range(366)),
    "minute": tuple(range(0, 1440, 7)),
}


def decode(seed: int) -> dict[str, Any]:
    """One case out of a number: each option in turn takes its share of it."""
    chosen = {}
    for name, options in OPTIONS.items():
        seed, index = divmod(seed, len(options))
        chosen[name] = options[index]
    return chosen


SPACE = 1
for _options in OPTIONS.values():
    SPACE *= len(_options)


def circumstances(c: dict[str, Any], today: date) -> Circumstances:
    key, name = c["company"]
    one = lead(company_key=key, company_name=name, names=(name,), polarity=c["polarity"], suppressed=c["suppressed"])
    until = None if c["until"] is None else today - timedelta(days=c["since"]) + timedelta(days=c["until"])
    at = datetime.combine(today, datetime.min.time(), tzinfo=HONG_KONG)
    return Circumstances(
        lead=one, today=today, contact=Contact(phone=Fact("+852 2100 7777", "")), owner=c["owner"], fax=c["fax"], addressee=c["addressee"], departed=c["departed"], named_people=c["named"],
        suppressions=(Suppression(c["kind"], c["value"], "asked", today - timedelta(days=c["since"]), until),),
        consents=() if c["consent"] is None else (Consent(c["consent"][0], c["consent"][1], today - timedelta(days=c["consent_age"])),),
        register_date=None if c["register_age"] is None else today - timedelta(days=c["register_age"]), listed=c["listed"],
        touches=() if c["outcome"] is None else (Touch("t", "lead1", "karen.lau", key, name, "call", c["outcome"], at),), corrected=c["corrected"],
    )  # fmt: skip


def forbidden(c: dict[str, Any], today: date) -> bool:
    """The rules once more, written in another way: does anything at all forbid a letter in this case?"""
    digits = {"2100 8888": "21008888", "+852 2100 8889": "21008889"}.get(c["fax"])
    consent = c["consent"] if c["consent_age"] >= 0 else None
    if c["polarity"] == "R" or c["suppressed"] or c["owner"] == "desmond.yuen" or c["corrected"] or c["outcome"] in ("no", "lost", "not_relevant"):
        return True
    if c["since"] >= 0:
        ended = c["until"] is not None and c["until"] < c["since"]
        if c["kind"] in ("phone", "fax", "email"):
            ended = ended and c["since"] >= 3 * 366
        reaches = {
            "phone": {"21007777", (digits or "x")[:4] + (digits or "x")[4:]}, "fax": {digits}, "company": {c["company"][1], str(c["company"][0])[5:]}, "person": {str(c["addressee"]).lower()}, "email": set(),
        }[c["kind"]]  # fmt: skip
        value = {"2100-8889": "21008889"}.get(c["value"], c["value"])
        if not ended and (value.lower() if c["kind"] == "person" else value) in reaches:
            return True
    if c["addressee"] is not None:
        if any(left.lower() == c["addressee"].lower() for left in c["departed"]):
            return True
        if not c["named"] and not (consent == ("person", "Lam Wai Yee") and c["addressee"] == "Lam Wai Yee"):
            return True
    if digits is not None and not (consent is not None and consent[0] == "fax" and consent[1].replace(" ", "")[-8:] == digits):
        age = c["register_age"]
        if age is None or age < 0 or c["listed"]:
            return True
        working = sum(calendar.is_business_day(today - timedelta(days=n)) for n in range(age))
        return working > 10
    return False


SEEN: Counter[str] = Counter()


@settings(max_examples=10_000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, SPACE - 1))
def _ten_thousand(seed: int) -> None:
    c = decode(seed)
    today = date(2026, 1, 1) + timedelta(days=c["day"])
    given = circumstances(c, today)
    found = compliance.refusal(given)
    assert (found is not None) is forbidden(c, today), (c, found)
    SEEN["refused" if found else "free"] += 1
    if found is not None:
        SEEN[found.rule] += 1
        assert found.source and found.clears
        return
    faxed = datetime.combine(today, datetime.min.time(), tzinfo=HONG_KONG) + timedelta(minutes=c["minute"])
    back = cadence.call_back(faxed)
    assert calendar.in_office_hours(back) and back - faxed >= timedelta(minutes=60)
    assert back - faxed <= timedelta(minutes=120) or (back.hour, back.minute) == (9, 30)


def test_in_ten_thousand_random_cases_no_forbidden_letter_goes_out_and_every_call_back_falls_into_office_hours() -> None:
    SEEN.clear()
    _ten_thousand()
    assert SEEN["free"] + SEEN["refused"] >= 10_000
    assert SEEN["free"] >= 100, "the test would say little if nothing were ever free"
    assert {"risk_freeze", "suppressed", "other_rm", "ended", "corrected", "cfo_changed", "named_person", "no_register", "stale_register", "do_not_call"} <= set(SEEN)


def test_an_earlier_rule_never_hides_behind_a_later_one() -> None:
    everything = given_(lead=lead(polarity="R"), owner="x", touches=(touch("no"),), corrected="not_a_lead", suppressions=(entry("fax", "2100 8888"),), addressee="Lam Wai Yee", departed=("Lam Wai Yee",), register_date=None, listed=True)
    order = []
    for clear in (
        {"lead": lead()}, {"owner": None}, {"touches": ()}, {"corrected": None}, {"suppressions": ()}, {"departed": ()}, {"addressee": None}, {"register_date": DAY}, {"listed": False},
    ):  # fmt: skip
        found = compliance.refusal(everything)
        assert found is not None
        order.append(found.rule)
        everything = replace(everything, **clear)  # type: ignore[arg-type]  # a table of fields
    assert order == ["risk_freeze", "other_rm", "ended", "corrected", "suppressed", "cfo_changed", "named_person", "no_register", "do_not_call"]
    assert compliance.refusal(everything) is None
