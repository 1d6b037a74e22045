"""Web addresses in one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.text import addresses


@pytest.mark.parametrize(
    ("url", "base", "expected"),
    [
        ("https://News.Example/a?utm_source=rss&utm_medium=feed", None, "https://news.example/a"),
        ("https://news.example/a?id=3&fbclid=x&page=2#top", None, "https://news.example/a?id=3&page=2"),
        ("/eco/1.html", "https://paper.example/rss.xml", "https://paper.example/eco/1.html"),
        ("//cdn.example/x", "https://paper.example/", "https://cdn.example/x"),
        ("http://paper.example:80", None, "http://paper.example/"),
        ("https://paper.example:8443/a", None, "https://paper.example:8443/a"),
        ("https://paper.example/新聞 1", None, "https://paper.example/%E6%96%B0%E8%81%9E%201"),
        ("https://paper.example/a%20b?q=%E6%96%B0", None, "https://paper.example/a%20b?q=%E6%96%B0"),
        (" https://paper.example/a\n", None, "https://paper.example/a"),
        ("https://user:secret@paper.example/a", None, "https://paper.example/a"),
        ("https://新聞.example/a", None, "https://xn--efvv70d.example/a"),
        ("https://paper.example/list?mod=stock&sh=000001", None, "https://paper.example/list?mod=stock&sh=000001"),
        ("https://paper.example/a?mod=rss", None, "https://paper.example/a"),
        ("javascript:alert(1)", "https://paper.example/", None),
        ("JaVa\nScript:alert(1)", "https://paper.example/", None),
        ("data:text/html,<b>", "https://paper.example/", None),
        ("file:///etc/passwd", None, None),
        ("mailto:a@b.example", "https://paper.example/", None),
        ("www.paper.example/a", None, None),
        ("http://", None, None),
        ("http://[::1", None, None),
        ("http://a b/", None, None),
        ("http://paper.example:99999/", None, None),
        ("", "https://paper.example/", None),
    ],
)
def test_an_address_has_one_form_or_is_no_link(url: str, base: str | None, expected: str | None) -> None:
    assert addresses.canonical(url, base) == expected


@given(st.one_of(st.text(max_size=80), st.text(alphabet="htps:/.example?&=#%aé新 \n", max_size=40).map(lambda rest: f"https://paper.example/{rest}")))
def test_the_canonical_form_of_a_canonical_address_is_itself(url: str) -> None:
    once = addresses.canonical(url, "https://paper.example/rss")
    if once is not None:
        assert once.isascii()
        assert addresses.canonical(once) == once
