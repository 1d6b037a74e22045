"""Names in public labelled sets: exact spans by label, and the recall of firms and persons that no training line names.

What reads is what ships, rules and pipelines together, with no register: so every name is one that nobody listed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from leadscan.stages.evaluation.counting import Count, Counts, Figure, Span
from leadscan.types import Language

Row = Mapping[str, Any]
Read = Callable[[list[tuple[str, Language]]], Iterable[list[tuple[int, int, str]]]]
"""Texts with their language in, their mentions (start, end, label) out."""

LABELS: Mapping[str, tuple[str, ...]] = {
    "fire": ("COMPANY", "TITLE", "PERSON", "PLACE", "MONEY", "DATE"),
    "fewfc": ("COMPANY", "PERSON", "TITLE"),
    "finre": ("COMPANY",),
    "uner_zh_gsd_hans": ("ORG", "PERSON", "PLACE"),
    "uner_zh_gsd_hant": ("ORG", "PERSON", "PLACE"),
    "uner_en_ewt": ("ORG", "PERSON", "PLACE"),
    "multiconer1_en": ("COMPANY", "PERSON", "PLACE"),
    "multiconer2_en": ("COMPANY", "PERSON", "PLACE"),
}
"""What is measured on which set."""
UNDIVIDED = ("uner_zh_gsd_hans", "uner_zh_gsd_hant", "uner_en_ewt")
"""Sets whose ORG holds firms too: there COMPANY and ORG are one."""
AIMS: Mapping[str, Mapping[str, float]] = {
    "fire": {"COMPANY": 0.80, "COMPANY unseen": 0.45, "PERSON": 0.85},
    "fewfc": {"COMPANY": 0.75, "COMPANY unseen": 0.45, "PERSON": 0.85},
    "finre": {"COMPANY unseen": 0.45},
    "uner_zh_gsd_hans": {"PERSON": 0.85},
    "uner_en_ewt": {"PERSON": 0.85},
}


def figures(name: str, rows: list[Row], seen: frozenset[str], read: Read) -> list[Figure]:
    """A set's figures by label. ``seen``: names of the training lines, in small letters; of UNER's ORG the part seen and unseen is not told apart."""
    texts, truths = [], []
    for row in rows:
        text, spans = prepared(name, row)
        texts.append((text, _language(row)))
        truths.append(spans)
    return _scored(name, texts, truths, list(read(texts)), seen)


def _scored(name: str, texts: list[tuple[str, Language]], truths: list[list[tuple[int, int, str]]], answers: list[list[tuple[int, int, str]]], seen: frozenset[str]) -> list[Figure]:
    counts, apart = Counts(), Counts()
    merge = name in UNDIVIDED
    for (text, _), truth, answer in zip(texts, truths, answers, strict=True):
        for label in LABELS[name]:
            want = {_bare(text, a, b, kind) for a, b, kind in truth if kind == label}
            said = {_bare(text, a, b, kind) for a, b, kind in answer if kind == label or (merge and label == "ORG" and kind == "COMPANY")}
            counts.spans(label, want, said)
            if label in ("COMPANY", "PERSON"):
                for part, is_seen in (("seen", True), ("unseen", False)):
                    these = {span for span in want if (text[span[0] : span[1]].lower() in seen) is is_seen}
                    apart.add(f"{label} {part}", len(these & said), 0, len(these))
    aims = AIMS.get(name, {})
    return [*counts.figures(aims=aims), *apart.figures(kinds={"seen": "recall"}, aims=aims)]


_HONORIFIC = re.compile(r"(?:Mr|Mrs|Ms|Messrs|Dr)\.? ?(?=[A-Z])")


def _bare(text: str, start: int, end: int, label: str) -> Span:
    """A span without the honorific before a person's name, which some sets count in and others do not: it is left out on both sides."""
    found = _HONORIFIC.match(text, start, end) if label == "PERSON" else None
    return (found.end(), end) if found is not None and found.end() < end else (start, end)


def both_scripts(name: str, rows: list[Row], seen: frozenset[str], read: Read, hant: Callable[[str], str]) -> list[Figure]:
    """A Simplified set's figures, COMPANY on its Traditional copy (character for character) and how near both are."""
    simplified = figures(name, rows, seen, read)
    copies: list[Row] = [{**row, "text": copy, "lang": "zh-Hant"} for row in rows if len(copy := hant(row["text"])) == len(row["text"])]
    traditional = next(figure for figure in figures(name, copies, frozenset(), read) if figure.name == "COMPANY")
    first = next(figure for figure in simplified if figure.name == "COMPANY")
    gap = abs(first.count.f1 - traditional.count.f1)
    return [*simplified, Figure("COMPANY Traditional copy", traditional.count), Figure("1 - gap of scripts", Count(), "share", 0.99, 1 - gap)]


def alone(name: str, rows: list[Row], read: Read) -> list[Figure]:
    """What the trained pipeline says by itself, without the rules: firms and persons."""
    found = figures(name, rows, frozenset(), read)
    return [replace(figure, name=f"{figure.name}, pipeline alone") for figure in found if figure.name in ("COMPANY", "PERSON")]


def names(rows: Iterable[Row]) -> frozenset[str]:
    """Firms, offices and persons that training lines name, in small letters."""
    return frozenset(row["text"][a:b].lower() for row in rows for a, b, label in row["spans"] if label in ("COMPANY", "ORG", "PERSON"))


def prepared(name: str, row: Row) -> tuple[str, list[tuple[int, int, str]]]:
    """A record's text and spans as they are read: numbers for FinRE's placeholders, capitals for sets without any."""
    text, spans = row["text"], [(a, b, label) for a, b, label in row["spans"]]
    if name == "finre":
        text, at = numbered(text, random.Random(len(text)))
        spans = [(at[a], at[b], label) for a, b, label in spans]
    if name.startswith("multiconer"):
        text = recased(row)["text"]
    return text, spans


_SMALL = ("of", "the", "and", "for", "in", "de", "a", "to", "on")


def recased(row: Row) -> dict[str, Any]:
    """A lower-case sentence with capitals where its marked names (of every kind) begin words."""
    text = row["text"]
    chars = list(text)
    for start, end, _ in row["spans_orig"]:
        for match in re.finditer(r"(?<![\w'])\w+", text[start:end]):
            if match.start() == 0 or match.group() not in _SMALL:
                chars[start + match.start()] = text[start + match.start()].upper()
    if chars and len(text[0].upper()) == 1:
        chars[0] = text[0].upper()
    text = "".join(c if len(c) == 1 else c[0] for c in chars)
    return {**row, "text": re.sub(r"\bi\b", "I", text)}


def numbered(text: str, rng: random.Random) -> tuple[str, list[int]]:
    """A text with numbers for its <N>, and where each old offset now lies."""
    out: list[str] = []
    at = list(range(len(text) + 1))
    size, low = 0, 0
    for match in re.finditer(r"<N>", text):
        for i in range(low, match.start()):
            at[i] = size + i - low
        out.append(text[low : match.start()])
        size += match.start() - low
        number = _number(text[match.end() : match.end() + 1], rng)
        for i in range(match.start(), match.end()):
            at[i] = size
        out.append(number)
        size += len(number)
        low = match.end()
    for i in range(low, len(text) + 1):
        at[i] = size + i - low
    return "".join(out) + text[low:], at


def _number(after: str, rng: random.Random) -> str:
    """A likely number before a character: a year, a month or day, anything."""
    if after == "年":
        return str(rng.randint(1998, 2024))
    if after and after in "月日":
        return str(rng.randint(1, 12))
    return str(rng.choice([rng.randint(1, 99), rng.randint(100, 9999), round(rng.uniform(0.1, 99), 2)]))


def _language(row: Row) -> Language:
    lang: Language = row["lang"]
    return lang


def spans_of(answer: Mapping[str, Any]) -> list[tuple[int, int, str]]:
    """The mentions of an annotated text as (start, end, label)."""
    return [(m["start"], m["end"], m["label"]) for m in answer["mentions"]]


def companies_of(answer: Mapping[str, Any]) -> set[Span]:
    """The spans that an annotated text calls companies."""
    return {(a, b) for a, b, label in spans_of(answer) if label == "COMPANY"}
