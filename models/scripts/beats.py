"""Texts with a beat for the beat classifier: python beats.py LANG CORPORA OUT [--gold GOLD.jsonl]

Beats: business, entertainment, sport, lifestyle, politics, other. Labels of the sets are mapped; texts of finance sets are business; sets without a topic are weak "other"
or, by MultiCoNER's fine types, weak sport and entertainment; our own sentences (LANG/silver/beats.txt) fill what is missing.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import silver
from convert import digits, plain, source

BEATS = ("business", "entertainment", "sport", "lifestyle", "politics", "other")
HUFF = {
    "BUSINESS": "business", "MONEY": "business", "ENTERTAINMENT": "entertainment", "COMEDY": "entertainment", "CULTURE & ARTS": "entertainment", "SPORTS": "sport", "POLITICS": "politics",
    "STYLE & BEAUTY": "lifestyle", "HOME & LIVING": "lifestyle", "WELLNESS": "lifestyle", "FOOD & DRINK": "lifestyle", "PARENTING": "lifestyle", "TRAVEL": "lifestyle", "WEDDINGS": "lifestyle",
    "U.S. NEWS": "other", "WORLD NEWS": "other", "CRIME": "other", "WEIRD NEWS": "other", "ENVIRONMENT": "other", "SCIENCE": "other", "EDUCATION": "other", "RELIGION": "other",
}  # fmt: skip
SIB = {"sports": "sport", "entertainment": "entertainment", "politics": "politics", "travel": "lifestyle", "health": "lifestyle", "science/technology": "other", "geography": "other"}
TWEETS_NOT_BUSINESS = {"Politics": "politics", "General News | Opinion": ""}
FINE = {"sport": {"SportsManager", "Athlete", "SportsGRP"}, "entertainment": {"MusicalGRP", "VisualWork", "MusicalWork", "Artist"}}
Text = tuple[str, str]


def english(corpora: Path, part: str, held: set[str], rng: random.Random) -> list[Text]:
    rows = [(row["text"], HUFF.get(row["label_orig"], "")) for row in source(corpora, "huffpost", part) if row["id"] not in held]
    tweets = [(re.sub(r"\$[A-Z]{1,6}\b", "", row["text"]), TWEETS_NOT_BUSINESS.get(row["label"], "business")) for row in source(corpora, "fin_topic_tweets", part) if row["id"] not in held]
    rows += rng.sample(tweets, min(len(tweets), 6000))
    rows += [(row["text"], SIB[row["label_orig"]]) for row in source(corpora, "sib200", part) if row["lang"] == "en" and row["id"] not in held]
    if part == "train":
        fine = [(row["text"], _fine({label for *_, label in row["spans_orig"]})) for row in source(corpora, "multiconer2_en", part)]
        rows += rng.sample([text for text in fine if text[1]], 3000)
        rows += [(row["text"], "business") for name in ("fire", "core") for row in source(corpora, name, part) if row["id"] not in held][:3000]
    return rows


def _fine(types: set[str]) -> str:
    found = [beat for beat, of in FINE.items() if types & of]
    return found[0] if len(found) == 1 else ""


def chinese(corpora: Path, part: str, held: set[str], rng: random.Random) -> list[Text]:
    finance = [(digits(row["text"], rng)[0], "business") for name in ("fewfc", "finre") for row in source(corpora, name, part) if row["id"] not in held]
    rows = rng.sample(finance, min(len(finance), 5000))
    rows += [(row["text"], SIB[row["label_orig"]]) for row in source(corpora, "sib200", part) if row["lang"] in ("zh-Hans", "zh-Hant-yue") and row["id"] not in held]
    rows += [(row["text"], "other") for row in rng.sample(source(corpora, "uner_zh_gsd_hans", part), 500 if part == "dev" else 1500) if not re.search("公司|企业|银行|足球|联赛|冠军|电影|音乐|歌手|专辑|总统|选举|政府|议员|党", row["text"])]
    return rows


def own(lang: str, rng: random.Random, count: int) -> list[Text]:
    """Our own sentences: those with a firm of the names' silver are business, those of beats.txt what they say."""
    maker = silver.Maker(lang)
    rows = []
    business = [s for s in maker.sentences if "{C}" in s]
    lines = [line.split(":", 1) for line in (silver.HERE / lang / "silver" / "beats.txt").read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]
    for _ in range(count):
        beat, sentence = ("business", rng.choice(business)) if rng.random() < 0.25 else rng.choice(lines)
        maker.sentences = (sentence.strip(),)
        rows.append((maker.sentence(rng)["text"], beat))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lang", choices=("en", "zh"))
    parser.add_argument("corpora", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--gold", type=Path)
    given = parser.parse_args()
    import spacy
    from spacy.tokens import DocBin

    held = {json.loads(line)["id"].removesuffix("@hant") for line in given.gold.open(encoding="utf-8")} if given.gold else set()
    rng = random.Random(0)
    nlp = spacy.blank(given.lang)
    given.out.mkdir(parents=True, exist_ok=True)
    for part in ("train", "dev"):
        rows = (english if given.lang == "en" else chinese)(given.corpora, part, held, rng)
        if part == "train":
            rows += own(given.lang, rng, 3000)
        rows = [(plain(text, given.lang), beat) for text, beat in rows if beat and text.strip()]
        rng.shuffle(rows)
        docs = DocBin()
        for text, beat in rows:
            doc = nlp.make_doc(text)
            doc.cats = {name: float(name == beat) for name in BEATS}
            docs.add(doc)
        docs.to_disk(given.out / f"{part}.spacy")
        print(part, len(rows), Counter(beat for _, beat in rows))


if __name__ == "__main__":
    main()
