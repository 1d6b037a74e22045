"""The command line over the sample desk: what people and programs get from each door."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from leadscan.cli import main
from tests.desks import DAYS

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["leadscan", *words])
        try:
            main()
            code = 0
        except SystemExit as e:
            code = int(e.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_digest_as_json_has_the_keys_that_other_programs_rely_on(cli: Cli, two_days: Path) -> None:
    code, out, _ = cli("digest", "--rm", "tom.reeves", "--date", DAYS[0].isoformat(), "--json", "--desk", str(two_days))
    assert code == 0
    (digest,) = lines(out)
    assert (digest["rm"], digest["date"], digest["quiet"]) == ("tom.reeves", "2026-05-12", False)
    item = digest["items"][0]  # type: ignore[index]
    assert {"section", "rank", "company", "trigger", "triggers", "stage", "story", "urls", "changed", "why", "contact", "outreach"} <= set(item)
    assert {"market", "code", "name", "names"} <= set(item["company"])
    assert {"source", "state", "since"} <= set(digest["sources"][0])  # type: ignore[index]


def test_a_digest_for_people_is_the_text_of_the_email(cli: Cli, two_days: Path) -> None:
    code, out, _ = cli("digest", "--rm", "ada.kwok", "--desk", str(two_days))
    assert code == 0
    assert "Ada Kwok" in out


@pytest.mark.parametrize("command", ["leads", "cases", "sources", "outbox"])
def test_lists_come_as_tables_and_as_lines(cli: Cli, two_days: Path, command: str) -> None:
    code, out, _ = cli(command, "--desk", str(two_days))
    assert code == 0
    assert out.count("\n") > 3
    code, out, _ = cli(command, "--json", "--desk", str(two_days))
    assert code == 0
    assert lines(out)


def test_what_was_put_aside_and_what_is_in_doubt_have_doors(cli: Cli, two_days: Path) -> None:
    assert cli("sources", "--aside", "--json", "--desk", str(two_days))[:2] == (0, "")
    code, _, err = cli("outbox", "--release", "<nothing@leadscan.invalid>", "--desk", str(two_days))
    assert code == 2
    assert "no message in doubt of that id" in err


def test_one_lead_is_told_with_its_reasons_and_evidence(cli: Cli, two_days: Path) -> None:
    _, out, _ = cli("leads", "--rm", "tom.reeves", "--date", DAYS[0].isoformat(), "--json", "--desk", str(two_days))
    lead = lines(out)[0]
    code, out, _ = cli("lead", str(lead["id"]), "--desk", str(two_days))
    assert code == 0
    assert "Why" in out
    assert "Evidence" in out
    assert "https://" in out


@pytest.mark.parametrize(
    ("company", "rm", "stage", "words"),
    [
        ("Larkspur Robotics", "tom.reeves", "digest", "it is there"),
        ("Larkspur Robotics", "ada.kwok", "rank", ""),
        ("Nobody Industries", "tom.reeves", "examine", "not in the register"),
        ("Larkspur Robotics", "nobody", "watchlist", "has no watchlist"),
    ],
)
def test_why_not_names_the_stage_at_which_a_company_fell_out(cli: Cli, two_days: Path, company: str, rm: str, stage: str, words: str) -> None:
    code, out, _ = cli("why-not", company, "--rm", rm, "--date", DAYS[0].isoformat(), "--json", "--desk", str(two_days))
    (answer,) = lines(out)
    assert code == 0
    assert answer["stage"] == stage
    assert words in str(answer["answer"])


def test_a_wrong_desk_file_is_named_with_file_line_and_key(cli: Cli, make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    text = (desk / "watchlists.toml").read_text(encoding="utf-8")
    line = text.splitlines().index('language = "zh-Hans"') + 1
    (desk / "watchlists.toml").write_text(text.replace('language = "zh-Hans"', 'language = "zh-TW"'), encoding="utf-8")
    code, _, err = cli("morning", "--desk", str(desk))
    assert code == 1
    start = text[: text.index('language = "zh-Hans"')].count("\n", 0, text.rindex("[[watchlist]]", 0, text.index('language = "zh-Hans"'))) + 1
    assert f"{desk / 'watchlists.toml'}:{start}:" in err or f"{desk / 'watchlists.toml'}:{line}:" in err
    assert "language: 'zh-TW' is none of en, zh-Hant, zh-Hans" in err
    code, out, _ = cli("check", "--desk", str(desk))
    assert code == 1
    assert "language: 'zh-TW'" in out


def test_a_new_desk_says_what_to_mend(cli: Cli, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    code, out, _ = cli("init", "--desk", str(desk))
    assert code == 0
    code, out, _ = cli("check", "--desk", str(desk))
    assert code == 1
    assert "bank.contact: empty" in out
    code, out, _ = cli("init", "--desk", str(desk), "--json")
    assert lines(out)[0]["written"] == []


def test_an_import_tells_row_by_row_what_it_refused(cli: Cli, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    cli("init", "--desk", str(desk))
    rows = tmp_path / "rms.jsonl"
    rows.write_text(
        '{"rm": "a", "email": "a@b.example", "sectors": ["banks"], "companies": [{"name": "X Limited", "relation": "client"}], "shoe_size": 43}\n'
        '{"rm": "b", "email": "nobody"}\n{"rm": "c", "email": "c@b.example", "sectors": ["bankz"]}\n',
        encoding="utf-8",
    )
    code, out, _ = cli("import", "watchlists", str(rows), "--desk", str(desk))
    assert code == 1
    assert "1 added, 0 changed, 0 as they were, 2 refused" in out
    assert "columns nobody reads: shoe_size" in out
    assert f"{rows}:2: refused: email: 'nobody' is no address" in out
    assert f"{rows}:3: refused: sectors: no such sector: bankz" in out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("digest", "--rm", "nobody"), 2, "no digest for nobody"),
        (("lead", "none"), 2, "no lead none"),
        (("sql", "drop table articles"), 1, ""),
        (("import", "nonsense", "x.csv"), 2, "there are sources, companies, watchlists, suppression"),
        (("morning", "--now", "yesterday"), 2, "wants a moment such as"),
        (("correct", "everything", "x"), 2, "there are wrong_company"),
    ],
)
def test_wrong_use_is_one_line_and_exit_two(cli: Cli, two_days: Path, words: tuple[str, ...], code: int, said: str) -> None:
    found, _, err = cli(*words, "--desk", str(two_days))
    assert found in (code, 2)
    assert said in err
    assert "Traceback" not in err


def test_research_sql_gives_lines_and_safe_csv(cli: Cli, make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    assert cli("morning", "--desk", str(desk))[0] == 0
    assert cli("snapshot", "--desk", str(desk))[0] == 0
    code, out, _ = cli("sql", "SELECT count(*) AS n FROM articles", "--json", "--desk", str(desk))
    assert code == 0
    assert lines(out)[0]["n"] > 40  # type: ignore[operator]
    code, out, _ = cli("sql", "SELECT '=1+1' AS a, '@x' AS b, 'plain' AS c", "--csv", "--desk", str(desk))
    assert out.splitlines() == ["a,b,c", "'=1+1,'@x,plain"]


def test_outreach_is_recorded_and_the_next_step_told(cli: Cli, make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    cli("morning", "--desk", str(desk))
    _, out, _ = cli("leads", "--rm", "tom.reeves", "--json", "--desk", str(desk))
    lead = next(item for item in lines(out) if item["call"])
    code, out, _ = cli("touch", str(lead["id"]), "fax_sent", "--now", "2026-05-12T10:00:00+08:00", "--json", "--desk", str(desk))
    assert code == 0
    (made,) = lines(out)
    assert (made["outcome"], made["next_step"]) == ("fax_sent", "call_back")
    assert str(made["next_at"]) >= "2026-05-12T11:00"
    _, out, _ = cli("follow-up", "--now", "2026-05-12T15:00:00+08:00", "--json", "--desk", str(desk))
    assert [item["lead_id"] for item in lines(out)] == [lead["id"]]


def test_annotate_answers_each_line_in_order_whatever_it_holds(cli: Cli, two_days: Path, tmp_path: Path) -> None:
    texts = ["", "Larkspur Robotics has filed to list in Hong Kong.", "😀 \u202eabc\u202c \x00 翠雀機器人", "a " * 3000, "滙豐銀行"]
    given = tmp_path / "texts.jsonl"
    given.write_text("".join(json.dumps({"id": i, "text": text}) + "\n" for i, text in enumerate(texts)), encoding="utf-8")
    code, out, _ = cli("annotate", str(given), "--desk", str(two_days))
    assert code == 0
    answers = lines(out)
    assert [answer["id"] for answer in answers] == list(range(len(texts)))
    for text, answer in zip(texts, answers, strict=True):
        for mention in answer["mentions"]:  # type: ignore[attr-defined]
            assert text[mention["start"] : mention["end"]] == mention["text"]
    assert any(mention["company"] and mention["company"]["code"] == "P102" for mention in answers[1]["mentions"])  # type: ignore[attr-defined]
    assert [trigger["type"] for trigger in answers[1]["triggers"]] == ["IPO_FILED"]  # type: ignore[attr-defined]


def test_the_feeds_go_out_as_opml_that_comes_in_again(cli: Cli, two_days: Path) -> None:
    from leadscan.news import opml

    code, out, _ = cli("sources", "--opml", "--desk", str(two_days))
    assert code == 0
    found = {source.id: source.url for source in opml.read(out.encode())}
    assert found["harbour-post"] == "https://www.harbourpost.example/business/rss.xml"
