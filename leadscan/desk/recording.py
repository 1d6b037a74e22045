"""Renders the bundled sample into recorded answers: feeds, pages, filing lists and documents, in the format of a recorded morning.

    days.json           {"1": "2026-05-12", "2": "2026-05-13"}
    dayN/responses.jsonl one answer a line: url, status, headers, body (file below the recording's folder)
    dayN/bodies/*       bytes as sent

What is awkward in real mornings is rendered too: one source in GB18030 labelled gb2312, dates as papers write them, side columns full
of other headlines, tracking parameters, a source that is down, one that has stood still.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
SIDE_COLUMN = 20
"""Other headlines beside an article."""
DAYS_A_FEED_KEEPS = 2
"""A feed of day two still carries day one's entries, as feeds do."""


Page: TypeAlias = Callable[[Mapping[str, Any], Mapping[str, Any], list[Mapping[str, Any]], str], str]
"""(source, item, all items of the source, name of the charset) -> the item's page."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One recorded answer."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


def write(folder: Path, days: Iterable[Mapping[str, Any]], sources: Iterable[Mapping[str, Any]], *, page: Page | None = None) -> None:
    """Writes the recording of these days into a folder. Sources are the rows of sources.toml, days those of dayN.toml; ``page`` makes other pages than the sample's plain ones."""
    sources = list(sources)
    dates: dict[str, str] = {}
    so_far: list[Mapping[str, Any]] = []
    for number, day in enumerate(days, start=1):
        dates[str(number)] = day["date"].isoformat()
        so_far.append(day)
        _write_day(folder, number, answers(so_far, sources, page=page))
    (folder / "days.json").write_text(json.dumps(dates) + "\n", encoding="utf-8")


def _write_day(folder: Path, number: int, day: Iterable[Answer]) -> None:
    bodies = folder / f"day{number}" / "bodies"
    bodies.mkdir(parents=True, exist_ok=True)
    with (folder / f"day{number}" / "responses.jsonl").open("w", encoding="utf-8") as lines:
        for answer in day:
            name = f"day{number}/bodies/{sha256(answer.url.encode()).hexdigest()[:20]}"
            (folder / name).write_bytes(answer.body)
            lines.write(json.dumps({"url": answer.url, "status": answer.status, "headers": answer.headers, "body": name}, ensure_ascii=False) + "\n")


def answers(days: list[Mapping[str, Any]], sources: list[Mapping[str, Any]], *, page: Page | None = None) -> Iterator[Answer]:
    """Everything that answers on the last of these days."""
    failures = days[-1].get("failures", {})
    for source in sources:
        status = failures.get(source["id"])
        if status:
            yield Answer(source["url"], status, {"Content-Type": "text/html"}, b"<html><body>Internal error</body></html>")
        elif source["kind"] in _FEEDS:
            yield from _FEEDS[source["kind"]](source, days, page or _page)
        else:
            yield from _LISTS[source["kind"]](source, days)


def _items(source: Mapping[str, Any], days: list[Mapping[str, Any]], key: str = "item") -> list[Mapping[str, Any]]:
    recent = days[-DAYS_A_FEED_KEEPS:]
    return [item for day in reversed(recent) for item in day.get(key, ()) if key != "item" or item["source"] == source["id"]]


def _moment(item: Mapping[str, Any]) -> datetime:
    return datetime.strptime(item["time"], "%Y-%m-%d %H:%M").replace(tzinfo=HONG_KONG)


def _address(source: Mapping[str, Any], item: Mapping[str, Any]) -> str:
    return str(urljoin(source["url"], "/" + item["path"]))


def _paragraphs(item: Mapping[str, Any]) -> list[str]:
    return [line for line in item["text"].strip().splitlines() if line]


def _charset(source: Mapping[str, Any]) -> tuple[str, str]:
    """(encoding, label): mainland sites of the older kind send GB18030 and call it gb2312."""
    return ("gb18030", "gb2312") if source["url"].startswith("http://") else ("utf-8", "utf-8")


def _answer(url: str, text: str, kind: str, encoding: str = "utf-8", label: str = "utf-8") -> Answer:
    body = text.encode(encoding)
    return Answer(url, 200, {"Content-Type": f"{kind}; charset={label}", "ETag": f'"{sha256(body).hexdigest()[:16]}"'}, body)


# --- news ----------------------------------------------------------------------------------------------------------------


def _rss(source: Mapping[str, Any], days: list[Mapping[str, Any]], page: Page) -> Iterator[Answer]:
    items = _items(source, days)
    encoding, label = _charset(source)
    rows = "\n".join(_rss_row(source, item) for item in items)
    text = (
        f'<?xml version="1.0" encoding="{label}"?>\n<rss version="2.0"><channel><title>{html.escape(source["title"])}</title>'
        f"<link>{html.escape(urljoin(source['url'], '/'))}</link><description>{html.escape(source['title'])}</description>\n{rows}\n</channel></rss>\n"
    )
    yield _answer(source["url"], text, "application/rss+xml", encoding, label)
    yield from _pages(source, items, page, encoding, label)


def _rss_row(source: Mapping[str, Any], item: Mapping[str, Any]) -> str:
    moment = _moment(item)
    when = f"{moment:%Y-%m-%d %H:%M:%S}" if source.get("lang") == "zh-Hans" else f"{moment:%a, %d %b %Y %H:%M:%S} +0800"
    address = html.escape(_address(source, item) + ("?utm_source=rss&utm_medium=feed" if source["id"] == "harbour-post" else ""))
    summary = html.escape(_paragraphs(item)[0][:90])
    return f"<item><title>{html.escape(item['title'])}</title><link>{address}</link><guid>{address}</guid><pubDate>{when}</pubDate><description>{summary}</description></item>"


def _atom(source: Mapping[str, Any], days: list[Mapping[str, Any]], page: Page) -> Iterator[Answer]:
    items = _items(source, days)
    rows = "\n".join(
        f"<entry><title>{html.escape(item['title'])}</title><link href=\"{html.escape(_address(source, item))}\"/><id>{html.escape(_address(source, item))}</id>"
        f"<updated>{_moment(item).isoformat()}</updated><summary>{html.escape(_paragraphs(item)[0][:120])}</summary></entry>"
        for item in items
    )
    text = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>{html.escape(source["title"])}</title>'
        f"<id>{html.escape(source['url'])}</id><updated>{days[-1]['date'].isoformat()}T07:00:00+08:00</updated>\n{rows}\n</feed>\n"
    )
    yield _answer(source["url"], text, "application/atom+xml")
    yield from _pages(source, items, page, "utf-8", "utf-8")


def _pages(source: Mapping[str, Any], items: list[Mapping[str, Any]], page: Page, encoding: str, label: str) -> Iterator[Answer]:
    for item in items:
        yield _answer(_address(source, item), page(source, item, items, label), "text/html", encoding, label)


def _page(source: Mapping[str, Any], item: Mapping[str, Any], items: list[Mapping[str, Any]], label: str) -> str:
    moment = _moment(item)
    chinese = str(source.get("lang", "")).startswith("zh")
    shown = f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}" if chinese else f"{moment:%d %B %Y, %H:%M}"
    others = "".join(f'<li><a href="/{html.escape(other["path"])}">{html.escape(other["title"])}</a></li>' for other in items[:SIDE_COLUMN] if other is not item)
    paragraphs = "\n".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in _paragraphs(item))
    more, foot = ("其他新聞", "版權所有 不得轉載") if chinese else ("More stories", "All rights reserved. Terms of use. Privacy.")
    return (
        f'<!DOCTYPE html><html lang="{source.get("lang", "")}"><head><meta charset="{label}"><title>{html.escape(item["title"])} - {html.escape(source["title"])}</title>'
        f'<meta property="og:title" content="{html.escape(item["title"])}"><link rel="canonical" href="{html.escape(_address(source, item))}">'
        f'<meta property="article:published_time" content="{moment.isoformat()}"></head><body>'
        f'<nav><a href="/">{html.escape(source["title"])}</a> <a href="/login">Login</a></nav>\n<main><article><h1>{html.escape(item["title"])}</h1>'
        f'<div class="date">{shown}</div>\n{paragraphs}\n</article></main>\n<aside><h3>{more}</h3><ul>{others}</ul></aside><footer>{foot}</footer></body></html>\n'
    )


# --- filings -------------------------------------------------------------------------------------------------------------


def _edgar(source: Mapping[str, Any], days: list[Mapping[str, Any]]) -> Iterator[Answer]:
    filings = _items(source, days, "edgar")
    rows: list[str] = []
    for filing in filings:
        index, document = _edgar_addresses(source, filing)
        roles = ("Filer", "Filer") if filing["form"].startswith("F") else ("Filer",)  # one entry a role, as EDGAR does
        rows.extend(_edgar_row(filing, index, role) for role in roles)
        yield _answer(index, _edgar_index(filing, document), "text/html")
        yield _answer(document, _document(filing, filing["issuer"]), "text/html")
    text = (
        '<?xml version="1.0" encoding="ISO-8859-1" ?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Latest Filings</title>'
        f"<updated>{days[-1]['date'].isoformat()}T07:00:00-04:00</updated>\n" + "\n".join(rows) + "\n</feed>\n"
    )
    yield _answer(source["url"], text, "application/atom+xml", "iso-8859-1", "ISO-8859-1")


def _edgar_addresses(source: Mapping[str, Any], filing: Mapping[str, Any]) -> tuple[str, str]:
    folder = f"/Archives/edgar/data/{int(filing['cik'])}/{filing['accession'].replace('-', '')}/"
    return urljoin(source["url"], f"{folder}{filing['accession']}-index.htm"), urljoin(source["url"], folder + filing["file"])


def _edgar_row(filing: Mapping[str, Any], index: str, role: str) -> str:
    return (
        f"<entry><title>{filing['form']} - {html.escape(filing['issuer'])} ({filing['cik'].zfill(10)}) ({role})</title>"
        f'<link rel="alternate" type="text/html" href="{html.escape(index)}"/>'
        f'<summary type="html"> &lt;b&gt;Filed:&lt;/b&gt; {filing["filed"]} &lt;b&gt;AccNo:&lt;/b&gt; {filing["accession"]} &lt;b&gt;Size:&lt;/b&gt; 1 MB</summary>'
        f"<updated>{filing['filed']}T16:30:00-04:00</updated>"
        f'<category scheme="https://www.sec.gov/" label="form type" term="{filing["form"]}"/>'
        f"<id>urn:tag:sec.gov,2008:accession-number={filing['accession']}</id></entry>"
    )


def _edgar_index(filing: Mapping[str, Any], document: str) -> str:
    path = re.sub(r"^https?://[^/]+", "", document)
    return (
        f"<html><body><div class=\"formGrouping\">Form {filing['form']}</div><table class=\"tableFile\" summary=\"Document Format Files\">"
        "<tr><th>Seq</th><th>Description</th><th>Document</th><th>Type</th><th>Size</th></tr>"
        f'<tr><td>1</td><td>{filing["form"]}</td><td><a href="{path}">{filing["file"]}</a></td><td>{filing["form"]}</td><td>90000</td></tr>'
        '<tr><td>2</td><td>EX-5.1</td><td><a href="ex5.htm">ex5.htm</a></td><td>EX-5.1</td><td>9000</td></tr></table></body></html>'
    )


def _document(filing: Mapping[str, Any], title: str) -> str:
    body = "\n".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in _paragraphs(filing))
    return f"<html><head><meta charset=\"utf-8\"><title>{html.escape(title)}</title></head><body>\n{body}\n</body></html>\n"


def _hkex(source: Mapping[str, Any], days: list[Mapping[str, Any]]) -> Iterator[Answer]:
    found = re.search(r"/(app[a-z_]+)_sehk_([ec])\.json", source["url"])
    wanted, chinese = (found[1], found[2] == "c") if found else ("", False)
    listed = [row for row in _items(source, days, "hkex") if row.get("list", "appactive_app") == wanted]
    day = days[-1]["date"]
    data = {"genDate": str(int(datetime.combine(day, datetime.min.time(), UTC).timestamp() * 1000)), "uDate": _slashes(day - timedelta(days=1)), "app": [_hkex_row(row, chinese) for row in listed]}
    yield _answer(source["url"], json.dumps(data, ensure_ascii=False), "application/json")
    if chinese:
        return
    for row in listed:
        yield _answer(urljoin(source["url"], "/app/" + _hkex_path(row)), _document(row, row["issuer"]), "text/html")


def _hkex_path(row: Mapping[str, Any]) -> str:
    return f"sehk/{row['date'][:4]}/{row['id']}/{row['date'].replace('-', '')}01{row['id'] % 1000:03}.htm"


def _hkex_row(row: Mapping[str, Any], chinese: bool) -> dict[str, Any]:
    day = _slashes(date.fromisoformat(row["date"]))
    document = {"d": day, "nF": row["document_zh" if chinese else "document"], "nS1": "全文檔案" if chinese else "Full Version", "nS2": "Multi-Files", "u2": _hkex_path(row)}
    return {"id": row["id"], "d": day, "a": row["issuer_zh" if chinese else "issuer"], "s": "A", "hasPhip": False, "ls": [document], "ps": []}


def _slashes(day: date) -> str:
    return f"{day:%d/%m/%Y}"


_FEEDS = {"rss": _rss, "atom": _atom}
_LISTS = {"edgar_atom": _edgar, "hkex_json": _hkex}
