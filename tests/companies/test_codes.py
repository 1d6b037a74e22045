"""Stock codes in texts, in every spelling; the register here holds four companies."""

from __future__ import annotations

import pytest

from leadscan.companies import codes
from leadscan.types import Company

KNOWN = {key: Company(key, key.split(":", 1)[0], key.split(":", 1)[1]) for key in ("HKEX:09876", "HKEX:00321", "SSE:609876", "US:QZX")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("紙鳶記（09876.HK）升3%", ["09876.HK"]),
        ("321 HK fell", ["321 HK"]),
        ("HKEX: 9876", ["HKEX: 9876"]),
        ("港交所代號 9876", ["港交所代號 9876", "9876"]),
        ("股份代號：9876", ["9876"]),
        ("stock code: 321", ["321"]),
        ("609876.SH", ["609876.SH"]),
        ("609876 CH Equity", ["609876 CH Equity"]),
        ("上交所：609876", ["上交所：609876"]),
        ("NYSE: QZX", ["NYSE: QZX"]),
        ("$QZX jumps", ["$QZX"]),
        ("$ABC $QZX $QZX jump", ["$QZX", "$QZX"]),
        ("QZX.US", ["QZX.US"]),
        ("(QZX US)", ["QZX US"]),
        ("美股代號：QZX）", ["美股代號：QZX", "QZX"]),
        ("納斯達克代號：QZX", ["納斯達克代號：QZX"]),
        ("nyse: qzx", []),
        ("in 9876 people", []),
        ("HK$9876 million", []),
        ("a price of 321.5", []),
        ("1,321 HK residents", []),
        ("1234567.HK", []),
    ],
)
def test_a_code_of_a_known_company_is_found_in_every_spelling(text: str, found: list[str]) -> None:
    assert [hit.text for hit in sorted(codes.scan(text, KNOWN), key=lambda hit: hit.start) if not hit.weak] == found


@pytest.mark.parametrize("text", ["（9876）", "[ 9876 ]", "。9876現報"])
def test_a_bare_number_is_weak(text: str) -> None:
    assert [(hit.keys, hit.weak) for hit in codes.scan(text, KNOWN)] == [(("HKEX:09876",), True)]


@pytest.mark.parametrize("char", "0(:).$ 號[")
def test_a_long_run_of_one_sign_holds_no_code(char: str) -> None:
    assert codes.scan(char * 100_000, KNOWN) == []
