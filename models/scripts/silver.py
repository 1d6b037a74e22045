"""Silver sentences: our own sentences (LANG/silver/sentences.txt) with names filled in, so that every span is exact.

Slots: {C} {C2} {C3} firms, {B} {B2} banks and brokers (COMPANY too), {P} {P2} persons, {T} {T2} posts, {O} offices and other organisations, {L} places, {M} sums,
{D} dates, {R} products; unmarked: {S} a line of business, {N} a number, {K} a stock code.
"""

from __future__ import annotations

import csv
import functools
import gzip
import io
import random
import re
import zlib
from pathlib import Path
from typing import Any

from leadscan.nlp.lexicon import words
from leadscan.text import people
from leadscan.text.normalize import fold

HERE = Path(__file__).resolve().parents[1]
SLOT = re.compile(r"\{([A-Z])(\d?)\}")
LABEL = {"C": "COMPANY", "B": "COMPANY", "P": "PERSON", "T": "TITLE", "O": "ORG", "L": "PLACE", "M": "MONEY", "D": "DATE", "R": "PRODUCT"}
HELD = 15
"""Of a hundred listed firms as many are never used as fills, so that "unseen" stays measurable."""


def held(name: str) -> bool:
    """Whether a listed name is kept out of the fills."""
    return zlib.crc32(name.encode()) % 100 < HELD


@functools.cache
def parts(lang: str) -> dict[str, tuple[str, ...]]:
    """The word lists of LANG/silver/words.txt: "name: a | b | c" a line."""
    table: dict[str, tuple[str, ...]] = {}
    for line in (HERE / lang / "silver" / "words.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, values = line.partition(":")
            table[name.strip()] = table.get(name.strip(), ()) + tuple(v.strip() for v in values.split("|") if v.strip())
    return table


@functools.cache
def sentences(lang: str) -> tuple[str, ...]:
    lines = (HERE / lang / "silver" / "sentences.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line.strip() and not line.startswith("#"))


def plain(text: str) -> str:
    """Chinese as the pipeline gets it: Simplified, Latin letters as they are (as leadscan.nlp.reader does)."""
    return "".join(a if a < "\u0250" else b for a, b in zip(text, fold(text), strict=True))


class Maker:
    """Makes names and sentences of one language; ``universe``: a folder of listed names, else all names are invented."""

    def __init__(self, lang: str, universe: Path | None = None) -> None:
        self.lang = lang
        self.parts = parts(lang)
        self.sentences = sentences(lang)
        self.listed: list[str] = []
        self.brands: list[str] = []
        if universe:
            self.listed, self.brands = _chinese(universe) if lang == "zh" else _english(universe)
        self.makers: dict[str, Any] = {"C": self.firm, "B": self.bank, "P": self.person, "T": self.post, "M": self.money, "D": self.date, "N": self.number, "K": self.code}

    def name(self, label: str, surface: str, rng: random.Random) -> str:
        """Another name for a marked one."""
        if label == "PERSON":
            return self.person(rng)
        return self.firm(rng)

    def sentence(self, rng: random.Random) -> dict[str, Any]:
        """A training line."""
        text = rng.choice(self.sentences)
        names: dict[str, str] = {}
        out, spans, low, size = [], [], 0, 0
        for match in SLOT.finditer(text):
            kind, key = match[1], match[0]
            if key not in names:
                names[key] = self.makers[kind](rng) if kind in self.makers else rng.choice(self.parts[kind])
            fill = names[key]
            before = text[low : match.start()]
            out += [before, fill]
            size += len(before)
            if kind in LABEL:
                spans.append([size, size + len(fill), LABEL[kind]])
            size += len(fill)
            low = match.end()
        out.append(text[low:])
        made = re.sub(r"\$[A-Z]{4}\b", lambda m: "$" + "".join(rng.choice("ABCDEFGHIKLMNOPRSTUVWXYZ") for _ in range(4)), "".join(out))
        if self.lang == "zh":
            made = plain(made)
        return {"set": "silver", "text": made, "spans": spans, "mask": []}

    # --- names ---

    def firm(self, rng: random.Random) -> str:
        chance = rng.random()
        if self.brands and chance < 0.2:
            return rng.choice(self.brands)
        if self.listed and chance < 0.5:
            return rng.choice(self.listed)
        return self._firm_zh(rng) if self.lang == "zh" else self._firm_en(rng)

    def _firm_zh(self, rng: random.Random) -> str:
        p = self.parts
        if rng.random() < 0.25:
            latin = rng.random()
            if latin < 0.3:
                return rng.choice(p["foreign"])
            stem = _latin(rng, p) if latin < 0.8 else "".join(rng.choice("ABCDEFGHIKLMNPRSTUVWXYZ") for _ in range(rng.choice((2, 3, 3, 4))))
            return stem + rng.choice(("", "", "", " TV", " Pay", " Capital", " Group", "集团", " Motors", " Labs", " Inc", " Holdings Limited"))
        stem = "".join(rng.sample(p["char"], 2 if rng.random() < 0.8 else rng.choice((3, 4))))
        trade = rng.choice(p["trade"])
        place = rng.choice(p["L"])
        form = rng.random()
        if form < 0.3:
            return stem + trade
        if form < 0.5:
            return stem + rng.choice(p["short_end"])
        if form < 0.62:
            return stem
        if form < 0.75:
            return place + stem + (trade if rng.random() < 0.5 else "")
        legal = rng.choice(p["legal"])
        if form < 0.95:
            return (place if rng.random() < 0.6 else "") + stem + trade + legal
        return stem + trade + "(" + place + ")" + legal

    def _firm_en(self, rng: random.Random) -> str:
        p = self.parts
        form = rng.random()
        if form < 0.22:
            stem = _latin(rng, p)
        elif form < 0.42:
            stem = f"{rng.choice(p['word'])} {rng.choice(p['noun'])}" if rng.random() < 0.6 else rng.choice(p["word"]) + rng.choice(p["noun"]).lower()
        elif form < 0.62:
            stem = "".join(rng.sample(p["pinyin"], 2)).capitalize()
            if rng.random() < 0.3:
                stem = f"{rng.choice(p['city'])} {stem}"
        elif form < 0.66:
            return f"{rng.choice(_en_given())} {rng.choice(p['surname'])} {rng.choice(p['trade'] if rng.random() < 0.5 else p['legal'])}"
        elif form < 0.78:
            stem = rng.choice(p["surname"]) if rng.random() < 0.7 else f"{rng.choice(p['surname'])} & {rng.choice(p['surname'])}"
        elif form < 0.88:
            stem = "".join(rng.choice("ABCDEFGHIKLMNPRSTUVWXYZ") for _ in range(rng.choice((3, 3, 4))))
        else:
            stem = rng.choice(p["word"])
            return f"{stem} {rng.choice(p['trade'])}"
        tail = rng.random()
        if tail < 0.35:
            return stem
        if tail < 0.7:
            stem = f"{stem} {rng.choice(p['trade'])}"
        return stem if rng.random() < 0.55 else f"{stem} {rng.choice(p['legal'])}"

    def bank(self, rng: random.Random) -> str:
        p = self.parts
        if rng.random() < 0.5:
            return rng.choice(p["B"])
        end = rng.choice(p["bank_end"])
        if self.lang == "zh":
            return "".join(rng.sample(p["char"], 2)) + end
        stem = _latin(rng, p) if rng.random() < 0.5 else rng.choice(p["surname"])
        return f"{stem} {end}"

    def person(self, rng: random.Random) -> str:
        p = self.parts
        if self.lang == "zh":
            if rng.random() < 0.08:
                return rng.choice(p["person_foreign"])
            surname = rng.choice(tuple(s for s in _zh_surnames()))
            return surname + "".join(rng.choice(p["given"]) for _ in range(2 if rng.random() < 0.78 else 1))
        form = rng.random()
        given, surname = rng.choice(_en_given()), rng.choice(p["surname"] if form < 0.7 else tuple(sorted(people.romanised_surnames())))
        if form < 0.55:
            return f"{given} {surname}"
        if form < 0.62:
            return f"{given} {rng.choice('ABCDEFGHJKLMPRSTW')}. {surname}"
        if form < 0.76:
            return surname
        first, second = rng.sample(p["pinyin"], 2)
        if form < 0.83:
            return f"{surname} {first.capitalize()}-{second}"
        if form < 0.9:
            return f"{surname} {first.capitalize()} {second.capitalize()}"
        return f"{given} {surname}"

    def post(self, rng: random.Random) -> str:
        p = self.parts
        post = rng.choice(p["T"] if rng.random() < 0.6 else p["T_money"])
        joiner = "兼" if self.lang == "zh" else " and "
        return f"{post}{joiner}{rng.choice(p['T'])}" if rng.random() < 0.12 else post

    def money(self, rng: random.Random) -> str:
        n = rng.choice([str(rng.randint(1, 900)), f"{rng.uniform(0.1, 99):.1f}", f"{rng.uniform(0.1, 99):.2f}"])
        return rng.choice(self.parts["M"]).replace("#", n)

    def date(self, rng: random.Random) -> str:
        made = rng.choice(self.parts["D"])
        return made.replace("YYYY", str(rng.randint(2009, 2027))).replace("MM", str(rng.randint(1, 12))).replace("DD", str(rng.randint(1, 28)))

    def number(self, rng: random.Random) -> str:
        return rng.choice([str(rng.randint(2, 99)), f"{rng.uniform(0.1, 99):.1f}", f"{rng.randint(1, 90)}%"])

    def code(self, rng: random.Random) -> str:
        return rng.choice(self.parts["K"]).replace("#####", f"{rng.randint(1, 9999):05d}").replace("######", f"{rng.choice('036')}{rng.randint(0, 99999):05d}").replace("####", str(rng.randint(100, 9999))).replace("AAA", "".join(rng.choice("ABCDEFGHKLMNPRSTVWXYZ") for _ in range(rng.choice((2, 3, 4)))))


def _latin(rng: random.Random, p: dict[str, tuple[str, ...]]) -> str:
    made = "".join(rng.choice(p["syllable"]) for _ in range(rng.choice((2, 2, 3)))) + rng.choice(("", "", "", "x", "n", "is", "on", "ra", "ly", "eo"))
    return made.capitalize() if rng.random() < 0.9 else made.upper() if len(made) < 6 else made.capitalize()


@functools.cache
def _zh_surnames() -> tuple[str, ...]:
    return tuple(sorted(name for name in people.surnames() if name.strip()))


@functools.cache
def _en_given() -> tuple[str, ...]:
    return tuple(sorted(people.given_names()))


def _rows(path: Path) -> list[dict[str, str]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def _chinese(universe: Path) -> tuple[list[str], list[str]]:
    listed = []
    for row in _rows(universe / "hk_listed.csv"):
        if not held(row["code"]):
            listed += [plain(row["short_zh_hans"]), plain(row["name_zh_hans"])]
    for row in _rows(universe / "a_share_listed.csv"):
        if not held(row["code"]):
            listed += [plain(row["short_zh_hans"])] * 2
    listed = [re.sub(r"-(?:W|S|SW|B|R|P)$|(?<=[\u4e00-\u9fff])[AaBb]$|^\*?ST", "", name) for name in listed]
    pool = gzip.decompress((universe / "company_short_names_zh.txt.gz").read_bytes()).decode("utf-8").split()
    ordinary = words("zh", "companies", "ordinary")
    brands = [name for name in pool if 2 <= len(name) <= 6 and re.fullmatch(r"[\u4e00-\u9fff]+", name) and name not in ordinary and not held(name)]
    return [name for name in listed if len(name) >= 2], brands


def _english(universe: Path) -> tuple[list[str], list[str]]:
    tables = (("hk_listed.csv", "code", "name_en"), ("us_sec_tickers.csv.gz", "cik", "name"), ("a_share_listed.csv", "code", "name_en"))
    listed = [row[name] for file, key, name in tables for row in _rows(universe / file) if row[name] and not held(row[key])]
    listed = [_titled(re.sub(r"\s*[/\\].*$|\s*\((?:the|de|md|nv)\)$", "", name, flags=re.IGNORECASE)) for name in listed]
    brands = [short for name in listed if len(short := _stripped(name)) > 2]
    return [name for name in listed if 2 < len(name) < 60], brands


_LEGAL = re.compile(
    r"(?:,? (?:inc|corp|corporation|co|company|ltd|limited|plc|llc|l\.?p|holdings?|group|s\.?a|n\.?v|a\.?g|trust|fund|cl(?:ass)? [a-c]|&|\(?(?:hong kong|cayman|china)\)?|international|incorporated|bancorp)\b\.?,?)+$", re.IGNORECASE
)


def _stripped(name: str) -> str:
    return _LEGAL.sub("", name).strip(" ,.&")


def _titled(name: str) -> str:
    """NVIDIA CORP as Nvidia Corp; short words stay capitals."""
    if name.upper() != name:
        return name
    return " ".join(word if len(word) <= 3 and word not in ("INC", "LTD", "THE", "AND", "OF", "CO", "NEW", "BIG", "SUN", "ONE") else word.capitalize() if word not in ("AND", "OF") else word.lower() for word in name.split())
