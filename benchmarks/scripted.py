"""What a user would script in an afternoon instead of leadscan: every feed by feedparser, every page by trafilatura, every text through a spaCy pipeline, rows into DuckDB.

It looks at no beat, knows no copies, resolves no names and writes no email. It is given the same recorded answers.
"""

from __future__ import annotations

import json
import time
from importlib import resources
from pathlib import Path

FEEDS = frozenset({"rss", "atom"})


def run(folder: Path, number: int, feeds: frozenset[str], desk: Path) -> dict[str, float]:
    """CPU seconds and documents of one recorded day; ``feeds`` are the addresses that are feeds, the others named in them are pages."""
    import duckdb
    import feedparser
    import spacy
    import trafilatura

    answers = {row["url"]: row for row in map(json.loads, (folder / f"day{number}" / "responses.jsonl").read_text(encoding="utf-8").splitlines())}
    readers = {"en": spacy.load(pipeline("en")), "zh": spacy.load(pipeline("zh"))}
    start = time.process_time()
    texts: dict[str, list[tuple[str, str]]] = {"en": [], "zh": []}
    for url in sorted(feeds & set(answers)):
        answer = answers[url]
        if answer["status"] != 200:
            continue
        for entry in feedparser.parse((folder / answer["body"]).read_bytes()).entries:
            page = answers.get(str(entry.get("link", "")).split("?")[0])
            text = trafilatura.extract((folder / page["body"]).read_bytes()) if page and page["status"] == 200 else entry.get("summary", "")
            title = str(entry.get("title", ""))
            texts["zh" if any("\u4e00" <= char <= "\u9fff" for char in title) else "en"].append((title, text or ""))
    rows = [
        (title, text, [(entity.text, entity.label_) for entity in doc.ents])
        for language, given in texts.items()
        for (title, text), doc in zip(given, readers[language].pipe(f"{title}\n{text}" for title, text in given), strict=True)
    ]
    with duckdb.connect(str(desk / "scripted.duckdb")) as con:
        con.execute("create table articles (title text, text text, names json)")
        for low in range(0, len(rows), 1000):
            con.executemany("insert into articles values (?, ?, ?)", [(title, text, json.dumps(names)) for title, text, names in rows[low : low + 1000]])
    return {"cpu": time.process_time() - start, "documents": len(rows)}


def pipeline(language: str) -> Path:
    """The folder of leadscan's trained pipeline of a language, which here reads alone, as any spaCy pipeline would."""
    return Path(str(resources.files("leadscan.data") / "models" / f"{language}_leadscan_ner"))
