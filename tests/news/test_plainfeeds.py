"""The short way through a plain feed gives what feedparser gives, and keeps its hands off what is not plain."""

from __future__ import annotations

import gzip
import tarfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leadscan.news import feeds, plainfeeds
from leadscan.types import ParsedFeed, Response, Source

NOW = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
URL = "https://paper.example/feed"
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:own="https://paper.example/ns" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)
USUAL = "<title>Lift maker files</title><link>https://paper.example/a/1</link><guid>g1</guid><pubDate>Mon, 09 Mar 2026 21:54:00 GMT</pubDate><description>&lt;p&gt;Words&lt;/p&gt;</description>"


def rss(item: str, *, head: str = "") -> str:
    return f'<rss version="2.0" {SPACES}><channel><title>Paper</title>{head}<item>{item}</item></channel></rss>'


def atom(entry: str, *, attributes: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Paper</title><entry>{entry}</entry></feed>'


def both(body: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[ParsedFeed, ParsedFeed, bool]:
    """By the short way where it is open, by feedparser, and whether it was open."""
    source, response = Source("paper", "", "rss", URL), Response(URL, URL, 200, (), body, NOW)
    real, taken = plainfeeds.read, []

    def watched(text: str) -> plainfeeds.PlainFeed | None:
        found = real(text)
        taken.append(found is not None)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(plainfeeds, "read", watched)
        short = feeds.entries(source, response, now=NOW)
        patched.setattr(plainfeeds, "read", lambda text: None)
        return short, feeds.entries(source, response, now=NOW), any(taken)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (rss(USUAL), True),
        (rss(USUAL + "<category>Business</category><comments>https://paper.example/c</comments><own:rank>3</own:rank>"), True),
        (rss(USUAL + "<content:encoded>&lt;p&gt;A longer text than the other&lt;/p&gt;</content:encoded><dc:creator>Ann Lee</dc:creator>"), True),
        (rss(USUAL + "<author>ann@paper.example (Ann Lee)</author>"), True),
        (rss(USUAL + '<media:content url="https://paper.example/1.jpg"><media:credit>Bob</media:credit></media:content>'), True),
        (rss(USUAL.replace("<guid>", '<guid isPermaLink="false">')), True),
        (rss("<title>No link</title><guid>https://paper.example/a/2</guid>"), True),
        (rss(USUAL + '<atom:link href="https://paper.example/m/1" rel="alternate"/>'), True),
        (rss(USUAL + "<feedburner:origLink>https://paper.example/first</feedburner:origLink>"), True),
        (rss("<title><![CDATA[ A <b>bold</b> &amp; good title ]]></title><description>Ã©clat</description>"), True),
        (rss(USUAL, head="<language>zh-hk</language>"), True),
        (atom('<id>a1</id><title type="html">A &lt;i&gt;title&lt;/i&gt;</title><link href="https://paper.example/1"/><updated>2026-03-09T21:00:00Z</updated><summary>s</summary>'), True),
        (atom('<id>a1</id><title>T</title><link rel="enclosure" href="https://paper.example/x.mp3"/><author><name>Ann</name></author><content type="html">c</content>', attributes='xml:lang="zh_TW"'), True),
        (rss(USUAL + "<description>Another one</description>"), False),
        (rss(USUAL + "<media:description>Of the picture</media:description>"), False),
        (rss("<media:title>Only the picture's</media:title><link>https://paper.example/a/1</link>"), False),
        (rss("<title>Has <b>markup</b></title>"), False),
        (atom('<id>a1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">T</div></title>'), False),
        (atom("<id>a1</id><title>T</title>", attributes='xml:base="https://other.example/"'), False),
        (rss(USUAL).replace("</channel>", ""), False),
        (rss(USUAL + "<title>&nbsp;</title>"), False),
        ("<rdf/>", False),
        ("", False),
    ],
)
def test_both_ways_lead_to_the_same_entries(text: str, short: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs, taken = both(text.encode(), monkeypatch)
    assert ours == theirs
    assert taken is short


def recorded(shared: Path) -> Iterable[bytes]:
    folder = shared / "data" / "feeds"
    for path in sorted((folder / "feeds").iterdir()):
        if path.suffix != ".csv":
            yield gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    with tarfile.open(next((folder / "feedparser-suite").glob("*.tar.gz"))) as suite:
        for member in suite:
            stream = suite.extractfile(member) if member.name.endswith(".xml") else None
            if stream is not None:
                yield stream.read()


@pytest.mark.shared
def test_recorded_feeds_give_the_same_entries_both_ways(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    short = total = 0
    for body in recorded(shared):
        ours, theirs, taken = both(body, monkeypatch)
        assert ours == theirs, body[:300]
        short, total = short + taken, total + 1
    assert total == 2409
    assert short > 900
