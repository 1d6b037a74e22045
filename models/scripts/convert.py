"""Corpora to training lines: python convert.py LANG CORPORA OUT [--gold GOLD.jsonl] [--universe FOLDER]

A line is {"set", "text", "spans": [[start, end, label]], "mask": [[start, end]]}. What lies in a mask is unknown: it teaches neither a name nor its
absence (spaCy's missing value "-"). Masks are made where a set does not annotate a label and our rules see one, and where an ORG of a set
that does not divide ORG cannot be called firm or office by its words. Texts marked in GOLD are left out by their id.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from leadscan.data import read_text
from leadscan.nlp import mentions
from leadscan.nlp.lexicon import lines
from leadscan.stages.evaluation.names import numbered as digits
from leadscan.stages.evaluation.names import recased

sys.path.insert(0, str(Path(__file__).parent))
import silver

LABELS = ("COMPANY", "ORG", "PERSON", "TITLE", "PLACE", "MONEY", "DATE", "PRODUCT")
KNOWN = {  # the labels a set annotates wherever they stand; the others are masked where the rules see them
    "fewfc": (),
    "finre": ("COMPANY",),
    "uner_zh_gsd_hans": ("COMPANY", "ORG", "PERSON", "PLACE"),
    "fire": ("COMPANY", "PERSON", "PLACE", "MONEY", "DATE", "PRODUCT"),
    "fire_full": ("COMPANY", "PERSON", "PLACE", "MONEY", "DATE", "PRODUCT", "TITLE"),
    "core": (),
    "wnut17": ("COMPANY", "ORG", "PERSON", "PLACE", "PRODUCT"),
    "multiconer1_en": ("COMPANY", "ORG", "PERSON", "PLACE", "PRODUCT"),
    "multiconer2_en": ("COMPANY", "ORG", "PERSON", "PLACE", "PRODUCT"),
    "uner_en_ewt": ("COMPANY", "ORG", "PERSON", "PLACE"),
    "wikigold": ("COMPANY", "ORG", "PERSON", "PLACE"),
    "sec_filings": ("COMPANY", "ORG", "PERSON", "PLACE"),
    "btc_news": ("COMPANY", "ORG", "PERSON", "PLACE"),
}
UNDIVIDED = ("uner_zh_gsd_hans", "uner_en_ewt", "wikigold", "sec_filings", "btc_news")
SETS = {
    "zh": ("fewfc", "finre", "uner_zh_gsd_hans"),
    "en": ("fire", "fire_full", "core", "wnut17", "multiconer1_en", "multiconer2_en", "uner_en_ewt", "wikigold", "sec_filings", "btc_news"),
}
Row = dict[str, Any]


def plain(text: str, lang: str) -> str:
    """The text as the pipeline gets it: Chinese in Simplified characters, Latin letters as they are (as leadscan.nlp.reader does)."""
    return text if lang == "en" else silver.plain(text)


_ZH_FIRM = re.compile(r"(?:公司|集团|银行|企业|控股|证券|保险|航空|电视台|电台|出版社|报业|唱片|酒店|汽车|电子|工业|实业|传媒|影业|百货|药业|铁路)$")
_ZH_OFFICE = re.compile(
    r"(?:大学|学院|学校|中学|小学|医院|政府|法院|检察院|委员会|协会|学会|联盟|党|部|局|厅|署|院|会|军|队|团|社|组织|俱乐部|教会|议会|国会|联合国|联邦|基金会|博物馆|图书馆|研究所|中心|军团|舰队|教廷|组|校|馆|所|站|处)$"
)
_EN_FIRM = re.compile(r"\b(?:Inc|Corp|Corporation|Ltd|Limited|LLC|PLC|plc|Co|Company|Companies|Holdings|Bank|Airlines|Airways|Motors|Records|Studios|Entertainment|Pictures|Press|Publishing|Books|Technologies|Systems|Software|Pharmaceuticals|Industries|Media|Electric|Energy|Partners|Capital|Securities|L\.?P|N\.A)\b\.?$")
_EN_OFFICE = re.compile(
    r"\b(?:University|College|School|Institute|Ministry|Department|Commission|Committee|Council|Court|Senate|Congress|Parliament|House|Party|Army|Navy|Force|Police|Association|Federation|Union|League|Club|United|City|Agency|Bureau|Office|Authority|Board|Church|Hospital|Museum|Foundation|Society|Center|Centre|Government|Administration|Brigade|Regiment|Division|Corps|Battalion|Team|Band|Orchestra|Reserve|Nations|FC|UN|EU|NATO|FBI|CIA|NASA|NFL|NBA|MLB|FIFA|UEFA|GOP|Democrats|Republicans|Taliban|ISIS|Hamas|Hezbollah|al-Qaeda|Labour|Tories)\b"
)


def divided(name: str, lang: str, firms: frozenset[str] = frozenset()) -> str:
    """Whether an organisation is a firm or an office, by its own words or because it stands among ``firms`` (lower case); empty where neither tells."""
    firm, office = (_EN_FIRM, _EN_OFFICE) if lang == "en" else (_ZH_FIRM, _ZH_OFFICE)
    return "COMPANY" if firm.search(name) or name.lower() in firms else "ORG" if office.search(name) else ""


_TWEET_MASK = re.compile(r"(?<![$\w])[A-Z0-9@#€£¥][^\s:]*|\$\d\S*")


_FORM = re.compile(r"(?:,? (?:Inc|Ltd|Limited|Corp|Corporation|Company|Co|Group|Holdings?|Technologies|Technology|plc|PLC|LLC|LP|Therapeutics|Pharmaceuticals|Energy|Financial|Capital|Partners|Resources|International|Industries|Systems|Bancorp|N\.V|S\.A|AG)\b\.?)*")
_GOES_ON = re.compile(r"(?: &| and)? (?!CEO|CFO|Inc|Price|Shares|Stock|Earnings|IPO|Q\d)[A-Z][a-z]*(?<!s)(?<!ed)\b")
"""A word with a capital that may belong to the name; verbs of headlines end in s or ed."""


def distant(text: str, listed: re.Pattern[str]) -> Row:
    """A headline nobody marked: listed names and what the rules are sure of are taken as marks, every other word with a capital or digit is masked."""
    sure = []
    for match in listed.finditer(text):
        end = match.end() + len(_FORM.match(text, match.end())[0])  # type: ignore[index]  # the pattern matches nothing too
        if " " in match.group() or end > match.end() or not _GOES_ON.match(text, end):
            sure.append([match.start(), end, "COMPANY"])
    for found in mentions.find(text, "en"):
        if (found.sure >= 0.84 or found.label in ("TITLE", "MONEY")) and not clash(found.start, found.end, sure):
            sure.append([found.start, found.end, found.label])
    mask = [[m.start(), m.end()] for m in _TWEET_MASK.finditer(text) if not clash(m.start(), m.end(), sure)]
    return {"set": "tweets", "text": text, "spans": sorted(sure), "mask": mask}


def tweets(corpora: Path, part: str, held: set[str], universe: Path | None) -> list[Row]:
    """Finance headlines with distant marks; only those with a firm."""
    if universe is None:
        return []
    ordinary = set(read_text("lexicon", "names", "words_en.txt").lower().split())
    no_firm = {*lines("en", "places", "names"), *lines("en", "organisations", "names"), "Nasdaq", "Manchester United"}
    names = {name for name in silver.Maker("en", universe).brands if len(name) >= 4 and name not in no_firm and (" " in name or name.lower() not in ordinary) and not all(word.lower() in ordinary for word in name.split())}
    listed = re.compile(r"(?<![\w$@#])(?:" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + r")(?![\w@#])")
    texts = [row["text"] for row in source(corpora, "fin_topic_tweets", part) if row["id"] not in held and row["label"] not in ("Politics", "Macro", "Fed | Central Banks", "Currencies", "Stock Movement", "Stock Commentary")]
    rows = [distant(text, listed) for text in texts]
    return [row for row in rows if any(label == "COMPANY" for *_, label in row["spans"])]


def clash(start: int, end: int, spans: list[list[Any]]) -> bool:
    return any(start < b and a < end for a, b, *_ in spans)


def masks(name: str, lang: str, text: str, spans: list[list[Any]], listed: re.Pattern[str] | None) -> list[list[int]]:
    """Where a set says nothing and the rules see a name, a post, a sum or a date."""
    found = [[s.start, s.end] for s in mentions.find(text, "en" if lang == "en" else "zh-Hans") if s.label not in KNOWN[name] and not clash(s.start, s.end, spans)]
    if name in ("fewfc",) and listed:
        found += [[m.start(), m.end()] for m in listed.finditer(text) if not clash(m.start(), m.end(), spans)]
    if lang == "en" and ("MONEY" not in KNOWN[name] or "DATE" not in KNOWN[name]):
        found += [[m.start(), m.end()] for m in re.finditer(r"\S*\d\S*|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b", text) if not clash(m.start(), m.end(), spans)]
    if name == "fire":  # its train part marks no posts, and posts stand beside persons
        for start, end in ((a, b) for a, b, label in spans if label == "PERSON"):
            found += [[m.start() + max(0, start - 60), m.end() + max(0, start - 60)] for m in re.finditer(r"\S+", text[max(0, start - 60) : end + 60]) if not clash(m.start() + max(0, start - 60), m.end() + max(0, start - 60), spans)]
    if name == "core":
        found += [[m.start(), m.end()] for m in re.finditer(r"[A-Z]\S*(?: (?:of |and |& )?[A-Z]\S*)*", text) if not clash(m.start(), m.end(), spans)]
    if name == "btc_news":
        found += [[m.start(), m.end()] for m in re.finditer(r"[@#]\S+", text)]
    return found


def converted(name: str, lang: str, row: Row, rng: random.Random, listed: re.Pattern[str] | None = None, firms: frozenset[str] = frozenset()) -> Row:
    """One training line of a corpus record."""
    if name.startswith("multiconer") and rng.random() < 0.85:
        row = recased(row)
    text, spans = row["text"], [list(span) for span in row["spans"]]
    if name == "finre":
        text, at = digits(text, rng)
        spans = [[at[start], at[end], label] for start, end, label in spans]
    text = plain(text, lang)
    keep, mask = [], []
    for start, end, label in spans:
        surface = text[start:end]
        if name in UNDIVIDED and label == "ORG":
            label = divided(surface, lang, firms) or ("ORG" if lang == "zh" else "")  # of Wikipedia's organisations few are firms, and those are known ones
        if name == "btc_news" and (surface[:1] in "@#" or text[start - 1 : start] in ("@", "#")):
            label = ""
        if label:
            keep.append([start, end, label])
        else:
            mask.append([start, end])
    if name == "wikigold":
        mask += [[start, end] for start, end, label in row["spans_orig"] if label == "MISC"]
    mask += masks(name, lang, text, keep + mask, listed)
    mask = [m for m in mask if not clash(*m, keep)]
    return {"set": name, "text": text, "spans": sorted(keep), "mask": sorted(mask)}


def source(corpora: Path, name: str, part: str) -> list[Row]:
    path = corpora / "fire" / ("train_full.jsonl" if part == "train" else "none") if name == "fire_full" else corpora / name / f"{part}.jsonl"
    return [json.loads(line) for line in path.open(encoding="utf-8")] if path.exists() else []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lang", choices=("en", "zh"))
    parser.add_argument("corpora", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--universe", type=Path)
    given = parser.parse_args()
    rng = random.Random(0)
    held = {json.loads(line)["id"].removesuffix("@hant") for line in given.gold.open(encoding="utf-8")} if given.gold else set()
    given.out.mkdir(parents=True, exist_ok=True)
    listed = None
    divide = ("fewfc", "finre") if given.lang == "zh" else ("fire", "core", "wnut17", "multiconer1_en", "multiconer2_en")
    names = Counter(row["text"][s:e].lower() for name in divide for row in source(given.corpora, name, "train") for s, e, label in row["spans"] if label == "COMPANY" and e - s >= 2)
    firms = frozenset(names)
    if given.lang == "zh":
        listed = re.compile("|".join(map(re.escape, sorted((name for name in names if len(name) >= 4), key=len, reverse=True))), re.IGNORECASE)
    for part in ("train", "dev"):
        made = [
            converted(name, given.lang, row, rng, listed if part == "train" else None, firms)
            for name in SETS[given.lang]
            for row in source(given.corpora, name, part)
            if row["id"] not in held and len(row["text"]) < 1200 and not (name == "core" and not row["spans"])
        ]
        if given.lang == "en" and part == "train":
            made += tweets(given.corpora, part, held, given.universe)
        with (given.out / f"{part}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in made)
        print(part, len(made), dict(Counter(line["set"] for line in made)), dict(Counter(label for line in made for *_, label in line["spans"])), sum(len(line["mask"]) for line in made), sum(len(line["text"]) for line in made))


if __name__ == "__main__":
    main()
