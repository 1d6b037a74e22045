"""The stream of examples a pipeline is trained on: converted lines, each set in its share, names replaced now and then, silver sentences between."""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import registry

from leadscan.nlp import features

sys.path.insert(0, str(Path(__file__).parent))
import silver

features.register()

Row = dict[str, Any]
READ: dict[str, int] = {}


def example(nlp: Language, row: Row) -> Example:
    """The example of a line: marked spans, the mask as missing values, the rest outside."""
    predicted = nlp.make_doc(row["text"])
    gold = Doc(predicted.vocab, words=[t.text for t in predicted], spaces=[bool(t.whitespace_) for t in predicted])
    spans, taken = [], set()
    missing = []
    for start, end, label in row["spans"]:
        span = gold.char_span(start, end, label=label)
        if span is None:  # the marks cut a token: nothing sure is known of it
            span = gold.char_span(start, end, alignment_mode="expand")
            if span is not None:
                missing.append(span)
        elif not taken & set(range(span.start, span.end)):
            spans.append(span)
            taken |= set(range(span.start, span.end))
    for start, end in row.get("mask", ()):
        span = gold.char_span(start, end, alignment_mode="expand")
        if span is not None:
            missing.append(span)
    missing = [gold[a:b] for span in missing for a, b in _free(span.start, span.end, taken)]
    gold.set_ents(spans, missing=_merged(gold, missing), default="outside")
    return Example(predicted, gold)


def _rows(path: str) -> list[Row]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").split("\n") if line]


def _free(start: int, end: int, taken: set[int]) -> Iterator[tuple[int, int]]:
    for i in range(start, end):
        if i not in taken:
            yield i, i + 1


def _merged(doc: Doc, spans: list[Any]) -> list[Any]:
    return [doc[i : i + 1] for i in sorted({span.start for span in spans})]


def replaced(row: Row, fill: Callable[[str, str, random.Random], str], rng: random.Random) -> Row:
    """The line with other names of the same kind; one name, one other name all through."""
    text, names = row["text"], {}
    out, spans, mask, low, shift = [], [], list(row.get("mask", ())), 0, 0
    moves: list[tuple[int, int]] = [(0, 0)]
    for start, end, label in row["spans"]:
        surface = text[start:end]
        if label in ("COMPANY", "PERSON") and (label, surface) not in names:
            names[label, surface] = fill(label, surface, rng)
        new = names.get((label, surface), surface)
        out += [text[low:start], new]
        spans.append([start + shift, start + shift + len(new), label])
        shift += len(new) - (end - start)
        moves.append((end, shift))
        low = end
    out.append(text[low:])

    def at(offset: int) -> int:
        return offset + next(s for a, s in reversed(moves) if a <= offset)

    return {**row, "text": "".join(out), "spans": spans, "mask": [[at(a), at(b)] for a, b in mask]}


def cased(row: Row, rng: random.Random) -> Row:
    """An English line as a headline writes it (Every Word Capital), or all in capitals, or with the printer's apostrophe."""
    text = row["text"]
    chance = rng.random()
    if chance < 0.45:
        return {**row, "text": text.replace("'", "’")}
    new = re.sub(r"(?<![\w'’])[a-z](?=\w{3})", lambda m: m.group().upper(), text) if chance < 0.85 else text.upper()
    return {**row, "text": new} if len(new) == len(text) else row


@registry.readers("leadscan.Mixed.v1")
def mixed(path: str, lang: str, shares: dict[str, float], replace: float, silver_share: float, headline: float, seed: int, names: str = "", naive: bool = False) -> Callable[[Language], Iterator[Example]]:
    """Endless epochs over ``path``. ``shares``: how often a set's line is seen in an epoch (1 where not named; 0.5 = every other, 2 = twice).

    ``replace``: the part of lines whose firms and persons get other names. ``silver_share``: silver sentences for each line. ``naive``: masks are taken as
    absence (the experiment that shows what masks are worth).
    """
    rows = _rows(path)
    maker = silver.Maker(lang, Path(names) if names else None)

    def read(nlp: Language) -> Iterator[Example]:
        READ[path] = READ.get(path, -1) + 1
        rng = random.Random(seed * 1000 + READ[path])
        order: list[Row] = []
        for row in rows:
            share = shares.get(row["set"], 1.0)
            order += [row] * (int(share) + (rng.random() < share % 1))
        rng.shuffle(order)
        for at, row in enumerate(order):
            # the first hundred examples initialise the labels, so silver sentences (which have every label) come often there
            chance = 0.6 if at < 100 and silver_share else silver_share
            while rng.random() < chance / (1 + chance):
                row_made = maker.sentence(rng)
                yield example(nlp, cased(row_made, rng) if rng.random() < 2 * headline else row_made)
            if rng.random() < replace:
                row = replaced(row, maker.name, rng)
            if headline and rng.random() < headline:
                row = cased(row, rng)
            yield example(nlp, {**row, "mask": []} if naive else row)

    return read


@registry.readers("leadscan.Lines.v1")
def lines(path: str, sets: list[str], limit: int = 0) -> Callable[[Language], Iterator[Example]]:
    """The dev lines of the named sets, masks kept (they do not count), the first ``limit`` of each set."""

    def read(nlp: Language) -> Iterator[Example]:
        seen: dict[str, int] = {}
        for row in _rows(path):
            seen[row["set"]] = seen.get(row["set"], 0) + 1
            if row["set"] in sets and (not limit or seen[row["set"]] <= limit):
                yield example(nlp, row)

    return read
