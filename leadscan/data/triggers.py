"""The kinds of event (``triggers/*.toml``) and the grammar they share (``grammar.toml``), checked when loaded.

Patterns are regular expressions over the folded text (``text.normalize.fold``); ``%name%`` stands for a macro of the grammar. A cue is a
pattern alone or a table: ``p`` the pattern, ``owner`` the side on which the company of the event stands (before, after, none), ``stage`` where
the words themselves tell it, ``sure = true`` where denial words before it do not take it away. A group ``(?P<owner>)`` in a pattern marks the
place behind which the company's name begins, ``(?P<by>)`` the place before which it ends, ``(?P<object>)`` the place where the name of
what is bought, supplied or met begins: it must be there, and is not whose event it is.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

from leadscan.data import files, read_toml, want
from leadscan.data.gates import words_of
from leadscan.errors import DataError
from leadscan.text.normalize import fold
from leadscan.types import Language, Offer, Polarity, Stage

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_MACRO = re.compile(r"%(\w+)%")
_OWNERS = ("before", "after", "none")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that make a sentence tell of an event."""

    pattern: re.Pattern[str]
    owner: str
    """Side of the cue on which its company stands: before, after, none."""
    stage: Stage | None
    """What the words themselves say; None = the sentence's other words tell."""
    sure: bool
    """Denial and history words before it do not take it away."""
    marks: bool
    """The pattern marks where its company stands, and so knows better than grammar."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that must fire, or must not; the trigger's own test."""

    text: str
    lang: Language
    hit: bool
    company: str
    """Whose event it is; empty = nobody's, or a miss."""
    companies: tuple[str, ...]
    """Every company name in the text."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the things that a trigger covers, with an offer of its own."""

    words: re.Pattern[str]
    """Over the folded quote of the event."""
    need: dict[str, str]
    products: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Trigger:
    """One kind of event: what it means for a bank and how a text says it."""

    id: str
    title: dict[str, str]
    """Display name by language (en, zh-Hant, zh-Hans)."""
    definition: str
    polarity: Polarity
    shelf_life_days: int
    weight: float
    """Worth of a fresh, announced event as a reason to call, 0 to 1."""
    stage: Stage
    """Where the sentence does not tell."""
    history: str
    """Which retellings do not fire: all, years (only where the sentence gives an older year), none."""
    need: dict[str, str]
    """Banking need by language."""
    products: dict[str, tuple[str, ...]]
    """First product first, by language."""
    cues_en: tuple[Cue, ...]
    cues_zh: tuple[Cue, ...]
    blockers_en: tuple[re.Pattern[str], ...]
    blockers_zh: tuple[re.Pattern[str], ...]
    examples: tuple[Example, ...]
    kinds: tuple[Kind, ...] = ()
    """Where the trigger covers several things: the first whose words the quote holds has the offer."""

    def offer(self, quote: str) -> Offer:
        """Need and products for an event of this quote."""
        folded = fold(quote)
        kind = next((kind for kind in self.kinds if kind.words.search(folded)), None)
        return Offer(self.need, self.products) if kind is None else Offer(kind.need, kind.products)


@functools.cache
def triggers() -> dict[str, Trigger]:
    """Every trigger by id. DataError names file and key."""
    found: dict[str, Trigger] = {}
    for name in files("triggers"):
        trigger = _trigger(read_toml("triggers", name), f"data/triggers/{name}")
        if trigger.id in found:
            raise DataError(f"data/triggers/{name}: id: {trigger.id} stands twice")
        found[trigger.id] = trigger
    return found


def cues_worth_trying(sentence: str, *, chinese: bool) -> list[tuple[Trigger, list[Cue]]]:
    """Triggers with those of their cues that may match a folded sentence, by the words that stand in it; in the order of the files."""
    scan, waiting = _gates(chinese)
    numbers = sorted({number for word in {found[0] for found in scan(sentence)} for number in waiting[word]})
    cues = _numbered(chinese)
    return [(trigger, [cues[number][1] for number in several]) for trigger, several in itertools.groupby(numbers, key=lambda number: cues[number][0])]


@functools.cache
def _numbered(chinese: bool) -> list[tuple[Trigger, Cue]]:
    return [(trigger, cue) for trigger in triggers().values() for cue in (trigger.cues_zh if chinese else trigger.cues_en)]


@functools.cache
def _gates(chinese: bool) -> tuple[Callable[[str], list[tuple[int, int, int]]], list[list[int]]]:
    """A scanner of sentences for words of gates, and for each word the numbers of its cues. DataError where a cue has none."""
    import ahocorasick_rs

    waiting: dict[str, list[int]] = {}
    for number, (_, cue) in enumerate(_numbered(chinese)):
        words = words_of(cue.pattern.pattern)
        if not words:
            raise DataError(f"data/triggers: {cue.pattern.pattern!r}: no word that every match holds")
        for word in words:
            waiting.setdefault(word, []).append(number)
    matcher = ahocorasick_rs.AhoCorasick(list(waiting))
    return functools.partial(matcher.find_matches_as_indexes, overlapping=True), list(waiting.values())


@functools.cache
def grammar(section: str, key: str) -> tuple[re.Pattern[str], ...]:
    """Compiled patterns of one list of the grammar."""
    where = f"data/grammar.toml: {section}"
    return tuple(compiled(text, f"{where}: {key}") for text in want(want(_grammar(), section, dict, "data/grammar.toml"), key, list, where))


@functools.cache
def _grammar() -> dict[str, Any]:
    return read_toml("grammar.toml")


def compiled(text: object, where: str) -> re.Pattern[str]:
    """A pattern with its macros filled in and its Chinese folded. DataError says where it is wrong."""
    if not isinstance(text, str):
        raise DataError(f"{where}: wants a pattern; found {text!r}")
    macros = _grammar()["macros"]
    filled = text
    for _ in range(3):  # macros may hold macros
        try:
            filled = _MACRO.sub(lambda found: str(macros[found[1]]), filled)
        except KeyError as e:
            raise DataError(f"{where}: no macro {e}") from e
    folded = _NOT_ASCII.sub(lambda found: fold(found[0]), filled)
    try:
        return re.compile(folded)
    except re.error as e:
        raise DataError(f"{where}: {text!r}: {e}") from e


def _trigger(table: dict[str, Any], where: str) -> Trigger:
    unknown = set(table) - {"id", "title", "definition", "polarity", "shelf_life_days", "weight", "stage", "history", "need", "products", "cues", "blockers", "examples", "kinds"}
    if unknown:
        raise DataError(f"{where}: {min(unknown)}: unknown key")
    polarity, stage = want(table, "polarity", str, where), want(table, "stage", str, where)
    if polarity not in get_args(Polarity):
        raise DataError(f"{where}: polarity: {polarity!r} is not O, R or C")
    if stage not in get_args(Stage):
        raise DataError(f"{where}: stage: {stage!r} is no stage")
    cues, blockers = want(table, "cues", dict, where), table.get("blockers", {})
    return Trigger(
        id=want(table, "id", str, where),
        title=_by_language(table, "title", where),
        definition=want(table, "definition", str, where),
        polarity=polarity,
        shelf_life_days=want(table, "shelf_life_days", int, where),
        weight=want(table, "weight", float, where),
        stage=stage,
        history=_history(table, where),
        need=_by_language(table, "need", where),
        products={lang: tuple(words) for lang, words in _by_language(table, "products", where, kind=list).items()},
        cues_en=_cues(cues, "en", where),
        cues_zh=_cues(cues, "zh", where),
        blockers_en=tuple(compiled(text, f"{where}: blockers.en") for text in blockers.get("en", [])),
        blockers_zh=tuple(compiled(text, f"{where}: blockers.zh") for text in blockers.get("zh", [])),
        examples=tuple(_example(example, f"{where}: examples") for example in table.get("examples", [])),
        kinds=tuple(_kind(kind, f"{where}: kinds") for kind in table.get("kinds", [])),
    )


def _kind(table: dict[str, Any], where: str) -> Kind:
    products = {lang: tuple(words) for lang, words in _by_language(table, "products", where, kind=list).items()}
    return Kind(compiled(table.get("words"), where), _by_language(table, "need", where), products)


def _history(table: dict[str, Any], where: str) -> str:
    said = table.get("history", "all")
    if said not in ("all", "years", "none"):
        raise DataError(f"{where}: history: {said!r} is not all, years or none")
    return str(said)


def _by_language(table: dict[str, Any], key: str, where: str, kind: type = str) -> dict[str, Any]:
    said = want(table, key, dict, where)
    return {lang: want(said, name, kind, f"{where}: {key}") for lang, name in (("en", "en"), ("zh-Hant", "zh_hant"), ("zh-Hans", "zh_hans"))}


def _cues(cues: dict[str, Any], lang: str, where: str) -> tuple[Cue, ...]:
    """Cues of a language; those that mark where the company stands come first, since they know better."""
    found = [_cue(cue, f"{where}: cues.{lang}") for cue in want(cues, lang, list, where)]
    return tuple(sorted(found, key=lambda cue: not cue.marks))


def _cue(cue: Any, where: str) -> Cue:
    table = {"p": cue} if isinstance(cue, str) else cue
    if not isinstance(table, dict) or set(table) - {"p", "owner", "stage", "sure"}:
        raise DataError(f"{where}: wants a pattern or a table of p, owner, stage, sure; found {cue!r}")
    owner = table.get("owner", "before")
    stage: Any = table.get("stage")
    if owner not in _OWNERS or stage not in (None, *get_args(Stage)):
        raise DataError(f"{where}: owner or stage: {cue!r}")
    pattern = compiled(table.get("p"), where)
    return Cue(pattern, owner, stage, bool(table.get("sure", False)), bool({"owner", "by"} & set(pattern.groupindex)))


def _example(example: dict[str, Any], where: str) -> Example:
    text, lang = want(example, "text", str, where), want(example, "lang", str, where)
    if lang not in get_args(Language):
        raise DataError(f"{where}: lang: {lang!r}")
    company = str(example.get("company", ""))
    companies = tuple(example.get("companies", [company] if company else []))
    missing = [name for name in (*companies, company) if name and name not in text]
    if missing:
        raise DataError(f"{where}: {text!r} does not hold {missing[0]!r}")
    return Example(text, lang, want(example, "hit", bool, where), company, companies)
