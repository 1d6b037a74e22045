"""Texts in, annotations out: one spaCy pipeline per language, loaded once a process.

The pipeline named in the settings (a package or a folder) goes first, where there is one; leadscan's own components follow:
gazetteer (known names), mentions (all names), roles (who holds which post). Without a name the pipeline is blank and the rules stand alone.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from leadscan.errors import DeskError
from leadscan.nlp import gazetteer, mentions, roles, sentences
from leadscan.settings import Nlp
from leadscan.text.normalize import fold
from leadscan.types import Annotation, Hit, Language, Mention, Person

LONGEST = 40_000
"""Characters read at once; a longer text is read in pieces cut at line breaks or spaces, since spaCy's memory grows with the length of a doc."""
WIDEST = 2_000
"""Characters of a run without white space that the tokenizer is spared: its patterns are slow on such runs and no name is in them."""
QUOTE = 600
"""Characters of a person's sentence that are kept as its quote."""


class Reader:
    """Reads texts with the desk's pipelines; ``scan`` finds the register's names."""

    def __init__(self, settings: Nlp, *, scan: Callable[[str], tuple[Hit, ...]]) -> None:
        self.settings = settings
        self.scan = scan

    def read(self, texts: Iterable[tuple[str, Language]]) -> Iterator[Annotation]:
        """An annotation for each text, in order; offsets are the given text's. Batches of ``settings.batch`` go through the pipeline together."""
        batch: list[tuple[str, Language]] = []
        for item in texts:
            batch.append(item)
            if len(batch) >= max(self.settings.batch, 1):
                yield from self._batch(batch)
                batch = []
        if batch:
            yield from self._batch(batch)

    def _batch(self, batch: list[tuple[str, Language]]) -> Iterator[Annotation]:
        pieces: dict[str, list[tuple[int, int, str]]] = {"en": [], "zh": []}
        langs = [lang for _, lang in batch]
        for index, (text, lang) in enumerate(batch):
            pieces["en" if lang == "en" else "zh"] += [(index, low, text[low:high]) for low, high in cuts(text)]
        parts: list[list[tuple[int, Annotation]]] = [[] for _ in batch]
        for family, todo in pieces.items():
            if not todo:
                continue
            nlp = self._pipeline(family)
            docs = (_doc(nlp, piece, langs[index]) for index, _, piece in todo)
            for (index, low, piece), doc in zip(todo, nlp.pipe(docs, batch_size=64), strict=True):
                parts[index].append((low, _annotation(doc, piece, langs[index])))
        for lang, part in zip(langs, parts, strict=True):
            yield _whole(lang, part)

    def _pipeline(self, lang: str) -> Any:
        nlp = pipeline(lang, self.settings.en if lang == "en" else self.settings.zh)
        nlp.get_pipe(gazetteer.NAME).scan = self.scan
        return nlp


@functools.lru_cache(maxsize=4)
def pipeline(lang: str, name: str = "") -> Any:
    """The spaCy pipeline of a language (en or zh), with leadscan's components at its end. DeskError where the named package or folder is not one."""
    import spacy

    for module in (gazetteer, mentions, roles):
        module.register()
    if name:
        try:
            nlp = spacy.load(name)
        except (OSError, ValueError, ImportError) as e:
            raise DeskError(f"nlp.{lang}: {name!r} is no spaCy package or folder: {str(e).splitlines()[0]}") from e
    else:
        nlp = spacy.blank(lang)
    _add_components(nlp)
    return nlp


def _add_components(nlp: Any) -> None:
    nlp.max_length = max(nlp.max_length, 4 * LONGEST)
    for component in (gazetteer.NAME, mentions.NAME, roles.NAME):
        if component not in nlp.pipe_names:
            nlp.add_pipe(component)


def cuts(text: str) -> list[tuple[int, int]]:
    """Where a text is cut into pieces of at most ``LONGEST`` characters: at a line break, else a full stop or space, else anywhere."""
    found, start = [], 0
    while len(text) - start > LONGEST:
        window = text[start : start + LONGEST]
        at = next((window.rfind(sign) + 1 for sign in ("\n", "。", ". ", " ") if window.rfind(sign) > LONGEST // 2), LONGEST)
        found.append((start, start + at))
        start += at
    if start < len(text) or not found:
        found.append((start, len(text)))
    return found


_WIDE = re.compile(rf"[^\s\u2e80-\U0010ffff]{{{WIDEST},}}")


_UNREADABLE = re.compile("[\0\ud800-\udfff]")
"""NUL and lone surrogates, which spaCy cannot hold."""


def _doc(nlp: Any, text: str, lang: Language) -> Any:
    """The doc of a text, same length: Chinese in Simplified characters for the pipeline, endless runs and what spaCy cannot hold blanked."""
    plain = _UNREADABLE.sub(" ", text)
    if len(text) >= WIDEST:
        plain = _WIDE.sub(lambda match: " " * len(match.group()), plain)
    if lang != "en":
        plain = "".join([char if char < "\u0250" else to for char, to in zip(plain, fold(plain), strict=True)])
    doc = nlp.make_doc(plain)
    doc.user_data["leadscan_lang"] = lang
    doc.user_data["leadscan_text"] = plain
    return doc


def _annotation(doc: Any, text: str, lang: Language) -> Annotation:
    """What the components wrote on a doc, in the words of the text itself, which is as long as the doc's."""
    found = tuple(Mention(s.start, s.end, s.label, text[s.start : s.end], s.sure, s.why) for s in mentions.spans(doc))
    spans = sentences.split(text, lang)
    return Annotation(lang, spans, found, tuple(_worded(text, gazetteer.words_of(doc), spans, person) for person in roles.triples(doc)))


def _worded(text: str, plain: str, spans: tuple[tuple[int, int], ...], person: Person) -> Person:
    at = plain.find(person.name)
    title = None if person.title_start is None else text[person.title_start : person.title_end]
    quote = next((text[a:b][:QUOTE] for a, b in spans if a <= person.start < b), text[person.start : person.end])
    return replace(person, name=text[at : at + len(person.name)] if at >= 0 else person.name, title=title, quote=quote)


def _whole(lang: Language, parts: list[tuple[int, Annotation]]) -> Annotation:
    """The pieces of one text put together."""
    if len(parts) == 1 and parts[0][0] == 0:
        return parts[0][1]
    spans: list[tuple[int, int]] = []
    found: list[Mention] = []
    persons: list[Person] = []
    for low, part in parts:
        spans += [(start + low, end + low) for start, end in part.sentences]
        found += [replace(m, start=m.start + low, end=m.end + low) for m in part.mentions]
        persons += [_moved(person, low) for person in part.people]
    return Annotation(lang, tuple(spans), tuple(found), tuple(persons))


def _moved(person: Person, low: int) -> Person:
    def at(offset: int | None) -> int | None:
        return None if offset is None else offset + low

    return replace(
        person, start=person.start + low, end=person.end + low, title_start=at(person.title_start), title_end=at(person.title_end),
        company_start=at(person.company_start), company_end=at(person.company_end),
    )  # fmt: skip
