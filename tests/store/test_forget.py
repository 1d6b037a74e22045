"""Forgetting a person: out of every table and draft, and not back by what is read later."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.errors import UsageError
from leadscan.settings import Research, Settings
from leadscan.store import forget, open_store, publish, query
from leadscan.store.forgetting import BLOCK, Mask, name_of
from leadscan.text.normalize import fold
from leadscan.types import Contact, Fact, ParsedFeed, Person, Suppression

from .makers import LATER, NOW, SLOT, article, case, digest_of, entry, event, examined, filing, lead, message_of, poll, read, source, told_of, touch

SALT = "00" * 32
NAMES = ["Ada Chan", "陳雅達"]
CONTACT = Contact(cfo_name=Fact("Ada CHAN (陳雅達)", "Ms Ada Chan is our CFO", 3), ceo_name=Fact("Bo Lee", "Bo Lee"), phone=Fact("2000 0000", "Tel"), company_secretaries=(Fact("Ada Chan", "q"), Fact("Cy Ho", "q")))


def mask(*names: str) -> Mask:
    return Mask(found for name in names if (found := name_of(name, SALT)) is not None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Chan joined.", "███ ████ joined."),
        ("ADA  CHAN, ada chan; Ada\nChan", "███  ████, ███ ████; ███\n████"),
        ("ＡＤＡ Chan", "███ ████"),
        ("Adam Chan and Ada Chang", "Adam Chan and Ada Chang"),
        ("Ada and Chan", "Ada and Chan"),
        ("財務總監陳雅達說", "財務總監███說"),
        ("财务总监陈雅达说", "财务总监███说"),
        ("陳 雅 達", "█ █ █"),
        ("陳達雅", "陳達雅"),
        ("", ""),
    ],
)
def test_a_name_is_found_in_any_case_width_or_script_and_blocked_in_place(text: str, expected: str) -> None:
    assert mask(*NAMES).text(text) == expected


@given(st.text(max_size=40), st.sampled_from([*NAMES, "", "陈雅达"]), st.text(max_size=40))
def test_blocking_keeps_every_offset_and_is_done_once(before: str, name: str, after: str) -> None:
    text = f"{before} {name} {after}"
    masked = mask(*NAMES).text(text)
    assert len(masked) == len(text)
    assert mask(*NAMES).text(masked) == masked
    assert fold("陳雅達") not in fold(masked)
    assert all(new in (old, BLOCK) for old, new in zip(text, masked, strict=True))


def test_what_is_a_person_and_nothing_else_goes_whole() -> None:
    data = {"contact": {"cfo_name": {"value": "Ada Chan", "quote": "x"}, "phone": {"value": "1", "quote": "Ada Chan: 1"}, "company_secretaries": [{"value": "Ada Chan"}, {"value": "Cy Ho"}]}, "facts": {"cfo": "Ada Chan", "amount": "1"}}
    assert mask(*NAMES).data(data) == {
        "contact": {"cfo_name": None, "phone": {"value": "1", "quote": "███ ████: 1"}, "company_secretaries": [{"value": "Cy Ho"}]}, "facts": {"amount": "1"},
    }  # fmt: skip
    assert mask(*NAMES).json('{"a": "Bo Lee"}') == '{"a": "Bo Lee"}'


@pytest.fixture
def desk(settings: Settings) -> Settings:
    """A desk that holds a person wherever one may stand."""
    settings = dataclasses.replace(settings, research=Research(personal=True))
    named = article(text="The firm named Ada Chan as CFO.\n財務總監陳雅達上任。", title="Ada Chan joins Looms")
    paper = filing(text="CFO: Ada Chan", contact=CONTACT)
    person = Person(0, 8, "Ada Chan", "CFO", 9, 12, 20, 25, "HKEX:00001", True, "named Ada Chan as CFO")
    told = event(named, facts={"person": "Ada Chan", "amount": "HK$1bn"}, evidence=dataclasses.replace(event(named).evidence, quote="Ada Chan joins Looms"))
    with open_store(settings, purpose="test") as store:
        store.put_sources([source(), source("hkex")], origin="x", replace=True)
        store.put_suppressions([Suppression("person", "Ada Chan", "asked", NOW.date())], origin="x", replace=True)
        store.save_poll(poll(entry("e1", title="Ada Chan joins Looms", summary="Ada Chan")), now=NOW)
        store.save_readings([dataclasses.replace(read(named), entry_id="e1"), read(paper)], slot=SLOT, now=NOW)
        store.save_cases([case(contact=CONTACT)])
        store.save_examined([dataclasses.replace(examined(named), people=(person,), events=(told,))], version="v1")
        one = lead(events=(told,), facts={"person": "Ada Chan"})
        store.save_leads(one.edition, [one])
        digest = digest_of("rm1", one)
        store.save_edition(digest, dataclasses.replace(message_of(digest), text="Ring Ada Chan", html="<p>Ring Ada Chan</p>"), told_of(digest))
        store.add_touch(touch(note="Ada Chan was out"))
    mail = EmailMessage()
    mail["Subject"] = "Leads"
    mail.set_content("Ring 陳雅達", cte="base64")
    outbox = settings.desk / "outbox" / "2026-03-10"
    outbox.mkdir(parents=True)
    (outbox / "a.eml").write_bytes(mail.as_bytes())
    (outbox / "b.html").write_text("<p>Ring Ada Chan</p>", encoding="utf-8")
    (outbox / "c.eml").write_bytes(b"Subject: x\n\nnobody")
    (settings.desk / "archive" / "ab").mkdir(parents=True)
    (settings.desk / "archive" / "ab" / "x.gz").write_bytes(b"")
    publish(settings, now=NOW)
    return settings


def everything(settings: Settings, *, but: tuple[str, ...] = ("suppressions",)) -> str:
    with open_store(settings, purpose="test") as store:
        return fold("\n".join(str(store._rows(f"select * from {table}")) for table in store.tables() if table not in but))


def test_a_forgotten_person_is_nowhere_in_the_desk(desk: Settings) -> None:
    assert "ada chan" in everything(desk)
    done = forget(desk, NAMES, now=NOW)
    assert [name for name in ("ada chan", fold("陳雅達")) if name in everything(desk)] == []
    assert {"documents", "entries", "people", "events", "cases", "leads", "outbox", "touches"} <= set(done.rows)
    assert done.files_removed == ("outbox/2026-03-10/a.eml",)
    assert (desk.desk / "outbox/2026-03-10/b.html").read_text(encoding="utf-8") == "<p>Ring ███ ████</p>"
    assert (desk.desk / "outbox/2026-03-10/c.eml").exists()
    assert [line.split(":")[0] for line in done.left] == ["1 lines of the suppression list", "archive/", "mail servers, faxes, and copies of research.duckdb that people made"]
    assert query(desk, "select cfo_name, ceo_name, phone, company_secretaries from private.contacts")[1] == [(None, "Bo Lee", "2000 0000", ["Cy Ho"])]
    assert query(desk, "select count(*) from private.people")[1] == [(0,)]
    assert query(desk, "select title from articles")[1] == [("███ ████ joins Looms",)]
    assert done.copies_removed == 1
    assert len(list((desk.desk / "snapshots").iterdir())) == 1


def test_records_can_still_be_read_and_offsets_are_true(desk: Settings) -> None:
    with open_store(desk, purpose="test") as store:
        before = store.document(article().id)
    forget(desk, NAMES, now=NOW)
    with open_store(desk, purpose="test") as store:
        after = store.document(article().id)
        assert before is not None
        assert after is not None
        assert (len(after.title), len(after.text)) == (len(before.title), len(before.text))
        assert store.cases()[0].contact == dataclasses.replace(CONTACT, cfo_name=None, company_secretaries=(Fact("Cy Ho", "q"),))
        (found,) = store.events(NOW)
        assert (found.facts, found.evidence.quote) == ({"amount": "HK$1bn"}, "███ ████ joins Looms")
        assert store.leads()[0].facts == {}
        assert store.ready()[0].message.text == "Ring ███ ████"
        assert store.touches()[0].note == "███ ████ was out"


def test_what_is_read_again_or_later_does_not_bring_the_person_back(desk: Settings) -> None:
    forget(desk, ["Ada Chan"], now=NOW)
    forget(desk, ["陳雅達"], now=NOW)
    again = article(text="The firm named Ada Chan as CFO.\n財務總監陳雅達上任。", title="Ada Chan joins Looms")
    new = article("e2", title="More of Ada Chan", text="陈雅达")
    with open_store(desk, purpose="test") as store:
        same = poll(entry("e1", title="Ada Chan joins Looms", summary="Ada Chan"), entry("e2", title="More of Ada Chan"), slot=LATER)
        assert store.save_poll(same, now=NOW + timedelta(days=1)) == 1  # the known entry is found unchanged
        assert store.save_documents([again]) == 0
        assert store.save_documents([new, filing("f2", contact=CONTACT)]) == 2
        store.add_touch(touch("t7", note="rang Ada Chan"))
    assert [name for name in ("ada chan", fold("陳雅達")) if name in everything(desk)] == []


def test_forgetting_twice_changes_nothing_more(desk: Settings) -> None:
    forget(desk, NAMES, now=NOW)
    with open_store(desk, purpose="test") as store:
        before = store.fingerprint()
    again = forget(desk, NAMES, now=NOW)
    with open_store(desk, purpose="test") as store:
        assert store.fingerprint() == before
    assert again.rows == {}
    assert again.lines()[0] == "no table named this person"


def test_the_name_itself_is_not_kept(desk: Settings) -> None:
    forget(desk, NAMES, now=NOW, reason="asked by letter")
    with open_store(desk, purpose="test") as store:
        rows = store._rows("select digest, salt, words, reason from forgotten order by words")
    assert [(row[2], row[3]) for row in rows] == [(2, "asked by letter"), (3, "asked by letter")]
    assert len({row[1] for row in rows}) == 1
    assert all(len(row[0]) == 32 for row in rows)


@pytest.mark.parametrize(("names", "reason", "match"), [(["Ada"], "asked", "wants a full name"), (["陳"], "asked", "wants a full name"), (["  "], "asked", "wants a full name"), (["Ada Chan"], "Ada Chan asked", "names the person")])
def test_a_name_that_would_mask_others_is_refused(desk: Settings, names: list[str], reason: str, match: str) -> None:
    with pytest.raises(UsageError, match=match):
        forget(desk, names, now=NOW, reason=reason)
    assert "ada chan" in everything(desk)


def test_json_of_the_outbox_stays_json(desk: Settings) -> None:
    forget(desk, NAMES, now=NOW)
    with open_store(desk, purpose="test") as store:
        for (record,) in store._rows("select record from outbox union all select record from leads union all select record from documents"):
            assert isinstance(json.loads(record), dict)


def test_a_parsed_feed_with_a_hostile_piece_is_kept_as_before(desk: Settings) -> None:
    """Nothing is masked where nobody was forgotten."""
    with open_store(desk, purpose="test") as store:
        feed = ParsedFeed("herald", (entry("e9", title="Ada Chan speaks"),), "ok")
        store.save_poll(dataclasses.replace(poll(slot=LATER), parsed=feed), now=NOW + timedelta(days=1))
        assert store._rows("select title from entries where entry_id = 'e9'") == [("Ada Chan speaks",)]


def test_reports_are_drafts_too(desk: Settings) -> None:
    folder: Path = desk.desk / "reports"
    folder.mkdir()
    (folder / "week.html").write_text("Ada Chan", encoding="utf-8")
    assert "reports/week.html" in forget(desk, NAMES, now=NOW).files_masked
