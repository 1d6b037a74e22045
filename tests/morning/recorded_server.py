"""Serves real recorded input on the loopback: feeds, article pages, EDGAR and HKEX answers. Test input only.

    python -m tests.morning.recorded_server SHARED --port 8790      serve until interrupted; /sources.jsonl lists what to import

`/feeds/NAME` is a recorded feed with the bytes as sent; `/pages/SET/NAME` an article page; `/pages.xml` a feed of all pages;
`/filings/...` the venue answers; `/app/.../NAME.pdf` a document of the HKEX list.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote


class Recording:
    """The folder of recorded data as addresses."""

    def __init__(self, shared: Path, base: str) -> None:
        self.data, self.base = shared / "data", base

    def sources(self) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = []
        for row in self.feeds():
            lang = row["language"] if row["language"] in ("en", "zh-Hant", "zh-Hans") else ""
            zone = "Asia/Shanghai" if lang == "zh-Hans" else "Asia/Hong_Kong" if lang == "zh-Hant" else "UTC"
            kind = "atom" if row["format"].startswith("atom") else "rss"
            rows.append(self.source(f"feed-{len(rows):03}", row["file"], kind, f"feeds/{quote(row['file'])}", lang, zone))
        rows.append(self.source("pages", "Article pages", "rss", "pages.xml", "", "Asia/Hong_Kong"))
        rows.extend(
            self.source(f"edgar-{path.name.split('.')[0]}", path.name, "edgar_atom", f"filings/sec/getcurrent/{path.name}", "en", "America/New_York")
            for path in sorted((self.data / "filings/sec/getcurrent").glob("*.gz"))
        )
        rows.append(self.source("hkex-e", "HKEX documents", "hkex_json", "ncms/json/eds/appactive_app_sehk_e.json", "en", "Asia/Hong_Kong"))
        rows.append(self.source("hkex-c", "HKEX sample", "hkex_json", "ncms/json/eds/appactive_app_sehk_c.json", "zh-Hant", "Asia/Hong_Kong"))
        return rows

    def source(self, identity: str, title: str, kind: str, path: str, lang: str, zone: str) -> dict[str, object]:
        return {"id": identity.replace("_", "-"), "title": title, "kind": kind, "url": self.base + path, "lang": lang, "timezone": zone, "section_hint": ""}

    def feeds(self) -> list[dict[str, str]]:
        with (self.data / "feeds/feeds/MANIFEST.csv").open(encoding="utf-8") as rows:
            return list(csv.DictReader(rows))

    def pages(self) -> list[dict[str, str]]:
        with (self.data / "feeds/extraction/truth.jsonl").open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines if line.strip()]

    def page_feed(self) -> bytes:
        items = "".join(
            f"<item><title>{html.escape(row.get('title') or row.get('page_title') or row['file'])}</title><link>{self.base}pages/{quote(row['file'])}</link></item>" for row in self.pages()
        )
        return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Pages</title>{items}</channel></rss>'.encode()

    def proofs(self) -> dict[str, object]:
        """The two recorded PDFs as rows of an English list, since the recorded list is of other documents."""
        rows = [
            {"id": 900001, "d": "26/01/2026", "a": "Giantec Semiconductor Corporation", "s": "A", "hasPhip": False, "ps": [],
             "ls": [{"d": "26/01/2026", "nF": "Application Proof (1st submission)", "nS1": "Full Version", "u1": "sehk/giantec_application_proof_sehk26012600719.pdf"}]},
            {"id": 900002, "d": "06/02/2026", "a": "Eaglerise Electric & Electronic (China) Co., Ltd.", "s": "A", "hasPhip": False, "ps": [],
             "ls": [{"d": "06/02/2026", "nS1": "OC Announcement - Appointment", "u1": "sehk/eaglerise_oc_announcement_sehk26020600953.pdf"}]},
        ]  # fmt: skip
        return {"genDate": "1783782010002", "uDate": "10/07/2026", "app": rows}

    def answer(self, path: str) -> tuple[bytes, str] | None:
        """(body, content type) of a path; None = not recorded."""
        if path == "pages.xml":
            return self.page_feed(), "application/rss+xml; charset=utf-8"
        if path == "sources.jsonl":
            return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in self.sources()).encode(), "application/x-ndjson"
        if path.endswith("_sehk_e.json"):
            return json.dumps(self.proofs()).encode(), "application/json"
        if path.startswith("ncms/"):
            return (self.data / "filings/hkex/json/appactive_app_sehk_c.sample.json").read_bytes(), "application/json"
        if path.endswith(".pdf"):
            return self.file("filings/hkex/pdf", Path(path).name, "application/pdf")
        for prefix, folder, kind in (("feeds/", "feeds/feeds", "application/xml"), ("pages/", "feeds/extraction", "text/html"), ("filings/", "filings", "application/atom+xml")):
            if path.startswith(prefix):
                return self.file(folder, path.removeprefix(prefix), kind)
        return None

    def file(self, folder: str, name: str, kind: str) -> tuple[bytes, str] | None:
        root = (self.data / folder).resolve()
        for place in (root / name, root / f"{name}.gz"):
            if place.resolve().is_relative_to(root) and place.is_file():
                body = place.read_bytes()
                return (gzip.decompress(body) if place.suffix == ".gz" else body), kind
        return None


def handler(recording: Recording) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = recording.answer(unquote(self.path.lstrip("/")))
            body, kind = found or (b"not recorded\n", "text/plain")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@contextmanager
def serving(shared: Path, port: int = 0) -> Iterator[Recording]:
    """Serves while the block runs."""
    with ThreadingHTTPServer(("127.0.0.1", port), BaseHTTPRequestHandler) as server:
        recording = Recording(shared, f"http://127.0.0.1:{server.server_address[1]}/")
        server.RequestHandlerClass = handler(recording)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield recording
        finally:
            server.shutdown()
            thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--port", type=int, default=8790)
    given = parser.parse_args()
    with serving(given.shared, given.port) as recording:
        print(f"serving {recording.base}; sources: {recording.base}sources.jsonl", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
