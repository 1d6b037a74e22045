"""The embedding of Chinese characters: the character, the pairs it stands in, and what word lists say of its place.

spaCy's own ``MultiHashEmbed`` sees one character at a time, of which NORM, PREFIX and SUFFIX are the same thing. The word lists are
arguments, so they are written into the pipeline's config and travel with the weights. spaCy finds the architecture by the entry point
``leadscan.CharFeatEmbed.v1``; nothing imports this module but spaCy and ``register``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import HashEmbed, Maxout, Model, chain, concatenate, list2ragged, ragged2list, with_array

NAME = "leadscan.CharFeatEmbed.v1"
COLUMNS = 5
"""char, pair with the one before, pair with the one after, the three together, kind (script class and word lists)."""
_ODD = numpy.uint64(0x9E3779B97F4A7C15)


def table(words: dict[str, list[str]]) -> list[tuple[int, re.Pattern[str]]]:
    """One pattern a word list, longest word first, with the number the list adds to a character's kind."""
    return [(16 * 4**at, re.compile("|".join(map(re.escape, sorted(set(group), key=len, reverse=True))))) for at, (_, group) in enumerate(sorted(words.items())) if group]


def rows(text: str, patterns: list[tuple[int, re.Pattern[str]]]) -> Any:
    """The features of each character of a text, as (len(text), 5) unsigned numbers; never 0."""
    if not text:
        return numpy.zeros((0, COLUMNS), "uint64")
    codes = numpy.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype("uint64") + numpy.uint64(2)
    before = numpy.concatenate([numpy.ones(1, "uint64"), codes[:-1]])
    after = numpy.concatenate([codes[1:], numpy.ones(1, "uint64")])
    kinds = numpy.ones(len(text), "uint64")
    kinds[(codes >= 0x3402) & (codes < 0xA002)] = 2
    for at, char in enumerate(text):
        if char < "\u3000" or char > "\u9fff":
            kinds[at] = 3 if char.isdigit() else 4 if char.isupper() else 5 if char.isalpha() else 6
    for weight, pattern in patterns:
        for match in pattern.finditer(text):
            start, end = match.span()
            kinds[start] += numpy.uint64(weight)
            kinds[start + 1 : end] += numpy.uint64(2 * weight)
            if end - start > 1:
                kinds[end - 1] += numpy.uint64(weight)
    left, right = before * _ODD ^ codes, codes * _ODD ^ after
    return numpy.stack([codes, left, right, left * _ODD ^ after, kinds], axis=1)


def _forward(model: Model[list[Doc], list[Any]], docs: list[Doc], is_train: bool) -> tuple[list[Any], Callable[[list[Any]], list[Doc]]]:
    patterns = model.attrs["patterns"]
    out = []
    for doc in docs:
        text = "".join(token.text[0] for token in doc)  # one character a token; of a longer token the first
        values: Any = rows(text, patterns)
        out.append(model.ops.asarray(values, dtype="uint64"))
    return out, lambda d: []


def char_feat_embed(width: int, pair_width: int, char_rows: int, pair_rows: int, words: dict[str, list[str]]) -> Model[list[Doc], list[Any]]:
    """Characters to vectors of ``width``. ``words``: at most seven named word lists, in Simplified characters."""
    extract: Model[list[Doc], list[Any]] = Model("leadscan_char_features", _forward, attrs={"patterns": table(words)})
    sizes = [(width, char_rows), (pair_width, pair_rows), (pair_width, pair_rows), (pair_width, pair_rows), (32, 1000)]
    embeds: list[Any] = [HashEmbed(wide, count, column=column, seed=7 + column, dropout=0.0) for column, (wide, count) in enumerate(sizes)]
    mix: Any = with_array(Maxout(width, sum(wide for wide, _ in sizes), nP=3, dropout=0.0, normalize=True))
    return chain(extract, list2ragged(), with_array(concatenate(*embeds)), mix, ragged2list())


def register() -> None:
    """Makes the architecture known to spaCy also where the package's entry points are not installed."""
    if NAME not in registry.architectures.get_all():
        registry.architectures.register(NAME, func=char_feat_embed)
