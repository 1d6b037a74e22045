"""Letters over a whole desk, by the commands a person types: what lies in the outbox, what is refused, what the ledger keeps."""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from leadscan import settings, store
from leadscan.cli import acting, main
from leadscan.desk import letters as files
from leadscan.desk import secret
from leadscan.errors import DeskError
from leadscan.outreach import calendar, fax, uemo
from leadscan.stages import outreach
from leadscan.types import Consent
from tests.desks import DAYS

NOW = f"{DAYS[0]}T09:30"
HONG_KONG = ZoneInfo("Asia/Hong_Kong")
Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def desk(two_days: Path, tmp_path: Path) -> Path:
    """A desk of a test's own over which the recorded days have run."""
    shutil.copytree(two_days, tmp_path / "desk")
    return tmp_path / "desk"


@pytest.fixture
def cli(desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["leadscan", *words, "--desk", str(desk)])
        code = 0
        try:
            main()
        except SystemExit as e:
            code = int(e.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def lead_of(desk: Path, name: str, *, call: bool = True) -> str:
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        return next(lead.id for lead in db.leads(DAYS[0]) if name in " ".join((lead.company_name, *lead.names)) and lead.call is call)


def ledger(cli: Cli) -> list[dict[str, str]]:
    return [json.loads(line) for line in cli("ledger", "--json")[1].splitlines()]


def register(cli: Cli, tmp_path: Path, *numbers: str, as_of: str = "2026-05-10") -> tuple[int, str, str]:
    path = tmp_path / "register.csv"
    path.write_text("\n".join(("number,since", *numbers)) + "\n", encoding="utf-8")
    return cli("import", "suppression", str(path), "--register", "fax", "--as-of", as_of, "--now", NOW)


def test_a_letter_lies_in_the_outbox_as_text_fax_and_call_back_and_the_ledger_has_it(cli: Cli, desk: Path) -> None:
    lead = lead_of(desk, "Blue Plover")
    code, out, _ = cli("letter", lead, "--now", NOW)
    assert code == 0 and "渡輪街銀行" in out and "首席財務官" in out and "ring the switchboard" in out and "PDPO Part VIA" in out
    folder = desk / "outbox" / "letters" / "2026-05-12"
    assert sorted(path.name for path in folder.iterdir()) == [f"mei.lam-{lead}{suffix}" for suffix in (".ics", ".pdf", ".txt")]
    given = settings.load(desk, os.environ)
    assert uemo.broken(fax.extract((folder / f"mei.lam-{lead}.pdf").read_bytes()), given.bank, None) == ()
    (event,) = Calendar.from_ical((folder / f"mei.lam-{lead}.ics").read_bytes()).walk("VEVENT")
    assert calendar.in_office_hours(event.decoded("DTSTART")) and event.decoded("DTSTART") == datetime(2026, 5, 12, 10, 30, tzinfo=HONG_KONG)
    (row,) = ledger(cli)
    assert (row["what"], row["lead_id"], row["rm"], row["place"]) == ("drafted", lead, "mei.lam", f"letters/2026-05-12/mei.lam-{lead}.txt")


def test_a_letter_as_json_says_its_files_and_when_to_ring(cli: Cli, desk: Path) -> None:
    code, out, _ = cli("letter", lead_of(desk, "Blue Plover"), "--now", NOW, "--json", "--language", "en")
    made = json.loads(out)
    assert code == 0 and made["language"] == "en" and len(made["places"]) == 3 and made["call_back"] == "2026-05-12T10:30:00+08:00" and "Dear Sir or Madam" in made["text"]


def test_a_refusal_says_rule_source_and_who_may_clear_it_and_stands_in_the_ledger(cli: Cli, desk: Path) -> None:
    code, _, err = cli("letter", lead_of(desk, "Quillfish", call=False), "--now", NOW)
    assert code == 1 and "rule risk_freeze: house rule" in err and "the credit officer may clear it" in err
    assert not (desk / "outbox" / "letters").exists()
    assert [(row["what"], row["rule"]) for row in ledger(cli)] == [("refused", "risk_freeze")]


def test_a_fax_number_is_held_against_the_register_and_a_stale_one_blocks(cli: Cli, desk: Path, tmp_path: Path) -> None:
    lead = lead_of(desk, "Blue Plover")
    assert "rule no_register" in cli("letter", lead, "--fax", "2100 9999", "--now", NOW)[2]
    code, out, _ = register(cli, tmp_path, "2100 9998,2020", "(852) 2100-9997,x", "nonsense,y")
    assert code == 1 and "2 added" in out and "register.csv:4: refused: no Hong Kong number" in out
    assert "rule do_not_call" in cli("letter", lead, "--fax", "+852 21009998", "--now", NOW)[2]
    code, out, _ = cli("letter", lead, "--fax", "2100 9999", "--now", NOW)
    assert code == 0 and "2100 9999" in out
    assert "rule stale_register" in cli("letter", lead, "--fax", "2100 9999", "--now", "2026-06-30T10:00")[2]
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        db.put_consents([Consent("fax", "2100 9998", date(2026, 1, 1), None, "letter of 1 January")], origin="x")
    assert cli("letter", lead, "--fax", "2100 9998", "--now", NOW)[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as-of", "2026-05-10"), "belongs to"), (("--register", "phone", "--as-of", "2026-05-10"), "there is fax"), (("--register", "fax"), "belongs to"), (("--register", "fax", "--as-of", "2030-01-01"), "lies in the future"),
    ],
)  # fmt: skip
def test_a_register_is_taken_in_only_with_its_day(cli: Cli, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "r.csv").write_text("21009998\n")
    code, _, err = cli("import", "suppression", str(tmp_path / "r.csv"), *words, "--now", NOW)
    assert code == 2 and said in err


def test_an_empty_register_leaves_the_one_before_in_force(cli: Cli, desk: Path, tmp_path: Path) -> None:
    register(cli, tmp_path, "21009998")
    code, _, err = register(cli, tmp_path, as_of="2026-05-11")
    assert code == 1 and "stays in force" in err
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        assert db.register_date("fax") == date(2026, 5, 10) and db.is_registered("fax", "21009998")


def test_a_person_is_named_only_with_consent(cli: Cli, desk: Path, tmp_path: Path) -> None:
    lead = lead_of(desk, "Blue Plover")
    assert "rule named_person" in cli("letter", lead, "--name", "Kwan Siu Fung", "--now", NOW)[2]
    (tmp_path / "c.csv").write_text("kind,value,given,until,how\nperson,Kwan Siu Fung,2026-05-01,,telephone note\nphone,1,2026-05-01,,\n", encoding="utf-8")
    code, out, _ = cli("import", "consents", str(tmp_path / "c.csv"))
    assert code == 1 and "1 added" in out and "'phone' is none of fax, person" in out
    code, out, _ = cli("letter", lead, "--name", "Kwan Siu Fung", "--now", NOW)
    assert code == 0 and "Kwan Siu Fung" in out


def test_a_suppressed_number_stops_the_letter(cli: Cli, desk: Path, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("kind,value,reason,since,until\nfax,2100 9999,asked by fax,2026-05-11,\n", encoding="utf-8")
    assert cli("import", "suppression", str(tmp_path / "s.csv"))[0] == 0
    err = cli("letter", lead_of(desk, "Blue Plover"), "--fax", "2100-9999", "--now", NOW)[2]
    assert "rule suppressed: Cap. 593 s.10" in err and "to be honoured by 2026-05-26" in err, "25 May 2026 is a holiday"


def test_an_opt_out_that_comes_later_than_the_law_allows_is_said_and_kept(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("kind,value,reason,since,until\nfax,2100 9999,asked,2026-04-01,\nfax,2100 9998,asked,2026-05-11,\n", encoding="utf-8")
    _, _, err = cli("import", "suppression", str(tmp_path / "s.csv"), "--now", NOW)
    assert err.strip() == "late: fax 2100 9999: asked on 2026-04-01, was to be honoured by 2026-04-20 (Cap. 593 s.10)", "Easter and Ching Ming lie between"
    assert [(row["what"], row["detail"]) for row in ledger(cli)] == [("suppression", "2 added, 0 changed, 0 refused; 1 later than ten working days")]


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"LEADSCAN_BANK_FAX": ""}, "bank.fax: empty"), ({"LEADSCAN_BANK_FAX": "+86 755 2100 0001"}, "is no Hong Kong number"), ({"LEADSCAN_REPLIES_ADDRESS": ""}, "replies.address: empty"),
        ({"LEADSCAN_MAIL_SECRET": ""}, "mail.key: others may read it"),
    ],
)  # fmt: skip
def test_check_says_what_would_keep_letters_and_answers_from_working(cli: Cli, desk: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], said: str) -> None:
    (desk / secret.FILE).chmod(0o644)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    code, out, _ = cli("check")
    assert code == 1 and said in out


def test_a_sent_fax_moves_its_call_back_and_a_no_ends_it_for_every_rm(cli: Cli, desk: Path) -> None:
    lead = lead_of(desk, "Blue Plover")
    cli("letter", lead, "--now", NOW)
    code, out, _ = cli("touch", lead, "fax_sent", "--now", "2026-05-12T12:30")
    assert code == 0 and "call_back" in out and "14:00" in out
    path = desk / "outbox" / "letters" / "2026-05-12" / f"mei.lam-{lead}.ics"
    (event,) = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert event.decoded("DTSTART") == datetime(2026, 5, 12, 14, tzinfo=HONG_KONG) and int(event["SEQUENCE"]) == 1
    code, out, _ = cli("touch", lead, "meeting", "--at", "2026-05-14T15:00", "--now", "2026-05-12T14:10")
    (event,) = Calendar.from_ical((path.parent / f"mei.lam-{lead}-meeting.ics").read_bytes()).walk("VEVENT")
    assert code == 0 and event.decoded("DTSTART") == datetime(2026, 5, 14, 15, tzinfo=HONG_KONG)
    cli("touch", lead, "no", "--now", "2026-05-12T15:00")
    assert "rule ended" in cli("letter", lead, "--now", "2026-05-12T15:05")[2]
    assert [row["what"] for row in ledger(cli)] == ["drafted", "touch", "touch", "touch", "refused"]


def test_a_lead_that_is_not_relevant_is_a_correction_however_it_is_said(cli: Cli, desk: Path) -> None:
    lead = lead_of(desk, "Blue Plover")
    cli("touch", lead, "not_relevant", "--now", NOW)
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        assert [(c.kind, c.subject, c.by) for c in db.corrections()] == [("not_a_lead", lead, "mei.lam")]
    assert "rule ended" in cli("letter", lead, "--now", NOW)[2]


def test_three_calls_without_an_answer_end_the_steps(cli: Cli, desk: Path) -> None:
    lead = lead_of(desk, "Blue Plover")
    said = [json.loads(cli("touch", lead, "no_answer", "--json", "--now", f"2026-05-12T{hour}:00")[1])["next_step"] for hour in (10, 12, 16)]
    assert said == ["call", "call", None]


def test_touches_come_by_list_too_each_once(cli: Cli, desk: Path, tmp_path: Path) -> None:
    lead = lead_of(desk, "Blue Plover")
    path = tmp_path / "touches.csv"
    path.write_text(f"lead,outcome,at,note\n{lead},called,2026-05-12T10:05,left word\nffffffff,called,,\n{lead},danced,,\n", encoding="utf-8")
    code, out, _ = cli("import", "touches", str(path), "--now", NOW.replace("09:30", "11:00"))
    assert code == 1 and "1 added" in out and "no such lead" in out and "'danced' is none of" in out
    assert "0 added" in cli("import", "touches", str(path), "--now", NOW.replace("09:30", "11:00"))[1]
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        assert [(touch.outcome, touch.note, touch.at) for touch in db.touches(lead_id=lead)] == [("called", "left word", datetime(2026, 5, 12, 10, 5, tzinfo=HONG_KONG))]


def test_the_desks_own_templates_are_used_and_wrong_ones_named(cli: Cli, desk: Path) -> None:
    lead = lead_of(desk, "Blue Plover")
    own = desk / "templates" / "letters" / "zh-Hant.txt.j2"
    own.parent.mkdir(parents=True)
    own.write_text("== to ==\nx\n", encoding="utf-8")
    code, _, err = cli("letter", lead, "--now", NOW)
    assert code == 1 and "templates/letters/zh-Hant.txt.j2" in err
    own.write_bytes(b"\xff\xfe bad")
    with pytest.raises(DeskError, match="cannot be read as UTF-8"):
        files.templates(desk)


def test_the_door_knows_every_outcome_of_the_stage() -> None:
    assert acting.OUTCOMES == outreach.OUTCOMES


# --- the key ---


def test_the_key_is_made_once_for_its_owner_alone_and_the_settings_go_before_it(tmp_path: Path) -> None:
    made = secret.signing_key(tmp_path)
    assert secret.signing_key(tmp_path) == made and len(made) == 32
    assert stat.S_IMODE((tmp_path / secret.FILE).stat().st_mode) == 0o600 and not secret.is_open(tmp_path)
    assert secret.signing_key(tmp_path, "of the environment") != made
    (tmp_path / secret.FILE).chmod(0o644)
    assert secret.is_open(tmp_path)
    (tmp_path / secret.FILE).write_text("not hex")
    with pytest.raises(DeskError, match=r"mail\.key: no key"):
        secret.signing_key(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [secret.FILE]
