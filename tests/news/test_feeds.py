"""Feeds to entries, whatever the sender did wrong."""

from __future__ import annotations

import csv
import gzip
import io
import re
import tarfile
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscan.news import feeds
from leadscan.types import ParsedFeed, Response, Source

HKT = timezone(timedelta(hours=8))
NOW = datetime(2026, 3, 10, 7, 30, tzinfo=HKT)
ITEM = "<item><title>Lift maker files</title><link>https://paper.example/a/{n}</link><guid>g{n}</guid><pubDate>Mon, 09 Mar 2026 21:54:00 GMT</pubDate><description>Words {n}</description></item>"


def rss(*items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>', title: str = "Paper") -> str:
    return f'{head}<rss version="2.0"><channel><title>{title}</title><link>https://paper.example/</link><description>d</description>{"".join(items)}</channel></rss>'


def parsed(body: bytes | str, *, content_type: str | None = None, url: str = "https://paper.example/rss.xml", max_entries: int = 2000, truncated: bool = False, lang: str = "", zone: str = "Asia/Hong_Kong") -> ParsedFeed:
    source = Source("paper", "Paper", "rss", url, lang=lang, timezone=zone)
    headers = (("content-type", content_type),) if content_type else ()
    response = Response(url, url, 200, headers, body.encode() if isinstance(body, str) else body, NOW, truncated=truncated)
    return feeds.entries(source, response, now=NOW, max_entries=max_entries)


def test_an_entry_has_what_the_feed_says() -> None:
    feed = parsed(rss("<item><title>AT&amp;T &lt;b&gt;buys&lt;/b&gt; plant</title><link>/a/1?utm_source=rss</link><guid>g1</guid><pubDate>Mon, 09 Mar 2026 21:54:00 GMT</pubDate><description>&lt;p&gt;One&lt;/p&gt;&lt;img src='x'&gt;</description><author>Ann Lee</author></item>"))
    (entry,) = feed.entries
    assert (feed.title, feed.health, feed.detail, feed.newest) == ("Paper", "ok", "", datetime(2026, 3, 9, 21, 54, tzinfo=UTC))
    assert (entry.source_id, entry.id, entry.url, entry.title, entry.summary) == ("paper", "g1", "https://paper.example/a/1", "AT&T buys plant", "One")
    assert (entry.published, entry.published_raw, entry.published_from) == (feed.newest, "Mon, 09 Mar 2026 21:54:00 GMT", "feed")
    assert entry.authors == ("Ann Lee",)


def test_an_atom_feed_is_read_with_its_full_content() -> None:
    feed = parsed(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><id>tag:1</id><title type="html">A &amp;amp; B</title><link href="https://wire.example/1"/>'
        '<published>2026-03-09T22:10:00Z</published><updated>2026-03-10T00:00:00Z</updated><summary>short</summary><content type="html">&lt;p&gt;the whole text&lt;/p&gt;</content></entry></feed>'
    )
    (entry,) = feed.entries
    assert (entry.id, entry.url, entry.title, entry.summary, entry.published) == ("tag:1", "https://wire.example/1", "A & B", "the whole text", datetime(2026, 3, 9, 22, 10, tzinfo=UTC))


ZH_ITEM = "<item><title>深水埗嗰啲麵店話要上市，老闆同銀行傾貸款</title><link>https://paper.example/1</link><pubDate>2026年3月9日 上午9:30</pubDate></item>"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss(ZH_ITEM).encode(), "text/xml; charset=ISO-8859-1"),
        (rss(ZH_ITEM, head='<?xml version="1.0" encoding="gb2312"?>').encode(), None),
        (rss(ZH_ITEM, head='<?xml version="1.0" encoding="big5"?>').encode("big5hkscs"), None),
        (rss(ZH_ITEM, head='<?xml version="1.0" encoding="utf-8"?>').encode("big5hkscs"), "text/xml; charset=utf-8"),
        (rss(ZH_ITEM, head="").encode("utf-16"), None),
        (b"\xef\xbb\xbf" + rss(ZH_ITEM).encode(), None),
    ],
)
def test_wrong_charset_labels_do_no_harm(body: bytes, content_type: str | None) -> None:
    feed = parsed(body, content_type=content_type)
    assert [(entry.title, entry.published) for entry in feed.entries] == [("深水埗嗰啲麵店話要上市，老闆同銀行傾貸款", datetime(2026, 3, 9, 9, 30, tzinfo=HKT))]
    assert feed.health == "ok"


@pytest.mark.parametrize(
    ("raw", "zone", "moment"),
    [
        ("2020/1/10 14:33:00", "Asia/Shanghai", datetime(2020, 1, 10, 14, 33, tzinfo=HKT)),
        ("2016-10-26 16:53:42", "Asia/Shanghai", datetime(2016, 10, 26, 16, 53, 42, tzinfo=HKT)),
        ("Mon, 09 Mar 2026 21:54:00 HKT", "Asia/Hong_Kong", datetime(2026, 3, 9, 21, 54, tzinfo=HKT)),
        ("Mon, 09 Mar 2026 21:54:00 CST", "Asia/Shanghai", datetime(2026, 3, 9, 21, 54, tzinfo=HKT)),
        ("Mon, 09 Mar 2026 21:54:00", "Asia/Hong_Kong", datetime(2026, 3, 9, 21, 54, tzinfo=HKT)),
        ("05/01/2024", "Asia/Hong_Kong", datetime(2024, 1, 5, tzinfo=HKT)),
        ("Mon, 01 Jan 0001 00:00:00 +0000", "Asia/Hong_Kong", None),
        ("soon", "Asia/Hong_Kong", None),
    ],
)
def test_a_feeds_own_dates_are_read_in_its_zone(raw: str, zone: str, moment: datetime | None) -> None:
    (entry,) = parsed(rss(f"<item><title>t</title><guid>1</guid><pubDate>{raw}</pubDate></item>"), zone=zone).entries
    assert (entry.published, entry.published_raw, entry.published_from) == (moment, raw, "feed" if moment else "none")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_a_link_that_cannot_be_fetched_is_dropped_and_the_entry_kept(link: str) -> None:
    (entry,) = parsed(rss(f"<item><title>t</title><link>{link}</link><guid isPermaLink='false'>1</guid></item>")).entries
    assert (entry.title, entry.url) == ("t", "")


def test_entries_keep_their_identity_whatever_guids_do() -> None:
    items = [
        "<item><title>a</title><link>https://paper.example/1</link><guid isPermaLink='false'>same</guid></item>",
        "<item><title>b</title><link>https://paper.example/2</link><guid isPermaLink='false'>same</guid></item>",
        "<item><title>c</title><link>https://paper.example/3?utm_medium=x</link></item>",
        "<item><title>d</title><pubDate>2026-03-09</pubDate></item>",
        "<item><title>e</title><link>https://paper.example/list</link></item>",
        "<item><title>f</title><link>https://paper.example/list</link></item>",
    ]
    first, again = parsed(rss(*items)).entries, parsed(rss(*reversed(items))).entries
    assert len({entry.id for entry in first}) == 6
    assert {entry.title: entry.id for entry in first} == {entry.title: entry.id for entry in again}
    assert first[2].id == "https://paper.example/3"


def test_an_item_sent_twice_is_one_entry() -> None:
    assert len(parsed(rss(ITEM.format(n=1), ITEM.format(n=1), ITEM.format(n=2))).entries) == 2


@pytest.mark.parametrize(
    ("body", "health", "detail"),
    [
        (b"", "empty", "the answer was empty"),
        (b" \n\0", "empty", "the answer was empty"),
        (rss(), "empty", "a feed without entries"),
        ("<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>", "invalid", 'not a feed: a web page titled "Just a moment..."'),
        ("<html><body>back soon</body></html>", "invalid", "not a feed: a web page"),
        ("not markup at all", "invalid", "not a feed; not well-formed: <unknown>:2:0: syntax error"),
    ],
)
def test_nothing_is_never_mistaken_for_a_quiet_day(body: bytes | str, health: str, detail: str) -> None:
    feed = parsed(body)
    assert (feed.entries, feed.health) == ((), health)
    assert feed.detail.split(":")[0] == detail.split(":")[0]


def test_a_feed_cut_off_keeps_its_whole_entries_and_says_so() -> None:
    body = rss(*(ITEM.format(n=n) for n in range(50)))[:-1000]
    feed = parsed(body)
    assert len(feed.entries) >= 45
    assert feed.health == "degraded"
    assert feed.detail.startswith("not well-formed: ")
    assert parsed(rss(ITEM.format(n=1)), truncated=True).detail == "cut off by the sender"


def test_words_before_the_feed_and_control_signs_lose_nothing() -> None:
    feed = parsed("Warning: include(x.php) failed\n" + rss("<item><title>bell\x07 and\x1e mark</title><guid>1</guid></item>"))
    assert [entry.title for entry in feed.entries] == ["bell and mark"]
    assert (feed.health, feed.detail) == ("degraded", "words before the feed's start")


def test_a_link_without_a_host_is_resolved_against_where_the_feed_came_from() -> None:
    (entry,) = parsed(rss("<item><title>t</title><link>/a/b.html</link></item>"), url="https://m.paper.example/feeds/rss.xml").entries
    assert entry.url == "https://m.paper.example/a/b.html"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
QUADRATIC = f'<!ENTITY a "{"x" * 50_000}">'


@pytest.mark.parametrize(
    ("body", "entries"),
    [
        (f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>' + rss("<item><title>&l9;</title><guid>1</guid></item>", head=""), 1),
        (f"<!DOCTYPE rss [{QUADRATIC}]>" + rss(f"<item><title>t</title><guid>1</guid><description>{'&a;' * 20_000}</description></item>", head=""), 1),
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + rss("<item><title>t&x;</title><guid>1</guid></item>", head=""), 1),
        (rss("<item><title>t</title><description>" + "<b>" * 100_000 + "</description></item>"), 0),
        (rss("<item><title>t</title><description>" + "<" * 300_000 + "</description></item>"), 0),
        (rss("<item><title>t</title><description>" + "&" * 300_000 + "</description></item>"), 0),
        (rss("<item><title>t</title><guid>1</guid><description><![CDATA[" + "<b>" * 50_000 + "]]></description></item>"), 1),
        (rss(*(ITEM.format(n=n) for n in range(50_000))), 2000),
        ("<rss>" * 3000, 0),
    ],
    ids=["billion laughs", "quadratic entities", "external entity", "deep nesting", "flood of <", "flood of &", "deep html in cdata", "fifty thousand items", "nested rss"],
)
def test_hostile_feeds_cost_little_and_open_nothing(body: str, entries: int) -> None:
    start = time.process_time()
    feed = parsed(body)
    assert time.process_time() - start < 3
    assert len(feed.entries) == entries
    assert all(len(entry.title) + len(entry.summary) <= 20_500 for entry in feed.entries)
    assert not any(Path("/etc/hostname").read_text().strip() in entry.title for entry in feed.entries if Path("/etc/hostname").exists())


def test_a_bomb_in_utf16_is_the_same_bomb() -> None:
    body = f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>' + rss("<item><title>&l9;</title><guid>1</guid></item>", head="")
    start = time.process_time()
    assert len(parsed(body.encode("utf-16")).entries) == 1
    assert time.process_time() - start < 3


def test_a_feed_that_is_the_name_of_a_file_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(rss(ITEM.format(n=1)))
    assert parsed(str(tmp_path / "feed.xml")).health == "invalid"


def test_more_items_than_wanted_are_left_and_said() -> None:
    feed = parsed(rss(*(ITEM.format(n=n) for n in range(30))), max_entries=10)
    assert [entry.id for entry in feed.entries] == [f"g{n}" for n in range(10)]
    assert (feed.health, feed.detail) == ("degraded", "30 items, the first 10 are read")


@settings(max_examples=150)
@given(st.one_of(st.binary(max_size=300), st.text(alphabet="<>/&;![]CDATArsitemlnk \"'=x", max_size=300).map(lambda text: rss(text).encode())))
def test_no_bytes_raise(body: bytes) -> None:
    assert parsed(body).health in ("ok", "empty", "invalid", "degraded")


# --- recorded feeds --------------------------------------------------------------------------------------------------


def _recorded(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


IDENTICAL = {"cn_techweb_2016-10.xml.gz", "rss-parser_itunes-missing-image.rss.gz"}
"""Feeds that send one item twice, word for word."""
NESTED = {"node-feedparser_illegally-nested.xml": 10}
"""Items inside items: feedparser counts the empty shells too."""
EMPTY_DATE = {"blog_boat-karlnelson-net_3c1152.xml.gz", "blog_frisk-space_1c17c9.xml"}
"""Feeds that date items to the year 1, which is no date."""


@pytest.mark.shared
def test_all_recorded_feeds_give_their_entries_and_dates(shared: Path) -> None:
    folder = shared / "data" / "feeds" / "feeds"
    with (folder / "MANIFEST.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            feed = parsed(_recorded(folder / row["file"]), lang=row["language"])
            assert len(feed.entries) >= NESTED.get(row["file"], int(row["entries"])) - (row["file"] in IDENTICAL), row["file"]
            dated = sum(entry.published is not None for entry in feed.entries)
            assert row["file"] in EMPTY_DATE | IDENTICAL or dated >= int(row["dated_entries"]), row["file"]


@pytest.mark.shared
def test_a_feed_polled_twelve_times_gives_each_entry_once(shared: Path) -> None:
    folder = shared / "data" / "feeds" / "series" / "reuters_direct"
    snapshots = [parsed(_recorded(path)) for path in sorted(folder.glob("*.xml*"))]
    assert len(snapshots) == 12
    seen: dict[str, str] = {}
    for feed in snapshots:
        for entry in feed.entries:
            assert seen.setdefault(entry.id, entry.url) == entry.url
    assert len(seen) == len(set(seen.values()))


ONE_OF_TWINS = {"entry_content_xml_lang_blank_3.xml", "atom10_arbitrary_element.xml", "atom10_title.xml"}
"""Cases whose two entries are the same entry once what we keep of them is compared."""


@pytest.mark.shared
def test_feedparsers_own_suite_gives_as_many_entries_with_the_same_titles_and_links(shared: Path) -> None:
    import feedparser

    from leadscan.text import addresses, markup

    url = "http://127.0.0.1:8097/x"
    cases = 0
    with tarfile.open(next((shared / "data" / "feeds" / "feedparser-suite").glob("*.tar.gz"))) as suite:
        for member in suite:
            stream = suite.extractfile(member) if member.name.endswith(".xml") else None
            if stream is None:
                continue
            cases += 1
            body, name = stream.read(), member.name.rsplit("/", 1)[-1]
            said = {key.decode().lower(): value.decode("latin-1").strip() for key, value in re.findall(rb"^Header:\s*([\w-]+):(.*)$", body[:4000].replace(b"\0", b""), re.M)}
            start = time.process_time()
            feed = parsed(body, content_type=said.get("content-type"), url=url)
            assert time.process_time() - start < 5, name
            raw = feedparser.parse(io.BytesIO(body), response_headers={"content-type": "application/xml", **said, "content-location": url})
            assert name in ONE_OF_TWINS or len(feed.entries) >= len(raw.entries), name
            if len(feed.entries) == len(raw.entries):
                for ours, theirs in zip(feed.entries, raw.entries, strict=True):
                    link = addresses.canonical(theirs.get("link") or "")
                    assert link is None or ours.url == link, name
                    title = re.sub(r"\s+", " ", markup.plain(theirs.get("title") or "")).strip()
                    assert not title or ours.title == title or name == "entry_title_crazy.xml", name
    assert cases == 2233
