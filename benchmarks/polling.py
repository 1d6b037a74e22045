"""What does a second poll of unchanged sources cost beside the first, over real HTTP?

A server in a process of its own gives each feed with an ETag and answers 304 to who knows it; every article link leads to a page of usual size on the
same server. First poll: asking, storing, and reading the pages of the new entries; second poll: the same two stages again, half a day later. The feeds' part alone
(no page read) is shown beside it. CPU seconds of leadscan's own process.

    python -m benchmarks.polling FOLDER [--untagged]      FOLDER: feeds, one a file; .gz is unpacked. --untagged: a server without ETags sends all again
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.feeds import NOW, bodies, healthy
from leadscan import settings, store
from leadscan.desk import write
from leadscan.stages import collect, read
from leadscan.stages.run import morning_run
from leadscan.types import Source

_LINK = re.compile(rb"(<link>\s*(?:<!\[CDATA\[)?\s*|<link\b[^>]*\bhref=[\"'])https?://[^<\]\"'\s]+", re.I)
PARAGRAPH = "The board of the harbour works said on day {n} that it had looked at the tender of lot {n} and would answer its bidders before the end of the month. "


def page(number: int) -> bytes:
    """An article page of about 20 kB with menus, ten paragraphs and a list of other headlines."""
    menu = "".join(f'<li><a href="/section/{n}">Section {n}</a></li>' for n in range(60))
    text = "".join(f"<p>{PARAGRAPH.format(n=number * 10 + n) * 3}</p>" for n in range(10))
    other = "".join(f'<div class="teaser"><a href="/a/{number + n}">Another headline, number {number + n}</a><span>2 hours ago</span></div>' for n in range(40))
    head = f'<meta property="og:title" content="Headline number {number}"><title>Headline number {number} | Paper</title>'
    body = f'<nav><ul>{menu}</ul></nav><article><h1>Headline number {number}</h1>{text}</article><aside>{other}</aside><footer><ul>{menu}</ul></footer>'
    return f"<!doctype html><html lang=en><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()


def serve(folder: Path, *, tagged: bool) -> None:
    """Serves until killed; prints its port and the number of feeds."""
    every = healthy(bodies(folder))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            base = f"http://{self.headers['Host']}".encode()
            if self.path.startswith("/feed/"):
                body = every[int(self.path.removeprefix("/feed/"))]
                body = _LINK.sub(lambda link: link[1] + base + b"/a/%d" % (int(hashlib.sha256(link[0]).hexdigest()[:8], 16)), body)
            elif self.path.startswith("/a/"):
                body = page(int(self.path.removeprefix("/a/")))
            else:
                body = b""
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            known = tagged and self.headers.get("If-None-Match") == tag
            self.send_response(304 if known else 200 if body else 404)
            if tagged:
                self.send_header("ETag", tag)
            self.send_header("Content-Type", "text/html; charset=utf-8" if self.path.startswith("/a/") else "application/xml")
            self.send_header("Content-Length", "0" if known else str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if known else body)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        print(server.server_address[1], len(every), flush=True)
        server.serve_forever()


@contextmanager
def serving(folder: Path, *, tagged: bool) -> Iterator[tuple[int, int]]:
    """(port, number of feeds) of a server in its own process."""
    command = [sys.executable, "-m", "benchmarks.polling", str(folder), "--serve", *([] if tagged else ["--untagged"])]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        port, count = server.stdout.readline().split()
        yield int(port), int(count)
    finally:
        server.kill()
        server.wait()


def make_desk(desk: Path, port: int, count: int) -> settings.Settings:
    """A desk whose sources are these feeds."""
    write(desk)
    given = settings.load(desk, {"LEADSCAN_WEB_ALLOW": "127.0.0.1", "LEADSCAN_WEB_PAUSE": "0", "LEADSCAN_MORNING_WINDOW_DAYS": "10000"})
    with store.open_store(given, purpose="benchmark") as db:
        db.put_sources([Source(f"feed-{number}", "", "rss", f"http://127.0.0.1:{port}/feed/{number}") for number in range(count)], origin="benchmark")
    return given


def polls(given: settings.Settings) -> Iterator[tuple[float, float, dict[str, int]]]:
    """CPU seconds of asking and storing, of reading, and what was counted, poll by poll."""
    for number in range(3):
        run = replace(morning_run(given, NOW + timedelta(hours=12 * number)), slot=f"slot {number}")
        start = time.process_time()
        counts = dict(collect.collect(run).counts)
        asked = time.process_time()
        counts |= {f"read_{name}": count for name, count in read.read(run).counts.items()}
        yield asked - start, time.process_time() - asked, counts


def main() -> None:
    """Prints one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--untagged", action="store_true", help="the server knows no ETags")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.serve:
        serve(wanted.folder, tagged=not wanted.untagged)
        return
    with serving(wanted.folder, tagged=not wanted.untagged) as (port, count), tempfile.TemporaryDirectory() as folder:
        first: tuple[float, float] | None = None
        for asked, reading, counts in polls(make_desk(Path(folder) / "desk", port, count)):
            first = first or (asked, reading)
            shares = f"{asked / first[0]:.1%} of the first asking, {(asked + reading) / sum(first):.2%} of the first poll"
            print(f"asked and stored {asked:6.2f} CPU s, read {reading:6.2f} CPU s: {shares}; {counts}")


if __name__ == "__main__":
    main()
