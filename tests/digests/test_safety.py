"""Outside text and links made safe."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.digests import safety


@pytest.mark.parametrize(
    ("outside", "shown"),
    [
        ("Subject\r\nBcc: everyone@bank.example", "Subject Bcc: everyone@bank.example"),
        ("pay \u202egnp.exe", "pay gnp.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("bell\x07 null\x00", "bell null"),
        ("line\u2028separator\x85next", "line separator next"),
        ("　全形　空格　", "全形 空格"),
        ("half \ud800 pair", "half pair"),
    ],
)
def test_a_line_has_no_breaks_and_nothing_unseen(outside: str, shown: str) -> None:
    assert safety.line(outside) == shown


@given(st.text(max_size=400), st.integers(5, 80))
def test_a_line_is_bounded_and_can_be_sent(text: str, limit: int) -> None:
    made = safety.line(text, limit)
    assert len(made) <= limit
    assert not any(ord(char) < 32 or char in "\u2028\u2029\u202e\u200b" for char in made)
    assert made.encode("utf-8").decode("utf-8") == made


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd", "//host/path", "/path", "", None, "https://", "http://user:pw@host/", "https://bank.example@evil.example/",
        "https://host/\r\nBcc: x", "https://ho\u202est/x", "https://[::1", "https://host:99999/", "ftp://host/x", "https://host/" + "a" * 3000,
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_no_link(url: str | None) -> None:
    assert safety.link(url) == ""


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("https://paper.example/a?b=1&c=2#d", "https://paper.example/a?b=1&c=2#d"),
        ('https://paper.example/"><script>', "https://paper.example/%22%3E%3Cscript%3E"),
        ("https://paper.example/新聞/1", "https://paper.example/%E6%96%B0%E8%81%9E/1"),
        ("https://paper.example/%E6%96%B0", "https://paper.example/%E6%96%B0"),
    ],
)
def test_a_web_address_is_kept_with_its_odd_characters_escaped(url: str, href: str) -> None:
    assert safety.link(url) == href


@given(st.text(max_size=600), st.integers(20, 300))
def test_a_shortened_quote_is_a_beginning_of_the_quote(text: str, most: int) -> None:
    made = safety.shorten(text, most)
    assert text.startswith(made)
    assert safety.width(made) <= most


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("A short one.", 40, "A short one."),
        ("The plant opens in May. The loan of US$5m is not placed yet and banks are invited.", 50, "The plant opens in May."),
        ("The loan of US$5.25m is not placed, and banks are invited to say what they would ask for it", 60, "The loan of US$5.25m is not placed"),
        ("新廠將於五月投產。貸款尚未落實，現正邀請銀行報價，預計月底前選定。", 44, "新廠將於五月投產。"),
        ("公司新廠將於明年五月投產，屆時貸款尚未落實的部分現正邀請銀行報價", 44, "公司新廠將於明年五月投產"),
        ("集團擬以現金及銀行貸款收購該批物業作價共1,480,000,000港元", 46, "集團擬以現金及銀行貸款收購該批物業作價共"),
        ("集團擬以現金及銀行貸款收購該批物業作價共十四億八千萬港元", 46, "集團擬以現金及銀行貸款收購該批物業作價共"),
        ("The price agreed with the seller of the warehouses comes to HK$1,480,000,000 in all", 68, "The price agreed with the seller of the warehouses comes to"),
        ("Finance will be looked after from the first of April by Ms. Lam Wai Yee of the group", 60, "Finance will be looked after from the first of April by Ms."),
        ("Supercalifragilistic words without any mark go on and on here", 44, "Supercalifragilistic words without any mark"),
    ],
)
def test_a_quote_is_cut_at_a_sentence_or_clause(text: str, most: int, shown: str) -> None:
    assert safety.shorten(text, most) == shown


@given(st.text(alphabet="abc 12,.億萬十", min_size=30, max_size=200), st.integers(20, 60))
def test_a_figure_is_never_cut_in_its_middle(text: str, most: int) -> None:
    made = safety.shorten(text, most)
    cut_inside = len(made) < len(text) and made[-1:].isdigit() and text[len(made)].isdigit()
    assert not cut_inside or " " not in made
