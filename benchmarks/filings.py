"""How many filings of each kind does the room read in a CPU-second, and how many times the cost of a bare text of the same bytes is that?

The bare text is ``lxml`` ``text_content`` (a PDF's: pypdfium2's page texts; a list's: its parsed values), which finds nothing. Lists are read into entries; documents into Filings with proof. Ratios are of kinds to
the first kind and of each kind to its own bare text, in one run on one machine; nothing is asserted.

edgartools does some of the same for registration statements: text, cover facts, type of offering; all of it works without the network on the bytes. Where it is installed (the extra ``bench``)
its time for the same documents stands beside ours, and below the table what each says of ``truth.jsonl`` (is it an IPO; SIC and state); else the column stays out.

    python -m benchmarks.filings FOLDER [--rounds 3]       FOLDER/sec/{docs,getcurrent,index,submissions}, FOLDER/hkex/{pdf,json}, FOLDER/cn
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from leadscan.filings import bse, edgar, hkex, read, sse, szse
from leadscan.text.normalize import fold
from leadscan.types import Response, Source

NOW = datetime(2026, 3, 10, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document or list: its files and what reads one of them."""

    name: str
    bodies: tuple[bytes, ...]
    ours: Callable[[bytes], object]
    bare: Callable[[bytes], object]


def bytes_of(path: Path) -> bytes:
    """The file's bytes, unpacked where they are gzip."""
    body = path.read_bytes()
    return gzip.decompress(body) if path.suffix == ".gz" else body


def bare_html(body: bytes) -> str:
    """All text of a page, by lxml alone."""
    from lxml import html

    return str(html.document_fromstring(body.decode("utf-8", "replace").encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True)).text_content())


def bare_pdf(body: bytes) -> str:
    """All text of a PDF, by pypdfium2 alone."""
    import pypdfium2

    document = pypdfium2.PdfDocument(body)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def bare_xml(body: bytes) -> str:
    """All text of a feed, by lxml alone."""
    from lxml import etree

    return "".join(etree.fromstring(body, etree.XMLParser(recover=True)).itertext())


def bare_json(body: bytes) -> object:
    """The values of a JSON or JSONP answer."""
    return json.loads(re.sub(rb"^\s*[\w.]+\(|\)\s*;?\s*$", b"", body))


def bare_lines(body: bytes) -> list[list[str]]:
    """The fields of an index, cut at bars and wide gaps."""
    return [re.split(r"\||  +", line) for line in body.decode("utf-8", "replace").splitlines()]


def document(form: str) -> Callable[[bytes], object]:
    """Reads a document of a form."""
    return lambda body: read(body, form=form, now=NOW)


def listing(entries: Callable[..., object], kind: str, url: str) -> Callable[[bytes], object]:
    """Reads a list of a venue."""
    source = Source("list", "The list", kind, url)
    return lambda body: entries(source, Response(url, url, 200, (), body, NOW), now=NOW)


def kinds(folder: Path) -> list[Kind]:
    """The kinds of which the folder has files."""
    sec, hk = folder / "sec", folder / "hkex"

    def some(place: Path, pattern: str, *, without: str = "\0") -> tuple[bytes, ...]:
        return tuple(bytes_of(path) for path in sorted(place.glob(pattern)) if without not in path.name)

    every = [
        Kind("SEC registration statement, HTML", some(sec / "docs", "*s1*.html.gz"), document("S-1"), bare_html),
        Kind("SEC prospectus 424B4, HTML", some(sec / "docs", "*424b4*.html.gz"), document("424B4"), bare_html),
        Kind("SEC full submission", some(sec / "docs", "*.submission.txt.gz"), document("S-1"), bare_html),
        Kind("SEC plain text", some(sec / "docs", "*.txt*", without=".submission"), document("S-1"), bare_html),
        Kind("HKEX PDF of over 100 pages", some(hk / "pdf", "*proof*.pdf"), document("Application Proof"), bare_pdf),
        Kind("HKEX announcement PDF", some(hk / "pdf", "*announcement*.pdf"), document("OC Announcement"), bare_pdf),
        Kind("EDGAR latest filings, Atom", some(sec / "getcurrent", "count*0.atom.gz"), listing(edgar.entries, "edgar_atom", "https://www.sec.gov/cgi-bin/browse-edgar"), bare_xml),
        Kind("EDGAR daily index", some(sec / "index", "*.idx.gz"), listing(edgar.index, "edgar_atom", "https://www.sec.gov/Archives/"), bare_lines),
        Kind("EDGAR submissions JSON", some(sec / "submissions", "CIK0*.gz"), lambda body: edgar.history(body, now=NOW), bare_json),
        Kind("HKEX list JSON", some(hk / "json", "*.json"), listing(hkex.entries, "hkex_json", "https://www1.hkexnews.hk/ncms/json/eds/appactive_app_sehk_c.json"), bare_json),
        Kind("Shanghai list JSONP", some(folder / "cn", "sse*"), listing(sse.entries, "sse_jsonp", "https://query.sse.com.cn/"), bare_json),
        Kind("Shenzhen list JSON", some(folder / "cn", "szse*"), listing(szse.entries, "szse_json", "https://www.szse.cn/"), bare_json),
        Kind("Beijing list JSONP", some(folder / "cn", "bse*"), listing(bse.entries, "bse_jsonp", "https://www.bse.cn/"), bare_json),
    ]  # fmt: skip
    return [kind for kind in every if kind.bodies]


def seconds(kind: Kind, reader: Callable[[bytes], object], rounds: int) -> float:
    """CPU-seconds a document; the least of some rounds, after one that loads tables."""
    reader(kind.bodies[0])
    took = []
    for _ in range(rounds):
        started = time.process_time()
        for body in kind.bodies:
            reader(body)
        took.append(time.process_time() - started)
    return max(min(took), 1e-9) / len(kind.bodies)


def edgartools() -> Callable[[bytes], dict[str, str | None]] | None:
    """edgartools' text, cover facts and offering type of a registration statement's bytes; None where it is not installed."""
    if importlib.util.find_spec("edgar") is None:
        return None
    from edgar.documents import parse_html  # type: ignore[import-not-found]  # of the extra bench
    from edgar.offerings.prospectus._s1_classifier import classify_s1_offering_type  # type: ignore[import-not-found]
    from edgar.offerings.prospectus._s1_cover import extract_s1_cover_page  # type: ignore[import-not-found]

    def answer(body: bytes) -> dict[str, str | None]:
        html = body.decode("utf-8", "replace")
        parse_html(html).text()
        cover = extract_s1_cover_page(SimpleNamespace(company="", form="S-1"), html)
        return {"type": classify_s1_offering_type(None, html)["type"], "sic": cover.get("sic_code"), "state": cover.get("state_of_incorporation")}

    return answer


def answers(folder: Path, other: Callable[[bytes], dict[str, str | None]]) -> dict[str, dict[str, int]]:
    """Of the registration statements with a hand-read truth: how many each reader gets right, and how many it says wrongly."""
    counts = {who: dict.fromkeys(("ipo right", "ipo wrong", "sic right", "sic wrong", "state right", "state wrong"), 0) for who in ("leadscan", "edgartools")}
    for row in map(json.loads, (folder / "sec" / "truth.jsonl").read_text(encoding="utf-8").splitlines()):
        if not row["form"].startswith(("S-1", "F-1")) or row["is_ipo"] is None or not (path := folder / "sec" / "docs" / row["file"]).exists():
            continue
        body = bytes_of(path)
        ours, theirs = read(body, form=row["form"], now=NOW), other(body)
        facts = {name: ours.facts[name].value if name in ours.facts else None for name in ("sic", "state_or_country")}
        for who, ipo, sic, state in (("leadscan", ours.is_ipo, facts["sic"], facts["state_or_country"]), ("edgartools", theirs["type"] == "ipo", theirs["sic"], theirs["state"])):
            for name, said, truth in (("ipo", ipo, row["is_ipo"]), ("sic", sic, row["sic"]), ("state", state, row["state_or_country"])):
                if said is None and truth is not None:
                    continue  # silence is no wrong answer
                right = said == truth if name == "ipo" else fold(str(said)) == fold(str(truth))
                counts[who][f"{name} {'right' if right else 'wrong'}"] += 1
    return counts


def main() -> None:
    """Prints one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    other = edgartools()
    first: float | None = None
    print(f"{'kind':34} {'files':>5} {'kB each':>8} {'a CPU-second':>12} {'ratio':>7} {'times bare':>10}" + ("  times edgartools" if other else ""))
    for kind in kinds(wanted.folder):
        ours = seconds(kind, kind.ours, wanted.rounds)
        bare = seconds(kind, kind.bare, wanted.rounds)
        first = first or ours
        size = sum(map(len, kind.bodies)) / len(kind.bodies) / 1000
        line = f"{kind.name:34} {len(kind.bodies):5} {size:8.0f} {1 / ours:12.1f} {first / ours:7.2f} {ours / bare:10.1f}"
        if other is not None and kind.bare is bare_html:
            line += f" {ours / seconds(kind, other, wanted.rounds):17.2f}"
        print(line)
    if other is not None and (wanted.folder / "sec" / "truth.jsonl").exists():
        for who, found in answers(wanted.folder, other).items():
            print(f"{who:12} " + ", ".join(f"{name} {count}" for name, count in found.items()))


if __name__ == "__main__":
    main()
