"""The known names of a text, as a spaCy component: it writes what a scan finds into ``doc.spans["known"]``.

The scan is handed in after loading, since the register it searches lives elsewhere: ``nlp.get_pipe("leadscan_gazetteer").scan = register.scan``.
A component without one has patterns of its own (``add``), which are kept in the pipeline's folder and bytes.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadscan.text.choices import alternation
from leadscan.text.normalize import fold
from leadscan.types import Hit

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

NAME = "leadscan_gazetteer"
Scan = Callable[[str], tuple[Hit, ...]]


class Gazetteer:
    """Writes known names to ``doc.spans["known"]`` and, with exact offsets, to ``doc.user_data``."""

    def __init__(self, name: str = NAME) -> None:
        self.name = name
        self.scan: Scan | None = None
        self.patterns: dict[str, tuple[str, ...]] = {}
        """Folded name to the keys of the records that bear it."""

    def add(self, patterns: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Own patterns: (name, keys). Used where no scan is handed in."""
        for name, keys in patterns:
            self.patterns[fold(name)] = tuple(keys)

    def __call__(self, doc: Doc) -> Doc:
        text = words_of(doc)
        hits = self.scan(text) if self.scan is not None else self.own(text)
        doc.user_data["leadscan_hits"] = [[hit.start, hit.end, list(hit.keys), hit.kind, hit.weak] for hit in hits]
        spans = [(doc.char_span(hit.start, hit.end, label="COMPANY", alignment_mode="expand"), hit) for hit in hits if hit.keys]
        for span, hit in spans:
            if span is not None:
                span.kb_id_ = hit.keys[0] if len(hit.keys) == 1 else ""
        doc.spans["known"] = [span for span, _ in spans if span is not None]
        return doc

    def own(self, text: str) -> tuple[Hit, ...]:
        """Hits of the component's own patterns: leftmost, longest, whole words where they are Latin."""
        if not self.patterns:
            return ()
        folded = fold(text)
        found = []
        for match in _compiled(tuple(sorted(self.patterns))).finditer(folded):
            start, end = match.span()
            if _inside_word(folded, start, end):
                continue
            found.append(Hit(start, end, text[start:end], self.patterns[_spaced(match[0])], "short"))
        return tuple(found)

    # --- kept with the pipeline ---

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The own patterns as JSON. The scan is not kept: it is handed in again after loading."""
        return json.dumps(sorted(self.patterns.items()), ensure_ascii=False).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Gazetteer:
        """Patterns out of ``to_bytes``."""
        self.patterns = {name: tuple(keys) for name, keys in json.loads(data)}
        return self

    def to_disk(self, path: Any, *, exclude: Iterable[str] = ()) -> None:
        """One file ``patterns.json`` in the pipeline's folder for this component."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "patterns.json").write_bytes(self.to_bytes())

    def from_disk(self, path: Any, *, exclude: Iterable[str] = ()) -> Gazetteer:
        """Patterns out of ``to_disk``."""
        return self.from_bytes((Path(path) / "patterns.json").read_bytes())


@functools.lru_cache(maxsize=8)
def _compiled(names: tuple[str, ...]) -> Any:
    import re

    return re.compile(alternation(names))


def _spaced(found: str) -> str:
    return " ".join(found.split()) if " " in found or "\n" in found else found


def _inside_word(folded: str, start: int, end: int) -> bool:
    first, last = folded[start], folded[end - 1]
    return (first.isascii() and first.isalnum() and start > 0 and _latin(folded[start - 1])) or (
        last.isascii() and last.isalnum() and end < len(folded) and _latin(folded[end])
    )


def _latin(char: str) -> bool:
    return char.isalnum() and char < "\u2e80"


def make_gazetteer(nlp: Language, name: str) -> Gazetteer:
    """The component's factory, named by entry point ``leadscan_gazetteer``."""
    return Gazetteer(name)


def hits(doc: Doc) -> tuple[Hit, ...]:
    """What the gazetteer found in a doc, as records."""
    text = words_of(doc)
    return tuple(Hit(start, end, text[start:end], tuple(keys), kind, weak) for start, end, keys, kind, weak in doc.user_data.get("leadscan_hits", []))


def words_of(doc: Doc) -> str:
    """The text of a doc; kept at its making where the reader made it, since spaCy joins it anew each time."""
    return str(doc.user_data.get("leadscan_text") or doc.text)


def register() -> None:
    """Makes the factory known to spaCy also where the package's entry points are not installed."""
    from spacy.language import Language as SpacyLanguage

    if not SpacyLanguage.has_factory(NAME):
        SpacyLanguage.factory(NAME, func=make_gazetteer)
