"""A server on the loopback that plays the venues of filings as an IPO's days go by: EDGAR page by page and by days, Beijing by POST, Hong Kong in many files. Invented issuers."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Page = Callable[[str, bytes], tuple[int, bytes]]
"""(query, body of the request) to (status, body)."""


@dataclass
class Venues:
    """Pages by path; what is not there is 404. ``asked``: (method, path with query, Referer, body)."""

    base: str
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, str, str, bytes]] = field(default_factory=list)

    def says(self, path: str, body: str | bytes, status: int = 200) -> str:
        raw = body.encode() if isinstance(body, str) else body
        self.pages[path] = lambda query, sent: (status, raw)
        return self.base + path

    def paths(self, word: str = "") -> list[str]:
        """Addresses asked since the last call that hold a word."""
        found = [path for _, path, _, _ in self.asked if word in path]
        self.asked.clear()
        return found


@contextmanager
def serving() -> Iterator[Venues]:
    made: list[Venues] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0") or 0))
            made[0].asked.append((self.command, self.path, self.headers.get("Referer", ""), body))
            parts = urlsplit(self.path)
            page = made[0].pages.get(parts.path)
            status, answer = page(parts.query, body) if page is not None else (404, b"not there\n")
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        made.append(Venues(f"http://127.0.0.1:{server.server_port}"))
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
        thread.start()
        try:
            yield made[0]
        finally:
            server.shutdown()
            thread.join()


# --- what the venues say ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filed:
    """One filing on EDGAR."""

    number: int
    form: str
    issuer: str
    cik: int
    day: str

    @property
    def accession(self) -> str:
        return f"0009000001-26-{self.number:06}"

    @property
    def folder(self) -> str:
        return f"/Archives/edgar/data/{self.cik}/{self.accession.replace('-', '')}"


def atom(filings: list[Filed]) -> str:
    rows = "".join(
        f'<entry><title>{f.form} - {f.issuer} ({f.cik:010}) (Filer)</title><link rel="alternate" type="text/html" href="{f.folder}/{f.accession}-index.htm"/>'
        f'<summary type="html">&lt;b&gt;Filed:&lt;/b&gt; {f.day} &lt;b&gt;AccNo:&lt;/b&gt; {f.accession}</summary><updated>{f.day}T11:28:50-05:00</updated>'
        f'<category scheme="https://www.sec.gov/" label="form type" term="{f.form}"/><id>urn:tag:sec.gov,2008:accession-number={f.accession}</id></entry>\n'
        for f in filings
    )
    return f'<?xml version="1.0" encoding="ISO-8859-1" ?><feed xmlns="http://www.w3.org/2005/Atom"><title>Latest Filings</title>{rows}</feed>'


def latest(filings: list[Filed]) -> Page:
    """The list of latest filings, newest first, by start and count."""

    def page(query: str, sent: bytes) -> tuple[int, bytes]:
        asked = parse_qs(query)
        start, count = int(asked["start"][0]), int(asked["count"][0])
        return 200, atom(filings[start : start + count]).encode()

    return page


def index(filings: list[Filed]) -> str:
    head = "Description:           Daily Index of EDGAR Dissemination Feed\n\nCIK|Company Name|Form Type|Date Filed|File Name\n" + "-" * 80 + "\n"
    return head + "".join(f"{f.cik}|{f.issuer}|{f.form}|{f.day.replace('-', '')}|edgar/data/{f.cik}/{f.accession}.txt\n" for f in filings)


def rows(filings: list[Filed]) -> dict[str, list[str]]:
    return {
        "form": [f.form for f in filings], "filingDate": [f.day for f in filings], "fileNumber": ["333-290001"] * len(filings), "accessionNumber": [f.accession for f in filings],
        "primaryDocument": ["main.htm"] * len(filings),
    }  # fmt: skip


def submissions(cik: int, issuer: str, filings: list[Filed], older: list[str]) -> str:
    return json.dumps({"cik": str(cik), "name": issuer, "filings": {"recent": rows(filings), "files": [{"name": name} for name in older]}})


def s1(issuer: str) -> str:
    """A short registration statement with an index page's main document's dress."""
    return (
        f"<html><body><p>As filed with the Securities and Exchange Commission on March 9, 2026</p><p>UNITED STATES<br>SECURITIES AND EXCHANGE COMMISSION</p><p>FORM S-1</p>"
        f"<p>{issuer}</p><p>(Exact name of registrant as specified in its charter)</p><p>1 Example Quay, Hong Kong<br>+852 2100 0199</p>"
        "<p>(Address, including zip code, and telephone number, including area code, of registrant's principal executive offices)</p>"
        "<p>PRELIMINARY PROSPECTUS</p><p>This is our initial public offering of ordinary shares. We have applied to list our ordinary shares on the Nasdaq Capital Market.</p></body></html>"
    )


def document_index(filed: Filed) -> str:
    return (
        '<html><body><div>Document Format Files</div><table class="tableFile" summary="Document Format Files"><tr><th>Seq</th><th>Description</th><th>Document</th><th>Type</th></tr>'
        f'<tr><td>1</td><td>{filed.form}</td><td><a href="{filed.folder}/main.htm">main.htm</a></td><td>{filed.form}</td></tr></table></body></html>'
    )


def put(venues: Venues, filed: Filed) -> None:
    """A filing's index page and main document."""
    venues.says(f"{filed.folder}/{filed.accession}-index.htm", document_index(filed))
    venues.says(f"{filed.folder}/main.htm", s1(filed.issuer))


def beijing(number: int, total: int, companies: list[tuple[int, str, str, int]]) -> str:
    """A page of the list: (id, name, status, milliseconds of the last change) each."""
    content = [{"id": i, "companyName": name, "status": status, "sponsorOrg": "示例证券股份有限公司", "updateDate": {"time": at}, "receiveDate": {"time": at - 10**9}} for i, name, status, at in companies]
    return f"cb({json.dumps([{'listInfo': {'content': content, 'number': number, 'totalPages': total}}], ensure_ascii=False)})"
