"""HTML fragments to plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.text import markup


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("<b>Bold</b> and <i>it</i>alic", "Bold and italic"),
        ("A &amp; B", "A & B"),
        ("AT&T", "AT&T"),
        ("3 < 5 and 7 > 2", "3 < 5 and 7 > 2"),
        ("&lt;p&gt;escaped&lt;/p&gt;", "escaped"),
        ("<p>x<script>alert(1)</script>y</p><style>p{}</style>", "xy"),
        ("text<img src='http://t.example/p.gif' width=1 height=1>", "text"),
        ("<iframe src=x>no</iframe>yes", "yes"),
        ("<p>a\n  b\u3000c&nbsp;d</p>", "a b c d"),
        ("<ul><li>一</li><li>二</li></ul>", "一\n二"),
        ("<![CDATA[x]]>y", "y"),
        ("half <b>open", "half open"),
        ("", ""),
        ("control\x00\x1fsigns", "controlsigns"),
    ],
)
def test_a_fragment_becomes_its_words(html: str, text: str) -> None:
    assert markup.plain(html) == text


def test_deep_nesting_neither_recurses_nor_stalls() -> None:
    assert markup.plain("<div>" * 20_000 + "end") in ("end", "")


@given(st.text(alphabet="<>/&;#abpscript=\"' \n!-[]", max_size=200))
def test_no_script_survives(html: str) -> None:
    assert "<script>" not in markup.plain(f"<p>{html}</p><script>alert(1)</script>").lower() or "&lt;" in html or "<" in html


@given(st.text(max_size=200))
def test_any_text_gives_a_text(html: str) -> None:
    assert isinstance(markup.plain(html), str)
