"""What a pipeline is worth: python evaluate.py PIPELINE LANG CORPORA LINES [--gold GOLD.jsonl] [--rules] [--out metrics.json]

Exact spans on the dev part of each set, by label. A set that does not divide organisations is scored with COMPANY and ORG as one. Recall of
names that stand in the training lines (seen) and of those that do not (unseen) apart. On GOLD: companies, exact and overlapping; with --rules also the rules
of leadscan.nlp alone (no register) and the ways of putting both together.
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

sys.path.insert(0, str(Path(__file__).parent))
import convert
import features  # noqa: F401

Spans = set[tuple[int, int]]
LABELS = {
    "fewfc": ("COMPANY", "PERSON", "TITLE", "ORG", "MONEY", "DATE"), "finre": ("COMPANY",), "uner_zh_gsd_hans": ("ORG", "PERSON", "PLACE"),
    "fire": ("COMPANY", "PERSON", "TITLE", "PLACE", "MONEY", "DATE", "PRODUCT"), "uner_en_ewt": ("ORG", "PERSON", "PLACE"), "wikigold": ("ORG", "PERSON", "PLACE"),
    "multiconer1_en": ("COMPANY", "ORG", "PERSON", "PLACE", "PRODUCT"), "multiconer2_en": ("COMPANY", "PERSON"), "wnut17": ("COMPANY", "PERSON"), "btc_news": ("ORG", "PERSON", "PLACE"), "sec_filings": ("ORG", "PERSON", "PLACE"),
}  # fmt: skip


def figures(right: int, given: int, wanted: int) -> dict[str, float]:
    p, r = right / given if given else 0.0, right / wanted if wanted else 0.0
    return {"p": round(p, 3), "r": round(r, 3), "f": round(2 * p * r / (p + r), 3) if right else 0.0, "n": wanted}


def paired(truth: Spans, said: Spans) -> int:
    """Spans of both sides that can be paired one to one, widest overlap first (as tools/score_gold.py pairs them)."""
    free_truth, free_said = set(truth), set(said)
    for _, t, s in sorted(((min(t[1], s[1]) - max(t[0], s[0]), t, s) for t in truth for s in said if t[0] < s[1] and s[0] < t[1]), reverse=True):
        if t in free_truth and s in free_said:
            free_truth.remove(t)
            free_said.remove(s)
    return len(truth) - len(free_truth)


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
    """The rules' answer and ways to unite it with the model's."""
    from leadscan.nlp.reader import Reader
    from leadscan.settings import Nlp

    reader = Reader(Nlp(), scan=lambda text: ())
    ways: dict[str, list[Spans]] = defaultdict(list)
    for doc, note in zip(docs, reader.read((item["text"], item["lang"]) for item in items), strict=True):
        mine = [(e.start_char, e.end_char, e.label_) for e in doc.ents]
        firms = {(a, b) for a, b, label in mine if label == "COMPANY"}
        other = {(a, b) for a, b, label in mine if label in ("PERSON", "PLACE", "ORG", "PRODUCT", "TITLE", "MONEY", "DATE")}
        rule = [(m.start, m.end, m.label, m.sure) for m in note.mentions]
        sure = {(a, b): s for a, b, label, s in rule if label == "COMPANY"}
        every = {(a, b) for a, b, _, _ in rule}
        ways["rules"].append(set(sure))
        ways["rules + model where no rule company overlaps"].append(set(sure) | {s for s in firms if not _touch(s, set(sure))})
        ways["rules + model where no rule mention overlaps"].append(set(sure) | {s for s in firms if not _touch(s, every)})
        ways["model + rules where the model has no company"].append(firms | {s for s in sure if not _touch(s, firms)})
        ways["model + sure rules (.8)"].append(firms | {s for s, how in sure.items() if how >= 0.8 and not _touch(s, firms)})
        persons = " ".join([doc.text[a:b] for a, b, label in mine if label == "PERSON"] + [doc.text[a:b] for a, b, label, _ in rule if label == "PERSON"])
        sane = {s for s in firms if plausible(doc.text[s[0] : s[1]], doc.lang_, persons)}
        ways["rules + plausible model where no rule company overlaps"].append(set(sure) | {s for s in sane if not _touch(s, set(sure))})
        ways["rules + plausible model where no rule mention overlaps"].append(set(sure) | {s for s in sane if not _touch(s, every)})
        weak = {(a, b) for a, b, label, s in rule if label in ("PLACE", "ORG", "PERSON") and s < 0.8}
        ways["rules + plausible model where no rule company, post, sum, date or sure mention overlaps"].append(set(sure) | {s for s in sane if not _touch(s, every - weak)})
        ways["... the model's longer span in place of the rule's"].append(_longer(set(sure), {s for s in sane if not _touch(s, every - weak - set(sure))}))
        kept = {s for s, how in sure.items() if how >= 0.65 or _touch(s, firms) or not _touch(s, other)}
        ways["rules, those under .65 dropped where the model sees another kind, + plausible model"].append(kept | {s for s in sane if not _touch(s, every)})
    return ways


def plausible(name: str, lang: str, persons: str = "") -> bool:
    """Whether a model's firm may be one: no place, no plain word, no word of a person's name in the same text, nothing that begins with a sign."""
    from leadscan.data import read_text
    from leadscan.nlp.lexicon import lines, words
    from leadscan.text.normalize import fold

    if len(name) < 2 or (not name[0].isalnum() and name[0] != "*") or "\n" in name or "。" in name or ("," in name and lang == "zh"):
        return False
    if lang == "zh":
        folded = fold(name)
        return folded not in words("zh", "places", "names") and folded not in words("zh", "companies", "ordinary") and folded not in words("zh", "companies", "common")
    bare = name.removesuffix("'s").removesuffix("’s")
    if " " not in bare and (bare in persons.split() or bare.lower() in read_text("lexicon", "names", "words_en.txt").split()):
        return False
    return any(c.isupper() for c in bare) and bare not in lines("en", "places", "names") and bare not in words("en", "companies", "not_names") and bare.title() not in lines("en", "places", "names")


def _longer(ours: Spans, theirs: Spans) -> Spans:
    """Both sides' spans; of two where one holds the other, the longer."""
    out = {s for s in ours if not any(t[0] <= s[0] and s[1] <= t[1] and t != s for t in theirs)}
    return out | {t for t in theirs if not _touch(t, out)}


def _touch(span: tuple[int, int], spans: Spans) -> bool:
    return any(span[0] < b and a < span[1] for a, b in spans)


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
