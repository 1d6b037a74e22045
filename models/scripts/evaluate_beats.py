"""What a beat classifier is worth: python evaluate_beats.py PIPELINE DEV.spacy [--gold GOLD.jsonl] [--out metrics.json]

Figures by beat on the dev texts, and on GOLD business against all else, for the bars of certainty named; with the rules of leadscan.news.beats beside it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from convert import plain
from evaluate import figures


def main() -> None:
    import spacy
    from spacy.tokens import DocBin

    from leadscan.news.beats import beat

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipeline", type=Path)
    parser.add_argument("dev", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    nlp = spacy.load(given.pipeline)
    docs = list(DocBin().from_disk(given.dev).get_docs(nlp.vocab))
    truth = [max(doc.cats, key=lambda name: doc.cats[name]) for doc in docs]
    said = [max(doc.cats, key=lambda name: doc.cats[name]) for doc in nlp.pipe(doc.text for doc in docs)]
    report: dict[str, Any] = {"dev": {name: figures(sum(t == s == name for t, s in zip(truth, said, strict=True)), said.count(name), truth.count(name)) for name in sorted(set(truth))}}
    if given.gold:
        items = [json.loads(line) for line in given.gold.open(encoding="utf-8")]
        items = [item for item in items if (item["lang"] == "en") == (nlp.lang == "en")]
        want = [item["beat"] == "business" for item in items]
        sure = [doc.cats["business"] for doc in nlp.pipe(plain(item["text"], nlp.lang) for item in items)]
        rules = [beat(*(item["text"].split("\n", 1) if "\n" in item["text"] else (item["text"], ""))) for item in items]
        rule = [name in ("business", "markets_roundup", "share_tip") for name in rules]
        ways = {f"model, business at {bar}": [s >= bar for s in sure] for bar in (0.3, 0.5, 0.7)}
        ways |= {"rules": rule, "rules, the model where they say other (.5)": [r or (name == "other" and s >= 0.5) for r, name, s in zip(rule, rules, sure, strict=True)]}
        ways |= {"rules, the model where they say other (.7)": [r or (name == "other" and s >= 0.7) for r, name, s in zip(rule, rules, sure, strict=True)]}
        ways |= {"rules, business kept only where the model gives .1": [r and s >= 0.1 for r, s in zip(rule, sure, strict=True)]}
        report["gold_dev business"] = {way: figures(sum(a and b for a, b in zip(want, said_, strict=True)), sum(said_), sum(want)) for way, said_ in ways.items()}
    for name, table in report.items():
        print(name)
        for key, value in table.items():
            print(f"   {key:60} {value}")
    if given.out:
        given.out.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
