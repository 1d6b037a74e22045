"""Examine: every document that this version has not seen gets a story, names, people, sectors and events.

    store.to_examine -> news.stories (first copies) -> companies.scan -> nlp (spaCy) -> companies.match -> Mention, Person
                        news.beats, leads.sectors -> leads.triggers -> Event (+ Evidence) -> store
    case events      -> filings.cases -> Case -> store ; applicants nobody listed join the register the day they file
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from leadscan import __version__, store
from leadscan.companies import match, posts
from leadscan.companies.register import Register
from leadscan.filings import cases
from leadscan.leads import sectors, triggers
from leadscan.news import beats, stories
from leadscan.nlp.reader import Reader
from leadscan.records import digest
from leadscan.stages import registers
from leadscan.stages.run import Run
from leadscan.stages.tell import tell
from leadscan.text.body import body
from leadscan.text.normalize import fold, squeeze
from leadscan.types import Annotation, Beat, Case, Company, Document, Examined, Filing, Mention, Report, StoryMark

VERSION = f"{__version__}/1"
"""What examined a document; a new number has all of them examined again."""
STORY_DAYS = 7
"""A copy that comes later than this is a story of its own."""
FILING_HEAD = 4000
"""Characters of a filing read for names: cover and summary; the rest is read by the filings room, with page and quote."""


def examine(run: Run) -> Report:
    """Follows the cases, then examines what is not yet examined, batch by batch."""
    counts: Counter[str] = Counter()
    counts["cases"] = run.coat.step("follow-cases", lambda: follow_cases(run))
    with store.open_store(run.settings, purpose="examine") as db:
        documents = db.to_examine(VERSION)
        marks = db.story_marks(run.now - timedelta(days=STORY_DAYS))
        register = registers.load(run.settings, db)
        case_companies = {case.key: case.company_key for case in db.cases()}
        case_filings = defaultdict(list)
        for filing in db.filings():
            case_filings[filing.case_key].append(filing)
    counts["documents"] = len(documents)
    grouped = stories.group(documents, marks)
    bench = Bench(run, register, Reader(run.settings.nlp, scan=register.scan), grouped, case_companies, case_filings, _first_texts(documents, grouped))
    size = max(1, run.settings.nlp.batch)
    for start in range(0, len(documents), size):
        batch = documents[start : start + size]
        examined = run.coat.step("examine", lambda batch=batch: examine_batch(bench, batch))  # type: ignore[misc]  # mypy cannot type a lambda's default
        counts["mentions"] += sum(len(item.mentions) for item in examined)
        counts["events"] += sum(len(item.events) for item in examined)
        counts["copies"] += sum(item.copy_of is not None for item in examined)
        run.progress("examine", min(start + size, len(documents)), len(documents))
    counts.update(run.coat.step("tell", lambda: tell(run)))
    return Report("examine", dict(counts))


@dataclass(frozen=True, slots=True)
class Bench:
    """What examining a batch needs; all of it is read only."""

    run: Run
    register: Register
    reader: Reader
    grouped: dict[str, StoryMark]
    case_companies: dict[str, str | None]
    case_filings: Mapping[str, Sequence[Filing]]
    """Every filing of a case, without its text."""
    first_texts: dict[tuple[str, str], str]


def _first_texts(documents: Sequence[Document], grouped: dict[str, StoryMark]) -> dict[tuple[str, str], str]:
    """(story, digest of the folded text) to the first document with exactly these words: its equals are not read again.

    Only equal words are spared: a near-copy may carry the one changed amount that an RM must hear of.
    """
    firsts: dict[tuple[str, str], str] = {}
    for document in documents:
        firsts.setdefault((grouped[document.id].story_id, _words(document)), document.id)
    return firsts


def _words(document: Document) -> str:
    return digest(squeeze(fold(body(document.title, document.text))))


def examine_batch(bench: Bench, documents: Sequence[Document]) -> list[Examined]:
    """Examines and stores a batch in one transaction."""
    fresh = [document for document in documents if _copy_of(bench, document) is None]
    texts = [(_read_text(document), document.lang) for document in fresh]
    annotations = dict(zip((document.id for document in fresh), bench.reader.read(texts), strict=True))
    examined = [_examined(bench, document, annotations.get(document.id)) for document in documents]
    with store.open_store(bench.run.settings, purpose="examine") as db:
        db.save_examined(examined, version=VERSION)
    return examined


def _copy_of(bench: Bench, document: Document) -> str | None:
    if isinstance(document, Filing):
        return None
    first = bench.first_texts[bench.grouped[document.id].story_id, _words(document)]
    return None if first == document.id else first


def _read_text(document: Document) -> str:
    text = body(document.title, document.text)
    return text[:FILING_HEAD] if isinstance(document, Filing) else text


def _examined(bench: Bench, document: Document, annotation: Annotation | None) -> Examined:
    mark = bench.grouped[document.id]
    if annotation is None:
        return Examined(document.id, mark, _beat(document), (), (), (), (), copy_of=_copy_of(bench, document))
    text = _read_text(document)
    mentions = match.link(text, annotation, bench.register.scan(text), bench.register)
    key = bench.case_companies.get(document.case_key) if isinstance(document, Filing) else None
    # A filing is its issuer's: the banks and sponsors it names say nothing of its sector.
    own = _company_sectors(bench, mentions) if not isinstance(document, Filing) else _sectors_of(bench.register, key or "")
    sector_ids = tuple(sector for sector, _ in sectors.classify(document.title, document.text[:FILING_HEAD], own))
    if isinstance(document, Filing):
        events = triggers.from_filing(document, story_id=mark.story_id, company_key=key, sectors=own, earlier=_earlier(bench, document))
        return Examined(document.id, mark, "business", sector_ids, mentions, posts.link(annotation.people, mentions), events)
    beat = _beat(document)
    events = triggers.events(
        document, annotation, mentions, story_id=mark.story_id, beat=beat, sectors=sector_ids, register_sectors=lambda key: _sectors_of(bench.register, key)
    )
    return Examined(document.id, mark, beat, sector_ids, mentions, posts.link(annotation.people, mentions), events)


def _earlier(bench: Bench, filing: Filing) -> tuple[Filing, ...]:
    """The case's filings of earlier days."""
    return tuple(other for other in bench.case_filings.get(filing.case_key, ()) if other.filed < filing.filed)


def _beat(document: Document) -> Beat:
    if isinstance(document, Filing):
        return "business"
    return beats.beat(document.title, document.text, section=document.section, url=document.url)


def _sectors_of(register: Register, key: str) -> tuple[str, ...]:
    company = register.get(key)
    return company.sectors if company is not None else ()


def _company_sectors(bench: Bench, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Sectors of the companies named, most mentioned first."""
    tally = Counter(mention.company.key for mention in mentions if mention.company is not None)
    return tuple(dict.fromkeys(sector for key, _ in tally.most_common(3) for sector in _sectors_of(bench.register, key)))


# --- cases ---------------------------------------------------------------------------------------------------------------


def follow_cases(run: Run) -> int:
    """Folds each case's events into its stage, links it to the register, and enrols applicants nobody listed; how many cases there are."""
    with store.open_store(run.settings, purpose="follow cases") as db:
        by_case = defaultdict(list)
        for event in db.case_events():
            by_case[event.case_key].append(event)
        filings = defaultdict(list)
        for filing in db.filings():
            filings[filing.case_key].append(filing)
        known = registers.load(run.settings, db)
        folded = cases.link(cases.fold(by_case[key], filings[key], now=run.now) for key in sorted(by_case))
        linked = [replace(case, company_key=_company_of(case, known)) for case in folded]
        newcomers = [applicant(case) for case in linked if case.company_key is None]
        db.put_companies(newcomers, origin="filings")
        db.save_cases([replace(case, company_key=case.company_key or applicant(case).key) for case in linked])
    return len(linked)


def _company_of(case: Case, register: Register) -> str | None:
    """The record that bears the issuer's name, where exactly one does."""
    found = {company.issuer or company.key for name in (case.issuer, case.issuer_zh) if name for company in register.find(name)}
    return found.pop() if len(found) == 1 else None


def applicant(case: Case) -> Company:
    """A register record for an issuer that only its filing names. A mainland venue's list writes its name in Simplified characters."""
    market, _, code = case.key.partition(":")
    latin = case.issuer if case.issuer.isascii() else None
    chinese = case.issuer_zh or (case.issuer if latin is None else None)
    simplified = market in ("SSE", "SZSE", "BSE", "CSRC")
    return Company(
        key=f"{market}-APP:{code}",
        market=f"{market}-APP",
        code=code,
        name_en=latin or None,
        name_zh_hant=None if simplified else chinese,
        name_zh_hans=chinese if simplified else None,
        status="applicant",
        origin="filings",
    )
