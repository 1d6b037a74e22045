"""Examine: every document that this version has not seen gets a story, names, people, sectors and events.

    store.to_examine -> news.stories (first copies) -> companies.scan -> nlp (spaCy) -> companies.match -> Mention, Person
                        news.beats, leads.sectors -> leads.triggers -> Event (+ Evidence) -> store
    case events      -> filings.cases -> Case -> store ; applicants nobody listed join the register the day they file
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import get_args

from leadscan import __version__, store
from leadscan.errors import DeskError
from leadscan.news import stories
from leadscan.nlp.reader import Reader
from leadscan.records import digest
from leadscan.stages import registers
from leadscan.stages.batch import Batch, Kit, Tools
from leadscan.stages.cases import companies, follow_cases
from leadscan.stages.run import Run
from leadscan.stages.tell import tell
from leadscan.stages.workers import workers
from leadscan.text.body import body
from leadscan.text.normalize import fold, squeeze
from leadscan.types import Beat, Document, Examined, Filing, Report, StoryMark

VERSION = f"{__version__}/1"
"""What examined a document; a new number has all of them examined again."""
STORY_DAYS = 7
"""A copy that comes later than this is a story of its own."""


def examine(run: Run) -> Report:
    """Follows the cases, then examines what is not yet examined, batch by batch; workers examine, this process stores."""
    _check_beats(run.settings.nlp.whole)
    counts: Counter[str] = Counter()
    counts["cases"] = run.coat.step("follow-cases", lambda: follow_cases(run))
    with store.open_store(run.settings, purpose="examine") as db:
        documents = db.to_examine(VERSION)
        marks = db.story_marks(run.now - timedelta(days=STORY_DAYS))
        register, corrections = registers.load(run.settings, db), tuple(db.corrections())
        followed = db.cases()
        case_filings: dict[str, list[Filing]] = defaultdict(list)
        for filing in db.filings():
            case_filings[filing.case_key].append(filing)
    case_companies = companies(followed, (filing for each in case_filings.values() for filing in each))
    counts["documents"] = len(documents)
    if documents:
        batches = _batches(documents, stories.group(documents, marks), case_companies, case_filings, size=max(1, run.settings.nlp.batch))
        tools = Tools(register, Reader(run.settings.nlp, scan=register.scan))
        with workers(run.settings.nlp, tools, lambda: Kit(run.settings.nlp, register.companies(), corrections, register.state())) as results:
            _store_all(run, batches, results(batches), counts)
    counts.update(run.coat.step("tell", lambda: tell(run)))
    return Report("examine", dict(counts))


def _check_beats(names: Sequence[str]) -> None:
    unknown = sorted(set(names) - set(get_args(Beat)))
    if unknown:
        raise DeskError(f"leadscan.toml: nlp.whole: {unknown[0]!r}: no such beat; there are {', '.join(get_args(Beat))}")


def _batches(
    documents: Sequence[Document], grouped: Mapping[str, StoryMark], case_companies: Mapping[str, str | None], case_filings: Mapping[str, Sequence[Filing]], *, size: int
) -> list[Batch]:
    """The documents in their order, each batch with all that it needs of the store."""
    copies = _copies(documents, grouped)
    return [
        Batch(
            documents=tuple(batch := documents[start : start + size]),
            marks={document.id: grouped[document.id] for document in batch},
            copies={document.id: copies[document.id] for document in batch if document.id in copies},
            case_companies={document.case_key: case_companies.get(document.case_key) for document in batch if isinstance(document, Filing)},
            earlier={document.id: _earlier(document, case_filings.get(document.case_key, ())) for document in batch if isinstance(document, Filing)},
        )
        for start in range(0, len(documents), size)
    ]


def _store_all(run: Run, batches: Sequence[Batch], results: Iterator[list[Examined]], counts: Counter[str]) -> None:
    """Each batch's outcome in one transaction, in order."""

    def next_stored() -> list[Examined]:
        examined = next(results)
        with store.open_store(run.settings, purpose="examine") as db:
            db.save_examined(examined, version=VERSION)
        return examined

    done, total = 0, sum(len(batch.documents) for batch in batches)
    for batch in batches:
        examined = run.coat.step("examine", next_stored)
        counts["mentions"] += sum(len(item.mentions) for item in examined)
        counts["events"] += sum(len(item.events) for item in examined)
        counts["copies"] += sum(item.copy_of is not None for item in examined)
        done += len(batch.documents)
        run.progress("examine", done, total)


def _copies(documents: Sequence[Document], grouped: Mapping[str, StoryMark]) -> dict[str, str]:
    """Article id to the first document of its story with exactly these words: its equals are not read again.

    Only equal words are spared: a near-copy may carry the one changed amount that an RM must hear of.
    """
    firsts: dict[tuple[str, str], str] = {}
    copies: dict[str, str] = {}
    for document in documents:
        first = firsts.setdefault((grouped[document.id].story_id, _words(document)), document.id)
        if first != document.id and not isinstance(document, Filing):
            copies[document.id] = first
    return copies


def _words(document: Document) -> str:
    return digest(squeeze(fold(body(document.title, document.text))))


def _earlier(filing: Filing, of_case: Sequence[Filing]) -> tuple[Filing, ...]:
    """The case's filings of earlier days."""
    return tuple(other for other in of_case if other.filed < filing.filed)
