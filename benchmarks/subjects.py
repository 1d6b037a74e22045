"""Of which companies does a recorded morning's news tell, and who holds which post? The desk's events and people beside the morning's truth.

    python /path/to/score_morning.py MORNING --desk DESK      (once: it makes the desk and runs the morning)
    python -m benchmarks.subjects MORNING --desk DESK

Counted over the rows of MORNING/truth.jsonl whose document the desk holds. A near copy has the events of its first copy. ``subjects of events``: companies of
the desk's events beside companies of role subject that the truth has a trigger for (other roles of the truth are neither right nor wrong). ``subjects named``:
subjects that any company mention of the document names. ``people``: triples of finance chiefs said to be current whose truth says former, coming or elsewhere.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from leadscan.text import names

Names = dict[str, set[str]]


def universe(path: Path) -> Names:
    """Every name and code of the bank's companies to all of the same company."""
    found: Names = {}
    with path.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            every = {names.compare(name) for name in (row["code"], row["name_en"], row["name_zh_hant"], row["name_zh_hans"], *row["aliases"].split(";")) if name}
            for name in every:
                found.setdefault(name, set()).update(every)
    return found


def same(said: set[str], company: dict[str, Any], known: Names) -> bool:
    """Whether one of the names said is the truth's company, by name, code or another of its names."""
    forms = {names.compare(name) for name in (company["name"], company.get("code") or "") if name}
    forms |= {other for form in set(forms) for other in known.get(form, ())}
    return any(one in forms or any(len(form) > 1 and (form in one or one in form) for form in forms) for one in said if len(one) > 1)


def place(url: str) -> str:
    """A URL without scheme and without the loopback host that the recorded morning is served from."""
    return re.sub(r"^https?://(?:127\.0\.0\.1:\d+/)?", "", url)


def desk_rows(desk: Path) -> dict[str, dict[str, Any]]:
    """URL to what the desk found in that document: names of event companies, of mentions, and people."""
    import duckdb

    with duckdb.connect(str(desk / "leadscan.duckdb"), read_only=True) as con:
        urls: dict[str, list[str]] = defaultdict(list)
        for name, url, also in con.execute("select id, url, also_urls from desk.documents").fetchall():
            for each in {url, *(json.loads(also) if isinstance(also, str) else also or ())}:
                urls[place(each)].append(name)
        first = dict(con.execute("select document_id, coalesce(copy_of, document_id) from desk.examined").fetchall())
        events: dict[str, list[set[str]]] = defaultdict(list)
        for name, key, company in con.execute("select document_id, company_key, company_name from desk.events").fetchall():
            events[name].append({names.compare(part) for part in ((key or "").split(":", 1)[-1], company or "") if part})
        mentions: dict[str, list[set[str]]] = defaultdict(list)
        for name, text, code, company in con.execute("select document_id, text, company_code, company_name from desk.mentions where label in ('COMPANY', 'PRODUCT')").fetchall():
            mentions[name].append({names.compare(part) for part in (text, code, company) if part})
        people: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
        for name, person, title, current in con.execute("select document_id, name, title, current from desk.people").fetchall():
            people[name].append((person, title or "", current))
    found: dict[str, dict[str, Any]] = {}
    for url, ids in urls.items():
        every = {other for name in ids for other in (name, first.get(name, name))}
        found[url] = {"events": [e for name in every for e in events[name]], "mentions": [m for name in every for m in mentions[name]], "people": [p for name in ids for p in people[name]]}
    return found


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("morning", type=Path)
    parser.add_argument("--desk", type=Path, required=True)
    parser.add_argument("--misses", action="store_true")
    given = parser.parse_args()
    known, rows = universe(given.morning / "universe.csv"), desk_rows(given.desk)
    truth = [json.loads(line) for line in (given.morning / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    held = [row | {"url": at} for row in truth if (at := next((one for one in map(place, (row["url"], row.get("entry_url") or "", *row.get("also", ()))) if one in rows), None))]
    found = wanted = right = made = named = subjects = wrong_current = posts = 0
    for row in held:
        ours = rows[row["url"]]
        told = [company for company in row["companies"] if company["role"] == "subject" and any(same({names.compare(t["company"])}, company, known) for t in row["triggers"] if t.get("company"))]
        about = [company for company in row["companies"] if company["role"] == "subject"]
        others = [company for company in row["companies"] if company["role"] != "subject"]
        hit = [company for company in told if any(same(event, company, known) for event in ours["events"])]
        found, wanted = found + len(hit), wanted + len(told)
        distinct = {frozenset(event): event for event in ours["events"] if not any(same(event, company, known) for company in others)}
        good = [event for event in distinct.values() if any(same(event, company, known) for company in about)]
        right, made = right + len(good), made + len(distinct)
        subjects += len(about)
        named += sum(any(same(mention, company, known) for mention in ours["mentions"]) for company in about)
        for person, title, current in ours["people"]:
            theirs = [p for p in row["people"] if names.compare(p["name"]) == names.compare(person) and names.compare(p["role"]) in names.compare(title)]
            posts += len(theirs)
            bad = current and theirs and not any(p["current"] for p in theirs)
            wrong_current += bool(bad)
            if bad and given.misses:
                print("said current:", row["url"], person, title)
        if given.misses and (len(hit) < len(told) or len(good) < len(distinct)):
            print(row["url"], "missed", [c["name"] for c in told if c not in hit], "extra", [sorted(e) for e in distinct.values() if e not in good])
    precision, recall = right / max(made, 1), found / max(wanted, 1)
    print(f"{len(held)} of {len(truth)} rows are held by the desk")
    print(f"subjects of events: precision {precision:.3f} ({right}/{made}), recall {recall:.3f} ({found}/{wanted}), F1 {2 * precision * recall / max(precision + recall, 1e-9):.3f}")
    print(f"subjects named: {named}/{subjects} ({named / max(subjects, 1):.3f})")
    print(f"people: {posts} posts of the truth found; {wrong_current} said to be current that are not")


if __name__ == "__main__":
    main()
