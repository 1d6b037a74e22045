"""Evaluation: how right leadscan is on labelled sets, beside pinned floors. What is measured is what ships: rules, pipelines, register, triggers, as ``annotate`` gives them.

    counting  right, given, wanted        names   names in public sets, no register    events  public event sets against our triggers
    floors    the pinned figures          marked  the project's own marked texts and links, with the register of the public company lists
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from leadscan.stages.evaluation import events, floors, marked, names
from leadscan.stages.evaluation.counting import Count, Figure
from leadscan.stages.run import Progress, silent
from leadscan.types import Company, Language

SAMPLE = 200
"""Texts of a set that are read unless the whole is asked for; the same ones each time."""
LISTS = ("universe/hk_listed.csv", "universe/a_share_listed.csv", "universe/us_sec_tickers.csv.gz")
"""The public lists of companies of which the register is made."""
_NOW = datetime(2026, 3, 10, tzinfo=UTC)


class Labelled(Protocol):
    """Where labelled files are read (``leadscan.desk.labelled.Folder``)."""

    def body(self, name: str) -> bytes: ...
    def lines(self, name: str) -> list[dict[str, Any]]: ...
    def missing(self, names: Iterable[str]) -> list[str]: ...
    def digest(self, names: Iterable[str]) -> str: ...


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """One set of ``leadscan eval``."""

    name: str
    languages: str
    files: tuple[str, ...]
    register: Literal["none", "public lists"]
    """Whether the names of the public company lists are known while it is read."""
    measure: Callable[[LabelledSet, Evaluation], tuple[list[Figure], int]]
    """Its figures and the number of texts read."""
    title: str
    sampled: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """A set's figures, and which are under their floors."""

    name: str
    title: str
    languages: str
    register: str
    texts: int
    figures: tuple[Figure, ...]
    floors: Mapping[str, float]
    under: tuple[str, ...]
    note: str = ""


class Evaluation:
    """One run: the labelled files, the settings that read, and whether whole sets are read."""

    def __init__(self, labelled: Labelled | None, *, settings: Any = None, full: bool = False, sample: int = SAMPLE, progress: Progress = silent) -> None:
        from leadscan.settings import Settings

        self.labelled, self.full, self.sample, self.progress = labelled, full, sample, progress
        self.settings = settings or Settings(desk=Path("desk"))
        self._registers: dict[str, Any] = {}

    def files(self) -> Labelled:
        """The labelled files. UsageError where no folder was given."""
        from leadscan.errors import UsageError

        if self.labelled is None:
            raise UsageError("no labelled data; name its folder with --data or LEADSCAN_EVAL_DATA")
        return self.labelled

    def rows(self, name: str, *, whole: bool = False) -> list[dict[str, Any]]:
        """A file's records, or the same sample of them each time."""
        rows = self.files().lines(name)
        if whole or self.full or len(rows) <= self.sample:
            return rows
        return [rows[at] for at in sorted(random.Random(0).sample(range(len(rows)), self.sample))]

    def answers(self, which: LabelledSet, texts: list[tuple[str, Language | None]]) -> Iterator[dict[str, Any]]:
        """What annotate says of each text, with the set's register."""
        from leadscan.stages import reading

        lines = [{"text": text, **({} if lang is None else {"lang": lang})} for text, lang in texts]
        for done, answer in enumerate(reading.annotate(lines, settings=self.settings, now=_NOW, register=self.register(which.register)), 1):
            self.progress(which.name, done, len(lines))
            yield answer

    def register(self, kind: str) -> Any:  # a companies.register.Register
        """An empty register, or that of the public lists, built once."""
        if kind not in self._registers:
            from leadscan.companies.register import Register

            self._registers[kind] = Register(() if kind == "none" else _listed(self.files()))
        return self._registers[kind]


def _listed(labelled: Labelled) -> list[Company]:
    """The companies of the public lists, as ``leadscan import companies`` would take them in one after the other."""
    from leadscan.companies import imports
    from leadscan.leads import sectors

    def sector_of(words: str) -> tuple[str, ...]:
        sector = sectors.sector_of_words(words)
        return () if sector is None else (sector,)

    found: dict[str, Company] = {}
    for name in LISTS:
        header, rows = imports.table(labelled.body(name), name.rsplit("/", 1)[-1])
        for company in imports.rows(rows, columns=header, sector_of=sector_of).companies:
            found[company.key] = imports.merge(found[company.key], company) if company.key in found else company
    return list(found.values())


# --- the sets --------------------------------------------------------------------------------------------------------


def _names(which: LabelledSet, run: Evaluation) -> tuple[list[Figure], int]:
    rows = run.rows(which.files[0])
    seen = names.names(row for name in which.files[1:] for row in run.files().lines(name))

    def read(texts: list[tuple[str, Language]]) -> Iterable[list[tuple[int, int, str]]]:
        return (names.spans_of(answer) for answer in run.answers(which, [(text, lang) for text, lang in texts]))

    if which.name == "fewfc":
        import opencc

        found = names.both_scripts(which.name, list(rows), seen, read, opencc.OpenCC("s2hk").convert)
    else:
        found = names.figures(which.name, list(rows), seen, read)
    return [*found, *names.alone(which.name, list(rows), _pipeline_alone)], len(rows)


def _pipeline_alone(texts: list[tuple[str, Language]]) -> Iterator[list[tuple[int, int, str]]]:
    from leadscan.nlp import newcomers
    from leadscan.nlp.reader import simplified

    family = "en" if texts[0][1] == "en" else "zh"
    docs = newcomers.trained(family).pipe(text if family == "en" else simplified(text) for text, _ in texts)
    return ([(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents] for doc in docs)


def _events(which: LabelledSet, run: Evaluation) -> tuple[list[Figure], int]:
    rows = run.rows(which.files[0])
    found = [(events.labels(row), _types(answer)) for row, answer in zip(rows, _answered(which, run, rows), strict=True)]
    return events.score(which.name.removesuffix("_events"), found), len(rows)


def _types(answer: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(event["type"] for event in answer["triggers"])


def _answered(which: LabelledSet, run: Evaluation, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return run.answers(which, [(row["text"], None) for row in rows])


def _gold(which: LabelledSet, run: Evaluation) -> tuple[list[Figure], int]:
    rows = run.rows(which.files[0], whole=True)
    return marked.gold(zip(rows, _answered(which, run, rows), strict=True)), len(rows)


def _linking(which: LabelledSet, run: Evaluation) -> tuple[list[Figure], int]:
    rows = run.rows(which.files[0], whole=True)
    texts = list(dict.fromkeys(row["text"] for row in rows))
    answers = dict(zip(texts, run.answers(which, [(text, None) for text in texts]), strict=True))
    return marked.linking((row, answers[row["text"]]) for row in rows), len(rows)


def _examples(which: LabelledSet, run: Evaluation) -> tuple[list[Figure], int]:
    from leadscan.leads import examples

    found = examples.results()
    total = sum(map(len, found.values()))
    wrong = [Figure(f"{trigger} right", Count(sum(right), 0, len(right)), "share", 1.0) for trigger, right in found.items() if not all(right)]
    return [Figure("examples right", Count(sum(map(sum, found.values())), 0, total), "share", 1.0), *wrong], total


def _of_names(name: str, languages: str, title: str, *more: str) -> LabelledSet:
    files = tuple(f"corpora/{name}/{part}.jsonl" for part in ("dev", "train", *more))
    return LabelledSet(name, languages, files, "none", _names, title)


SETS: Mapping[str, LabelledSet] = {
    one.name: one
    for one in (
        LabelledSet("examples", "en, zh-Hant, zh-Hans", (), "none", _examples, "the triggers' own examples", sampled=False),
        LabelledSet("gold", "en, zh-Hant, zh-Hans", ("gold_dev/gold.jsonl", *LISTS), "public lists", _gold, "marked texts: companies, triggers, beat, lead", sampled=False),
        LabelledSet("linking", "en, zh-Hant, zh-Hans", ("universe/linking_dev.jsonl", *LISTS), "public lists", _linking, "mentions and their records", sampled=False),
        _of_names("fire", "en", "business texts", "train_full"),
        _of_names("fewfc", "zh-Hans, zh-Hant", "finance news; only names that play a part in an event are marked, so precision is a lower bound"),
        _of_names("finre", "zh-Hans", "finance news, firms only"),
        _of_names("uner_en_ewt", "en", "web texts; ORG holds firms too"),
        _of_names("uner_zh_gsd_hans", "zh-Hans", "encyclopaedia; ORG holds firms too"),
        _of_names("uner_zh_gsd_hant", "zh-Hant", "the same in Traditional characters"),
        _of_names("multiconer1_en", "en", "short encyclopaedic sentences, case restored"),
        _of_names("multiconer2_en", "en", "short encyclopaedic sentences, case restored"),
        LabelledSet("fewfc_events", "zh-Hans", ("corpora/fewfc/dev.jsonl", *LISTS), "public lists", _events, "events of finance news, by type"),
        LabelledSet("fin_topic_tweets_events", "en", ("corpora/fin_topic_tweets/dev.jsonl", *LISTS), "public lists", _events, "topics of finance headlines, by type"),
    )
}


def measured(which: LabelledSet, run: Evaluation, *, pinned: Mapping[str, Any] | None = None) -> Outcome:
    """One set's figures beside its floors, which are not asked where its files are others than those they were pinned on."""
    figures, texts = which.measure(which, run)
    table = floors.load() if pinned is None else pinned
    wanted = table["full" if run.full or not which.sampled else "sample"].get(which.name, {})
    note = ""
    if which.files and wanted and table["digest"].get(which.name) != run.files().digest(which.files):
        wanted, note = {}, "other files than the floors were pinned on: floors not asked"
    under = floors.under(wanted, ((figure.name, figure.value) for figure in figures))
    return Outcome(which.name, which.title, which.languages, which.register, texts, tuple(figures), wanted, tuple(under), note)


def measured_all(chosen: Iterable[str], run: Evaluation, *, needed: bool = False) -> tuple[list[Outcome], list[str]]:
    """Each set's outcome, and in words which sets were left because their files are not there. ``needed``: none is left; UsageError says what is missing."""
    outcomes, left = [], []
    for which in (SETS[name] for name in chosen):
        missing = list(which.files) if run.labelled is None else run.labelled.missing(which.files)
        if missing and not needed:
            left.append(f"{which.name}: not measured, {missing[0]} is not {'there: no labelled data (--data, LEADSCAN_EVAL_DATA)' if run.labelled is None else f'in {run.labelled}'}")
        else:
            outcomes.append(measured(which, run))
    return outcomes, left


def faults(name: str, run: Evaluation) -> list[str]:
    """What goes wrong on an event set, one line a fault: for whoever betters the triggers."""
    which = SETS[name]
    rows = run.rows(which.files[0])
    answered = zip(rows, _answered(which, run, rows), strict=True)
    return events.misses(name.removesuffix("_events"), ((row["text"], events.labels(row), _types(answer)) for row, answer in answered))


def records(outcome: Outcome) -> dict[str, Any]:
    """An outcome as plain data."""
    return {
        "set": outcome.name,
        "languages": outcome.languages,
        "register": outcome.register,
        "texts": outcome.texts,
        "figures": [
            {
                "name": figure.name, "measure": figure.kind, "value": round(figure.value, 4), "floor": outcome.floors.get(figure.name), "aim": figure.aim,
                **({} if figure.value_given is not None else {"precision": round(figure.count.precision, 4), "recall": round(figure.count.recall, 4), "right": figure.count.right, "given": figure.count.given, "wanted": figure.count.wanted}),
            }
            for figure in outcome.figures
        ],
        "under": list(outcome.under),
        "note": outcome.note,
    }  # fmt: skip
