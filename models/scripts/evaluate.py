"""What a pipeline is worth: python evaluate.py PIPELINE LANG CORPORA LINES [--gold GOLD.jsonl] [--rules] [--out metrics.json]

Exact spans on the dev part of each set, by label. A set that does not divide organisations is scored with COMPANY and ORG as one. Recall of
names that stand in the training lines (seen) and of those that do not (unseen) apart. On GOLD: companies, exact and overlapping; with --rules also the rules
of leadscan.nlp alone (no register) and both together.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from leadscan.nlp import features
from leadscan.stages.evaluation.counting import paired

sys.path.insert(0, str(Path(__file__).parent))
import convert

Spans = set[tuple[int, int]]
LABELS = {
    "fewfc": ("COMPANY", "PERSON", "TITLE", "ORG", "MONEY", "DATE"), "finre": ("COMPANY",), "uner_zh_gsd_hans": ("ORG", "PERSON", "PLACE"),
    "fire": ("COMPANY", "PERSON", "TITLE", "PLACE", "MONEY", "DATE", "PRODUCT"), "uner_en_ewt": ("ORG", "PERSON", "PLACE"), "wikigold": ("ORG", "PERSON", "PLACE"),
    "multiconer1_en": ("COMPANY", "ORG", "PERSON", "PLACE", "PRODUCT"), "multiconer2_en": ("COMPANY", "PERSON"), "wnut17": ("COMPANY", "PERSON"), "btc_news": ("ORG", "PERSON", "PLACE"), "sec_filings": ("ORG", "PERSON", "PLACE"),
}  # fmt: skip


def figures(right: int, given: int, wanted: int) -> dict[str, float]:
    p, r = right / given if given else 0.0, right / wanted if wanted else 0.0
    return {"p": round(p, 3), "r": round(r, 3), "f": round(2 * p * r / (p + r), 3) if right else 0.0, "n": wanted}


def names_seen(lines: Path) -> set[str]:
    """Firms, offices and persons of the training lines, as written."""
    rows = (json.loads(line) for line in (lines / "train.jsonl").open(encoding="utf-8"))
    return {row["text"][a:b].lower() for row in rows for a, b, label in row["spans"] if label in ("COMPANY", "ORG", "PERSON")} | {row["text"][a:b].lower() for row in _undivided(lines) for a, b in row["mask"]}


def _undivided(lines: Path) -> Iterable[dict[str, Any]]:
    for line in (lines / "train.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        if row["set"] in convert.UNDIVIDED:
            yield row


def on_corpora(nlp: Any, lang: str, corpora: Path, lines: Path, seen: set[str]) -> dict[str, Any]:
    report: dict[str, Any] = {}
    for name in convert.SETS[lang]:
        rows = convert.source(corpora, name, "dev")
        if not rows or name not in LABELS:
            continue
        rng = random.Random(0)
        texts, golds = [], []
        for row in rows:
            text, spans = row["text"], row["spans"]
            if name == "finre":
                text, at = convert.digits(text, rng)
                spans = [[at[a], at[b], label] for a, b, label in spans]
            if name.startswith("multiconer"):
                text = convert.recased(row)["text"]
            texts.append(convert.plain(text, lang))
            golds.append(spans)
        count: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        merge = name in convert.UNDIVIDED
        for text, spans, doc in zip(texts, golds, nlp.pipe(texts), strict=True):
            for label in LABELS[name]:
                want = {(a, b) for a, b, kind in spans if kind == label}
                made = {(e.start_char, e.end_char) for e in doc.ents if e.label_ == label or (merge and label == "ORG" and e.label_ == "COMPANY")}
                _add(count[label], len(want & made), len(made), len(want))
                if label in ("COMPANY", "PERSON") or (merge and label == "ORG"):
                    for kind in ("seen", "unseen"):
                        part = {s for s in want if (text[s[0] : s[1]].lower() in seen) == (kind == "seen")}
                        _add(count[f"{label} {kind} (recall)"], len(part & made), 0, len(part))
        report[name] = {key: figures(*value) if "recall" not in key else {"r": round(value[0] / max(value[2], 1), 3), "n": value[2]} for key, value in sorted(count.items())}
    return report


def _add(total: list[int], *more: int) -> None:
    total[:] = [a + b for a, b in zip(total, more, strict=True)]


def on_gold(nlp: Any, lang: str, gold: Path, rules: bool) -> dict[str, Any]:
    items = [json.loads(line) for line in gold.open(encoding="utf-8")]
    items = [item for item in items if (item["lang"] == "en") == (lang == "en")]
    docs = list(nlp.pipe([convert.plain(item["text"], lang) for item in items]))
    ways: dict[str, list[Spans]] = {"model": [{(e.start_char, e.end_char) for e in doc.ents if e.label_ == "COMPANY"} for doc in docs]}
    if rules:
        ways |= together(items, docs)
    report = {}
    for way, answers in ways.items():
        exact, overlap, traps = [0, 0, 0], [0, 0, 0], 0
        for item, said in zip(items, answers, strict=True):
            truth = {(c["start"], c["end"]) for c in item["companies"]}
            _add(exact, len(truth & said), len(said), len(truth))
            _add(overlap, paired(truth, said), len(said), len(truth))
            traps += sum(any(s[0] < o[1] and o[0] < s[1] for o in item["orgs_not_company"]) and not any(s[0] < t[1] and t[0] < s[1] for t in truth) for s in said)
        report[way] = {"exact": figures(*exact), "overlap": figures(*overlap), "on other organisations": traps}
    return report


def together(items: list[dict[str, Any]], docs: list[Any]) -> dict[str, list[Spans]]:
    """The rules' answer alone and with the pipeline's beside it, as leadscan.nlp.newcomers puts both together (every beat, no register)."""
    from leadscan.nlp import mentions, newcomers
    from leadscan.nlp.reader import RULES, Reader
    from leadscan.nlp.spans import Span
    from leadscan.settings import Nlp

    reader = Reader(Nlp(en=RULES, zh=RULES), scan=lambda text: ())
    ways: dict[str, list[Spans]] = defaultdict(list)
    for item, doc, note in zip(items, docs, reader.read((item["text"], item["lang"]) for item in items), strict=True):
        rules = [Span(m.start, m.end, m.label, m.sure, m.why) for m in note.mentions]
        seen = [Span(e.start_char, e.end_char, mentions.LABELS[e.label_], newcomers.SURE, newcomers.WHY) for e in doc.ents]
        ways["rules"].append({(span.start, span.end) for span in rules if span.label == "COMPANY"})
        ways["rules and pipeline"].append({(span.start, span.end) for span in newcomers.beside(item["text"], doc.lang_, rules, seen) if span.label == "COMPANY"})
    return ways


def main() -> None:
    import spacy

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipeline", type=Path)
    parser.add_argument("lang", choices=("en", "zh"))
    parser.add_argument("corpora", type=Path)
    parser.add_argument("lines", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--rules", action="store_true")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    features.register()
    nlp = spacy.load(given.pipeline)
    report = on_corpora(nlp, given.lang, given.corpora, given.lines, names_seen(given.lines))
    if given.gold:
        report["gold_dev"] = on_gold(nlp, given.lang, given.gold, given.rules)
    for name, table in report.items():
        print(name)
        for key, value in table.items():
            print(f"   {key:70} {value}")
    if given.out:
        given.out.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
