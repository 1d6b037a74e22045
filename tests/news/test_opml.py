"""OPML in and out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.errors import DataError
from leadscan.news import opml
from leadscan.types import Source

FILE = b"""<?xml version="1.0" encoding="UTF-8"?><opml version="1.0"><head><title>Papers</title></head><body>
<outline text="Business"><outline type="rss" text="Lantern Post" title="Lantern Post" xmlUrl="https://lantern.example/rss?utm_source=x" language="en"/>
<outline text="\xe7\x87\x88\xe5\xa1\x94\xe5\xa0\xb1" xmlURL="http://dengta.example/feed"/><outline text="Lantern Post" xmlUrl="https://lantern.example/rss2"/></outline>
<outline text="again" xmlUrl="https://lantern.example/rss"/><outline text="bad" xmlUrl="javascript:x"/><outline text="no address"/></body></opml>"""


def test_feeds_are_taken_once_with_their_folder_as_section() -> None:
    sources = opml.read(FILE)
    assert [(source.id, source.title, source.url, source.section_hint, source.lang) for source in sources] == [
        ("lantern-post", "Lantern Post", "https://lantern.example/rss", "business", "en"),
        ("dengta-example", "燈塔報", "http://dengta.example/feed", "business", ""),
        ("lantern-post-2", "Lantern Post", "https://lantern.example/rss2", "business", ""),
    ]


@pytest.mark.parametrize("body", [b"", b"<rss/>", b"not xml", b"<html><body></body></html>"])
def test_what_is_no_opml_is_refused(body: bytes) -> None:
    with pytest.raises(DataError, match="OPML"):
        opml.read(body)


def test_no_entity_of_a_file_is_read() -> None:
    body = b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/hostname">]><opml version="2.0"><body><outline text="a&x;" xmlUrl="https://a.example/"/></body></opml>'
    assert [source.title for source in opml.read(body)] == ["a"]


SOURCES = st.builds(
    Source,
    id=st.from_regex(r"[a-z][a-z0-9-]{0,10}", fullmatch=True),
    title=st.text(alphabet="abc 燈塔報&<>\"'", min_size=1).map(lambda text: " ".join(text.split()) or "x"),
    kind=st.sampled_from(["rss", "atom"]),
    url=st.from_regex(r"https://[a-z]{1,8}\.example/[a-z]{0,6}", fullmatch=True),
    lang=st.sampled_from(["", "en", "zh-Hant"]),
    timezone=st.sampled_from(["Asia/Hong_Kong", "Asia/Shanghai"]),
    section_hint=st.sampled_from(["", "business"]),
)


@given(st.lists(SOURCES, max_size=5, unique_by=(lambda source: source.id, lambda source: source.url)))
def test_what_is_written_is_read_back(sources: list[Source]) -> None:
    assert list(opml.read(opml.write(sources).encode())) == sources
