"""The ground: records, JSON, settings, folding."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import typing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan import records, settings, types
from leadscan.errors import DataError, DeskError
from leadscan.text import language, normalize

RECORDS = [kind for kind in vars(types).values() if dataclasses.is_dataclass(kind)]


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_every_record_is_frozen_and_slotted(kind: type) -> None:
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert hasattr(kind, "__slots__")
    typing.get_type_hints(kind)


def test_what_goes_into_json_comes_out() -> None:
    event = types.CaseEvent("HKEX:1", date(2026, 3, 9), datetime(2026, 3, 10, tzinfo=UTC), "PHIP", "A", "https://a.example/")
    fact = types.Fact("方知微", "Ms. FANG", page=3)
    case = types.Case(
        "HKEX:1", "HKEX", "Larkspur", "翠雀", None, "CLEARED", "ipo", 1, date(2026, 3, 9), None, date(2026, 3, 9), (event,), types.Contact(cfo_name=fact, sponsors=(fact,))
    )
    assert records.from_json(types.Case, records.to_json(case)) == case


def test_an_unknown_key_names_record_and_key() -> None:
    with pytest.raises(DataError, match="Fact: unknown pages"):
        records.from_data(types.Fact, {"value": "a", "quote": "b", "pages": 1})


def test_a_value_outside_its_closed_set_is_refused() -> None:
    with pytest.raises(DataError, match=r"WatchedCompany\.relation: 'friend' is not one of client"):
        records.from_data(types.WatchedCompany, {"company": "a", "relation": "friend"})


@given(st.text())
def test_folding_keeps_length_and_folding_twice_is_folding_once(text: str) -> None:
    folded = normalize.fold(text)
    assert len(folded) == len(text)
    assert normalize.fold(folded) == folded


@pytest.mark.parametrize(("left", "right"), [("滙豐銀行", "汇丰银行"), ("匯豐", "汇丰"), ("恆生", "恒生"), ("ＡＢＣ", "abc"), ("證券", "証券"), ("裏", "里"), ("台積電", "臺積電")])
def test_shapes_of_one_word_meet_when_folded(left: str, right: str) -> None:
    assert normalize.fold(left) == normalize.fold(right)


@pytest.mark.parametrize(
    ("text", "hint", "label"),
    [
        ("滙豐銀行公布業績", "", "zh-Hant"),
        ("汇丰银行公布业绩", "", "zh-Hans"),
        ("HSBC reports results", "", "en"),
        ("一口", "zh-Hans", "zh-Hans"),
        ("一口", "", "zh-Hant"),
        ("港交所 IPO 遞表 A1", "", "zh-Hant"),
        ("", "zh-Hant", "zh-Hant"),
        ("", "", "en"),
    ],
)
def test_every_text_gets_a_language(text: str, hint: str, label: str) -> None:
    assert language.label(text, hint) == label


def write(folder: Path, text: str) -> Path:
    (folder / settings.FILE).write_text(text, encoding="utf-8")
    return folder


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    desk = write(tmp_path, "[web]\npause = 1\nallow = ['a']\n")
    given = settings.load(desk, {"LEADSCAN_WEB_PAUSE": "0.5", "LEADSCAN_WEB_ALLOW": "127.0.0.1, ::1", "LEADSCAN_WEB_ROBOTS": "no"})
    assert (given.web.pause, given.web.allow, given.web.robots) == (0.5, ("127.0.0.1", "::1"), False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[web]\npause = 1\npase = 2\n", r"leadscan\.toml:3: web\.pase: no such key; there are pause"),
        ("\n[wep]\n", r"leadscan\.toml:2: \[wep\]: no such section; there are bank"),
        ("[bank]\nname = 3\n", r"leadscan\.toml:2: bank\.name: wants str; found 3"),
        ("[digest]\nmax_items = true\n", r"leadscan\.toml:2: digest\.max_items: wants int; found True"),
        ("[web]\npause = -1\n", r"leadscan\.toml:2: web\.pause: wants no negative number"),
        ("[web\n", r"leadscan\.toml: .*line 1"),
    ],
)
def test_a_wrong_setting_is_named_with_file_line_and_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DeskError, match=message):
        settings.load(write(tmp_path, text), {})


def test_a_wrong_variable_of_the_environment_is_named(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="LEADSCAN_WEB_WORKERS: wants int; found 'many'"):
        settings.load(tmp_path, {"LEADSCAN_WEB_WORKERS": "many"})


def test_importing_leadscan_and_its_command_loads_no_heavy_library() -> None:
    code = "import sys, leadscan, leadscan.cli.app; print([m for m in ('prefect', 'spacy', 'trafilatura', 'opencc', 'lxml', 'httpx', 'pypdfium2') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert found == "[]"
