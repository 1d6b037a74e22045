"""Texts in, annotations out: one spaCy pipeline per language, loaded once a process.

leadscan's components: gazetteer (known names), mentions (all names, by rule), newcomers (firms that leadscan's own trained pipeline sees
beside the rules), roles (who holds which post). Where the settings name another pipeline (a package or a folder), it goes first in place of
the newcomers; where they say "rules", the rules stand alone.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, cast, get_args

from leadscan.errors import DeskError
from leadscan.nlp import gazetteer, mentions, newcomers, roles, sentences
from leadscan.settings import Nlp
from leadscan.text.normalize import fold
from leadscan.types import Annotation, Hit, Label, Language, Mention, Person

LONGEST = 40_000
"""Characters read at once; a longer text is read in pieces cut at line breaks or spaces, since spaCy's memory grows with the length of a doc."""
RULES = "rules"
"""The setting by which no trained pipeline reads."""
WIDEST = 2_000
"""Characters of a run without white space that the tokenizer is spared: its patterns are slow on such runs and no name is in them."""
Text = tuple[str, Language] | tuple[str, Language, bool]
"""A text, its language and, where it is not to be left to the pipeline's own choice, whether unknown firms are looked for."""
QUOTE = 600
"""Characters of a person's sentence that are kept as its quote."""


class Reader:
    """Reads texts with the desk's pipelines; ``scan`` finds the register's names."""

    def __init__(self, settings: Nlp, *, scan: Callable[[str], tuple[Hit, ...]]) -> None:
        self.settings = settings
        self.scan = scan

    def read(self, texts: Iterable[Text]) -> Iterator[Annotation]:
        """An annotation for each text, in order; offsets are the given text's. Batches of ``settings.batch`` go through the pipeline together.

        Where a third member of a text is False, leadscan's trained pipeline does not look for firms that nobody knows: in texts of other beats
        than business it finds more wrong ones than right ones.
        """
        batch: list[Text] = []
        for item in texts:
            batch.append(item)
            if len(batch) >= max(self.settings.batch, 1):
                yield from self._batch(batch)
                batch = []
        if batch:
            yield from self._batch(batch)

    def _batch(self, batch: list[Text]) -> Iterator[Annotation]:
        pieces: dict[str, list[tuple[int, int, str]]] = {"en": [], "zh": []}
        langs = [item[1] for item in batch]
        wanted = [len(item) < 3 or bool(item[-1]) for item in batch]
        for index, item in enumerate(batch):
            pieces["en" if item[1] == "en" else "zh"] += [(index, low, item[0][low:high]) for low, high in cuts(item[0])]
        parts: list[list[tuple[int, Annotation]]] = [[] for _ in batch]
        for family, todo in pieces.items():
            if not todo:
                continue
            nlp = self._pipeline(family)
            docs = (_doc(nlp, piece, langs[index], wanted=wanted[index] and low == 0) for index, low, piece in todo)
            for (index, low, piece), doc in zip(todo, nlp.pipe(docs, batch_size=64), strict=True):
                parts[index].append((low, _annotation(doc, piece, langs[index])))
        for lang, part in zip(langs, parts, strict=True):
            yield _whole(lang, part)

    def _pipeline(self, lang: str) -> Any:
        english = lang == "en"
        nlp = pipeline(lang, self.settings.en if english else self.settings.zh, self.settings.labels_en if english else self.settings.labels_zh)
        nlp.get_pipe(gazetteer.NAME).scan = self.scan
        return nlp


@functools.lru_cache(maxsize=4)
def pipeline(lang: str, name: str = "", labels: tuple[str, ...] = ()) -> Any:
    """The spaCy pipeline of a language (en or zh), with leadscan's components at its end. DeskError where the named package or folder is not one.

    ``labels`` are those of the named pipeline in leadscan's words, as ``THEIRS=OURS``.
    """
    import spacy

    for module in (gazetteer, mentions, newcomers, roles):
        module.register()
    if name and name != RULES:
        try:
            nlp = spacy.load(name)
        except (OSError, ValueError, ImportError) as e:
            raise DeskError(f"nlp.{lang}: {name!r} is no spaCy package or folder: {str(e).splitlines()[0]}") from e
    else:
        nlp = spacy.blank(lang)
    _add_components(nlp, (gazetteer.NAME, mentions.NAME, roles.NAME, *(() if name else (newcomers.NAME,))))
    component: Any = nlp.get_pipe(mentions.NAME)
    component.labels = _labels(lang, labels)
    return nlp


def _labels(lang: str, given: tuple[str, ...]) -> dict[str, Label]:
    """The common schemes' labels in ours, with the desk's own. DeskError where one says nothing or means none of ours."""
    found = dict(mentions.LABELS)
    for pair in given:
        theirs, sign, ours = (part.strip() for part in pair.partition("="))
        if not theirs or not sign or ours not in (*get_args(Label), ""):
            raise DeskError(f"nlp.labels_{lang}: {pair!r}: wants THEIRS=OURS, ours one of {', '.join(get_args(Label))} or nothing")
        found.pop(theirs, None)
        if ours:
            found[theirs] = cast(Label, ours)
    return found


def _add_components(nlp: Any, components: tuple[str, ...]) -> None:
    nlp.max_length = max(nlp.max_length, 4 * LONGEST)
    for component in components:
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


def simplified(text: str) -> str:
    """A text in Simplified characters, character for character; Latin letters as they are."""
    return "".join([char if char < "\u0250" else to for char, to in zip(text, fold(text), strict=True)])


def _doc(nlp: Any, text: str, lang: Language, *, wanted: bool = True) -> Any:
    """The doc of a text, same length: Chinese in Simplified characters for the pipeline, endless runs and what spaCy cannot hold blanked."""
    plain = _UNREADABLE.sub(" ", text)
    if len(text) >= WIDEST:
        plain = _WIDE.sub(lambda match: " " * len(match.group()), plain)
    if lang != "en":
        plain = simplified(plain)
    doc = nlp.make_doc(plain)
    doc.user_data["leadscan_lang"] = lang
    doc.user_data["leadscan_text"] = plain
    doc.user_data[newcomers.WANTED] = wanted
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
