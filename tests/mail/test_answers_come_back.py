"""Answers by email over a whole desk: links of day one's email, answered, change day two's email, which says so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from leadscan import settings, store
from leadscan.cli import door
from leadscan.stages import answered, followup, outreach, whynot
from leadscan.stages.run import HONG_KONG, Run, morning_run
from leadscan.types import Digest, DigestItem, Told, Touch
from tests.desks import DAYS, run_day
from tests.mail.imap_server import PASSWORD, USER, append, contents, imap  # noqa: F401  # a fixture

FIRST, SECOND = DAYS
NOON = datetime.combine(FIRST, datetime.min.time(), tzinfo=HONG_KONG) + timedelta(hours=12)


@pytest.fixture(scope="module")
def first_day(make_desk: Callable[[], Path]) -> Path:
    """A desk over which day one has run; copied by each test."""
    made = make_desk()
    run_day(made, FIRST)
    return made


@pytest.fixture
def desk(first_day: Path, tmp_path: Path) -> Path:
    shutil.copytree(first_day, tmp_path / "desk")
    return tmp_path / "desk"


def digest_of(desk: Path, rm: str, day: Any) -> Digest:
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        found = db.digest(rm, day)
    assert found is not None
    return found


def item_of(digest: Digest, name: str) -> DigestItem:
    return next(item for item in digest.items if name in " ".join((item.company_name, *item.names)))


def mail(link: str, *, sender: str, number: int = 1, body: str = "", **headers: str) -> bytes:
    email = EmailMessage(policy=SMTP)
    email["From"] = sender
    email["To"] = "leadscan@ferrystreet.example"
    email["Subject"] = parse_qs(urlsplit(link).query)["subject"][0]
    email["Date"] = "Tue, 12 May 2026 11:20:00 +0800"
    email["Message-ID"] = f"<{number}@ferrystreet.example>"
    for name, value in headers.items():
        email[name.replace("_", "-")] = value
    email.set_content(body)
    return email.as_bytes()


def address_of(desk: Path, rm: str) -> str:
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        return next(watchlist.email for watchlist in db.watchlists() if watchlist.rm == rm)


def drop(desk: Path, *mails: bytes) -> None:
    for part in ("new", "cur", "tmp"):
        (desk / "replies" / part).mkdir(parents=True, exist_ok=True)
    for body in mails:
        (desk / "replies" / "new" / f"{abs(hash(body))}.test").write_bytes(body)


def noon(desk: Path, **environment: str) -> Run:
    return morning_run(settings.load(desk, {**os.environ, **environment}), NOON)


def test_every_item_of_every_email_can_be_answered_and_a_risk_has_no_call_to_report(desk: Path) -> None:
    for rm in ("tom.reeves", "mei.lam", "lin.hao"):
        for item in digest_of(desk, rm, FIRST).items:
            assert {"not_relevant", "wrong_company", "mine_already", "snooze"} <= set(item.answers)
            assert ("called" in item.answers) is (item.polarity != "R" and item.suppressed is None)


def test_answers_change_the_next_email_and_it_says_so(desk: Path) -> None:
    morning, sender = digest_of(desk, "mei.lam", FIRST), address_of(desk, "mei.lam")
    names = {"not_relevant": "Tern Point Noodles", "snooze": "Heron Lane Jewellery", "called": "Blue Plover", "mine_already": "Maplefen Dairy"}
    chosen = {answer: item_of(morning, name) for answer, name in names.items()}
    drop(desk, *(mail(item.answers[answer], sender=sender, number=n, body="a note of mine" if answer == "called" else "") for n, (answer, item) in enumerate(chosen.items())))
    reports = {report.stage: report for report in run_day(desk, SECOND)}
    assert reports["follow-up"].counts["taken"] == len(chosen) and not reports["follow-up"].failures
    evening = digest_of(desk, "mei.lam", SECOND)
    assert whynot.why_not(settings.load(desk, os.environ), "Tern Point Noodles Group Limited", "mei.lam", SECOND)["answer"].endswith("corrected: not_a_lead by mei.lam")
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        touches = {touch.outcome: touch for touch in db.touches(rm="mei.lam")}
        corrections = db.corrections()
        told = {row.what for row in db.ledger(rm="mei.lam")}
    assert set(touches) == set(chosen) and touches["called"].note == "a note of mine"
    assert touches["called"].at == datetime(2026, 5, 12, 11, 20, tzinfo=HONG_KONG)
    assert touches["snooze"].next_at == datetime(2026, 5, 19, 9, 30, tzinfo=HONG_KONG)
    assert [(c.kind, c.subject, c.by) for c in corrections] == [("not_a_lead", chosen["not_relevant"].lead_id, "mei.lam")]
    assert told == {"touch"}
    left_out = {chosen["not_relevant"].lead_id, chosen["snooze"].lead_id}
    assert not left_out & {item.lead_id for item in evening.items}
    said = "\n".join(evening.notes)
    assert f"{chosen['not_relevant'].company_name}：5月12日你回覆與你無關" in said and "5月19日前不列出" in said
    assert not list((desk / "replies" / "new").iterdir()) and len(list((desk / "replies" / ".leadscan-done" / "cur").iterdir())) == len(chosen)


def test_an_answer_counts_once_however_often_it_is_sent_read_or_clicked(desk: Path) -> None:
    item, sender = digest_of(desk, "tom.reeves", FIRST).items[0], address_of(desk, "tom.reeves")
    one = mail(item.answers["called"], sender=sender, number=1)
    drop(desk, one)
    assert followup.follow_up(noon(desk)).counts == {"taken": 1, "again": 0, "aside": 0, "ignored": 0}
    drop(desk, one)  # the same email once more, as after a crash between recording and moving
    drop(desk, mail(item.answers["called"], sender=sender, number=2))  # clicked twice
    assert followup.follow_up(noon(desk)).counts == {"taken": 1, "again": 1, "aside": 0, "ignored": 0}
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        assert [(touch.lead_id, touch.outcome) for touch in db.touches()] == [(item.lead_id, "called")]
        lead = db.lead(item.lead_id)
    assert lead is not None and lead.status == "called"


def test_what_is_not_genuine_is_kept_aside_with_its_reason_and_changes_nothing(desk: Path) -> None:
    item, sender = digest_of(desk, "tom.reeves", FIRST).items[0], address_of(desk, "tom.reeves")
    link = item.answers["not_relevant"]
    other = digest_of(desk, "mei.lam", FIRST).items[0].answers["not_relevant"]
    drop(
        desk,
        mail(link, sender="mallory@evil.example", number=1),
        mail(other, sender=sender, number=2),
        mail(link[:-4] + "AAAA", sender=sender, number=3),
        mail("mailto:x@y.example?subject=Hello", sender=sender, number=4),
        mail(link, sender=sender, number=5, Auto_Submitted="auto-replied"),
    )
    report = followup.follow_up(noon(desk))
    assert report.counts == {"taken": 0, "again": 0, "aside": 4, "ignored": 1}
    assert len(list((desk / "replies" / ".leadscan-aside" / "cur").iterdir())) == 4
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        assert db.touches() == [] and db.corrections() == []
        details = " | ".join(row.detail for row in db.ledger() if row.what == "aside")
    for words in ("mallory@evil.example", "not by the address of mei.lam", "not ours", "no token"):
        assert words in details


def test_answers_come_over_a_real_imap_server_too(desk: Path, imap: int) -> None:  # noqa: F811  # the fixture
    item, sender = digest_of(desk, "lin.hao", FIRST).items[0], address_of(desk, "lin.hao")
    append(imap, mail(item.answers["wrong_company"], sender=sender), b"From: x@y.example\r\nSubject: hello\r\n\r\nno token\r\n")
    given = {"LEADSCAN_REPLIES_MAILDIR": "", "LEADSCAN_REPLIES_HOST": "127.0.0.1", "LEADSCAN_REPLIES_PORT": str(imap), "LEADSCAN_REPLIES_USER": USER, "LEADSCAN_REPLIES_PASSWORD": PASSWORD, "LEADSCAN_REPLIES_SECURITY": "none"}
    assert followup.follow_up(noon(desk, **given)).counts == {"taken": 1, "again": 0, "aside": 1, "ignored": 0}
    assert contents(imap, "INBOX") == [] and [seen for _, seen in contents(imap, "leadscan-done")][-1] is True
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        assert [(c.kind, c.subject) for c in db.corrections()] == [("wrong_company", item.lead_id)]


def test_a_mailbox_that_is_down_costs_the_morning_nothing_but_a_line(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADSCAN_REPLIES_MAILDIR", "")
    monkeypatch.setenv("LEADSCAN_REPLIES_HOST", "127.0.0.1")
    monkeypatch.setenv("LEADSCAN_REPLIES_PORT", "1")
    monkeypatch.setenv("LEADSCAN_REPLIES_PASSWORD", "hush-hush")
    reports = {report.stage: report for report in run_day(desk, SECOND)}
    (failure,) = reports["follow-up"].failures
    assert failure.startswith("IMAP server 127.0.0.1:1 (tls): ") and "hush-hush" not in failure
    assert reports["brief"].counts["editions"] == 4


def test_what_was_put_off_comes_back_on_its_day_and_says_why(desk: Path) -> None:
    item = item_of(digest_of(desk, "mei.lam", FIRST), "Blue Plover")
    given = settings.load(desk, os.environ)
    with store.open_store(given, purpose="test") as db:
        lead = db.lead(item.lead_id)
        assert lead is not None
        made = outreach.record(db, given, lead, "snooze", "", NOON)
        db.add_touch(replace(made, next_at=door.edition_time(given, SECOND) + timedelta(hours=2)))
    run_day(desk, SECOND)
    found = item_of(digest_of(desk, "mei.lam", SECOND), "Blue Plover")
    assert found.changed is not None and found.changed.endswith("按你5月12日的要求再次列出")


def touch(outcome: str, *, lead: str = "l1", at: datetime = NOON, until: datetime | None = None, step: str | None = None) -> Touch:
    return Touch(f"{lead}{outcome}{at}", lead, "mei", "HKEX:1", f"Company {lead}", "call", outcome, at, next_step=step, next_at=until)


def test_a_lead_put_off_comes_back_once_and_not_before_its_day() -> None:
    until = NOON + timedelta(days=7)
    put_off = [touch("snooze", until=until)]
    assert set(answered.snoozed(put_off, "mei", NOON + timedelta(days=1))) == {"l1"}
    assert answered.snoozed(put_off, "tom", NOON) == {} and answered.snoozed([*put_off, touch("called", at=NOON + timedelta(hours=1))], "mei", NOON) == {}
    later = until + timedelta(days=2)
    assert answered.back(put_off, [], {"l1": "m"}, "mei", until - timedelta(days=1)) == {}
    assert set(answered.back(put_off, [], {"l1": "m"}, "mei", later)) == {"l1"}
    shown = Told("mei", "m", until.date() + timedelta(days=1), "filed", {}, ())
    assert answered.back(put_off, [shown], {"l1": "m"}, "mei", later) == {}
    assert set(answered.back(put_off, [replace(shown, edition=NOON.date())], {"l1": "m"}, "mei", later)) == {"l1"}


def test_steps_that_are_due_stand_in_the_email_each_company_once() -> None:
    known = [
        touch("drafted", lead="l1", until=NOON, step="fax"), touch("fax_sent", lead="l2", until=NOON, step="call_back"), touch("no", lead="l3"), touch("fax_sent", lead="l4", until=NOON, step="call_back"),
        touch("no", lead="l4", at=NOON + timedelta(minutes=5)), touch("fax_sent", lead="l5", until=NOON + timedelta(days=3), step="call_back"),
    ]  # fmt: skip
    assert [due.lead_id for due in followup.due(known, NOON + timedelta(hours=1))] == ["l1", "l2"]
    assert answered.notes(known, "mei", "en", since=None, now=NOON + timedelta(hours=1), edition=FIRST) == (
        "Company l1: the letter of 12 May waits to be faxed", "Company l2: ring to ask whether the fax of 12 May came (12:00)",
    )  # fmt: skip
    assert answered.notes(known, "tom", "en", since=None, now=NOON, edition=FIRST) == ()
