"""Pages to articles: our own words, invented papers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscan.errors import ParseError
from leadscan.news import pages
from leadscan.records import digest
from leadscan.types import Entry, Response, Source

HKT = timezone(timedelta(hours=8))
NOW = datetime(2026, 3, 10, 7, 30, tzinfo=HKT)
URL = "https://www.dengtapo.example/eco/20260309/0107"
SOURCE = Source("dengta", "燈塔報", "rss", "https://www.dengtapo.example/rss", lang="zh-Hant", section_hint="business")

ZH_TEXT = "電梯門製造商升華門業昨日公布，將斥資三億元於元朗興建第二間廠房，資金來自銀行貸款，預計明年底投產。"
ZH_MORE = "主席葉啟明表示，手頭訂單已排至後年，正與四家銀行商討，並會聘請一百名技工。"
SIDE = "".join(f'<li><a href="/eco/{n}">{name}</a></li>' for n, name in enumerate(["泰山化工申請上市", "北斗航運擬發債兩億", "銀杏百貨關閉三店", "春雷電子換財務總監", "金橋地產賣商廈"]))
ZH_PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>升華門業斥三億建廠 | 燈塔報</title><script>var x = "<p>無關</p>";</script></head><body>
<div class="menu"><a href="/">主頁</a><a href="/eco">經濟</a></div><div class="leftmenu"><ul>{SIDE}</ul></div>
<div class="detail"><h2>升華門業斥三億建廠</h2><div class="date">2026年3月9日 18:40　本報訊</div><div class="tools">字體：大 中 小　分享</div>
<div class="newstext"><p>{ZH_TEXT}</p><p>{ZH_MORE}</p></div></div><div class="rightbar"><div>熱門新聞</div><ol>{SIDE}</ol></div><div class="footer">版權所有 不得轉載</div></body></html>"""

EN_PARAGRAPHS = [
    "Sinwa Doors, which makes lift doors for housing estates, said on Monday that it would build a second factory in Yuen Long and pay for it with a bank loan of HK$300 million.",
    "The company expects to begin production at the end of next year, when its two lines should turn out nine thousand doors a month, half of them for builders across the border.",
    "Chairman Yip Kai-ming told reporters that talks with four lenders were under way and that orders already fill the books until the year after next.",
    "Analysts had expected a smaller plant. The shares were unchanged before the announcement, and trading resumes on Tuesday morning.",
]
EN_PAGE = f"""<html lang="en"><head><title>Lift-door maker to build second factory - Lantern Post</title><meta property="og:site_name" content="Lantern Post">
<link rel="canonical" href="https://www.lanternpost.example/business/doors?utm_source=x">
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"Lift-door maker to build second factory","datePublished":"2026-03-09T18:05:00+08:00","author":[{{"@type":"Person","name":"Ada Mok"}}],"articleSection":"Companies"}}</script>
</head><body><nav><a href="/">Home</a></nav><main><article><h1>Lift-door maker to build second factory</h1><p class="byline">By Ada Mok</p>{"".join(f"<p>{text}</p>" for text in EN_PARAGRAPHS)}
<p>Read more: Five factories that closed</p><p>Follow Lantern Post on Twitter and Facebook.</p></article></main><aside><h3>Most read</h3><ul><li><a href="/1">Harbour tunnel toll to rise again in April</a></li></ul></aside><footer>All rights reserved.</footer></body></html>"""


def entry(**said: object) -> Entry:
    made: dict[str, object] = {"source_id": "dengta", "id": "g1", "url": URL, "title": "升華門業斥三億建廠", "summary": ZH_TEXT, "published": datetime(2026, 3, 9, 18, 0, tzinfo=HKT)}
    return Entry(**{**made, **said})  # type: ignore[arg-type]  # values by name


def answer(body: str | bytes = ZH_PAGE, *, status: int = 200, content_type: str = "text/html", url: str = URL) -> Response:
    return Response(URL, url, status, (("content-type", content_type),), body.encode() if isinstance(body, str) else body, NOW)


def test_a_chinese_flash_is_read_without_menus_side_columns_and_share_lines() -> None:
    page = pages.read(ZH_PAGE.encode(), url=URL, now=NOW)
    assert page.title == "升華門業斥三億建廠"
    assert page.text == f"{ZH_TEXT}\n{ZH_MORE}"
    assert (page.published, page.published_from) == (datetime(2026, 3, 9, 18, 40, tzinfo=HKT), "page")
    assert (page.lang, page.url, page.charset, page.body_source) == ("zh-Hant", URL, "utf-8", "page")


def test_an_english_page_gives_its_facts_from_json_ld_and_its_text_without_furniture() -> None:
    page = pages.read(EN_PAGE.encode(), url="https://www.lanternpost.example/business/doors?ref=home", now=NOW)
    assert page.title == "Lift-door maker to build second factory"
    assert page.text.split("\n") == EN_PARAGRAPHS
    assert page.url == "https://www.lanternpost.example/business/doors"
    assert page.published == datetime(2026, 3, 9, 18, 5, tzinfo=HKT)
    assert (page.authors, page.section, page.lang) == (("Ada Mok",), "Companies", "en")


@pytest.mark.parametrize("name", ["big5hkscs", "gb18030"])
def test_a_page_in_an_old_charset_is_read_whatever_its_label(name: str) -> None:
    text = ZH_PAGE if name == "big5hkscs" else ZH_PAGE.replace("電", "电").replace("門", "门")
    label = {"big5hkscs": "big5", "gb18030": "gb2312"}[name]
    page = pages.read(text.replace('charset="utf-8"', f'charset="{label}"').encode(name), url=URL, content_type="text/html; charset=iso-8859-1", now=NOW)
    assert page.charset == name
    assert "銀行貸款" in page.text


@pytest.mark.parametrize("body", [b"", b"  ", b"%PDF-1.7 x", b"\x89PNG\r\n", b"just words"])
def test_bytes_that_are_no_page_are_a_parse_error(body: bytes) -> None:
    with pytest.raises(ParseError, match="dengtapo"):
        pages.read(body, url=URL, now=NOW)


def test_an_article_joins_page_and_entry() -> None:
    article = pages.document(SOURCE, entry(url=URL + "?utm_source=rss"), answer(), now=NOW, first_seen=NOW)
    assert (article.id, article.source_id, article.entry_id) == (digest("dengta", "g1"), "dengta", "g1")
    assert (article.title, article.text, article.body_source) == ("升華門業斥三億建廠", f"{ZH_TEXT}\n{ZH_MORE}", "page")
    assert (article.published, article.published_from, article.lang, article.section) == (datetime(2026, 3, 9, 18, 40, tzinfo=HKT), "page", "zh-Hant", "business")
    assert (article.url, article.also_urls) == (URL, (URL + "?utm_source=rss",))


WALL = "<html><head><title>Lantern Post</title></head><body><div>Please subscribe to read this article.</div></body></html>"
SCRIPT = '<html><head><title>升華門業斥三億建廠</title></head><body><div id="root"></div><script>window.__STATE__={"body":"secret"}</script></body></html>'
OTHER = "<html><head><title>Cookies</title></head><body>" + "<p>We value your privacy and use cookies for many purposes, which you may accept or refuse at any time in the settings of this site.</p>" * 4 + "</body></html>"


@pytest.mark.parametrize(
    "response",
    [None, answer(status=403), answer(status=500), answer(WALL), answer(SCRIPT), answer(b"%PDF-1.4 x", content_type="application/pdf"), answer(b""), answer(OTHER)],
    ids=["refused", "403", "500", "wall", "script", "pdf", "empty", "cookies"],
)
def test_where_the_page_has_no_article_the_feeds_words_stand_in(response: Response | None) -> None:
    summary = ZH_TEXT + ZH_MORE
    article = pages.document(SOURCE, entry(summary=summary), response, now=NOW, first_seen=NOW)
    assert (article.text, article.title, article.body_source) == (summary, "升華門業斥三億建廠", "summary")
    assert (article.published, article.published_from, article.url) == (datetime(2026, 3, 9, 18, 0, tzinfo=HKT), "feed", URL)


def test_a_teaser_gives_way_to_the_feeds_full_text() -> None:
    full = "\n".join(EN_PARAGRAPHS)
    teaser = EN_PAGE.replace("".join(f"<p>{text}</p>" for text in EN_PARAGRAPHS[1:]), "<p>Subscribe to go on reading.</p>")
    article = pages.document(SOURCE, entry(summary=full, title="Lift-door maker to build second factory"), answer(teaser), now=NOW, first_seen=NOW)
    assert (article.text, article.body_source) == (full, "summary")


def test_neither_page_nor_feed_with_words_is_a_parse_error() -> None:
    with pytest.raises(ParseError, match="neither page nor feed"):
        pages.document(SOURCE, entry(title="", summary=""), None, now=NOW, first_seen=NOW)


NO_DATE = ZH_PAGE.replace("2026年3月9日 18:40", "")


@pytest.mark.parametrize(
    ("body", "said", "url", "published", "published_from"),
    [
        (ZH_PAGE.replace("2026年3月9日 18:40", "2026年3月9日"), datetime(2026, 3, 9, 18, 0, tzinfo=HKT), URL, datetime(2026, 3, 9, 18, 0, tzinfo=HKT), "feed"),  # a bare day gives way to the feed's time
        (NO_DATE, datetime(2026, 3, 9, 18, 0, tzinfo=HKT), URL, datetime(2026, 3, 9, 18, 0, tzinfo=HKT), "feed"),
        (NO_DATE, None, URL, datetime(2026, 3, 9, tzinfo=HKT), "url"),
        (NO_DATE, None, "https://www.dengtapo.example/a/7", NOW, "first_seen"),
        (NO_DATE, datetime(2026, 4, 10, tzinfo=HKT), URL, NOW + timedelta(hours=1), "feed"),  # a month ahead
        (ZH_PAGE, datetime(2026, 3, 10, 7, 0, tzinfo=HKT), URL, datetime(2026, 3, 9, 18, 40, tzinfo=HKT), "page"),  # the feed bumps its dates
    ],
)
def test_the_time_is_the_first_that_somebody_says_and_never_in_the_future(body: str, said: datetime | None, url: str, published: datetime, published_from: str) -> None:
    article = pages.document(SOURCE, entry(published=said, url=url), answer(body, url=url), now=NOW, first_seen=NOW)
    assert (article.published, article.published_from) == (published, published_from)


@pytest.mark.parametrize("said", ["3月9日 18:40", "3小時前"])
def test_without_a_clock_a_date_that_needs_one_is_not_guessed(said: str) -> None:
    body = ZH_PAGE.replace("2026年3月9日 18:40", said).encode()
    assert pages.read(body, url="https://www.dengtapo.example/a/7").published is None
    assert pages.read(body, url="https://www.dengtapo.example/a/7", now=NOW).published in (datetime(2026, 3, 9, 18, 40, tzinfo=HKT), None)


def test_a_far_date_in_the_address_is_no_date() -> None:
    assert pages.read(NO_DATE.encode(), url="https://www.dengtapo.example/eco/20290101/1", now=datetime(2026, 3, 10, tzinfo=UTC)).published_from == "none"


@pytest.mark.parametrize(
    ("title", "rest", "expected"),
    [
        ("Doors sell well | Lantern Post", "", "Doors sell well"),
        ("Doors sell well - Lantern Post", '<meta property="og:site_name" content="Lantern Post">', "Doors sell well"),
        ("門業大賣 - 財經 - 燈塔報", '<meta property="og:site_name" content="燈塔報">', "門業大賣"),
        ("雷暴警告｜燈塔報", "", "雷暴警告"),
        ("Year-on-year growth slows", "", "Year-on-year growth slows"),
        ("", '<meta property="og:title" content="Doors sell well">', "Doors sell well"),
    ],
)
def test_a_headline_comes_without_the_sites_name(title: str, rest: str, expected: str) -> None:
    page = pages.read(f"<html><head><title>{title}</title>{rest}</head><body><p>{ZH_TEXT}</p></body></html>".encode(), url=URL, now=NOW)
    assert page.title == expected


@pytest.mark.parametrize(
    "body",
    ["<div>" * 30_000 + ZH_TEXT, "<table>" * 3000 + f"<tr><td>{ZH_TEXT}", "<html><body>" + f"<p>{ZH_TEXT}</p>" * 3000, '<?xml version="1.0" encoding="gb2312"?><html><body><p>' + ZH_TEXT, "<html><body><a href='http://[bad'>x</a><p>" + ZH_TEXT],
    ids=["deep", "deep tables", "long", "xml declaration", "bad link"],
)
def test_hostile_pages_cost_little(body: str) -> None:
    import time

    start = time.process_time()
    page = pages.read(body.encode(), url=URL, now=NOW)
    assert time.process_time() - start < 10
    assert isinstance(page.text, str)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="<>/=\"' pdivabrth12 \n股市。", max_size=300))
def test_any_markup_gives_a_page_or_a_parse_error(text: str) -> None:
    try:
        page = pages.read(f"<html><body>{text}</body></html>".encode(), url=URL, now=NOW)
    except ParseError:
        return
    assert isinstance(page.text, str)


def test_the_libraries_print_nothing(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pages.read(b"<html><body></body></html>", url=URL, now=NOW)
    assert capfd.readouterr() == ("", "")
