"""One batch of documents, examined without a store: what is sent to a worker, what comes back, and the work between.

    Batch (documents, marks, copies, what is known of their cases) + Tools (register, reader) -> Examined

All of it can be pickled and none of it holds a connection, so a worker may be this process, another one, or a machine of a Dask cluster.
"""

from __future__ import annotations

import functools
import hashlib
import pickle
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from leadscan.companies import match, posts
from leadscan.companies.register import Register
from leadscan.leads import sectors, triggers
from leadscan.news import beats
from leadscan.nlp import newcomers
from leadscan.nlp.reader import Reader
from leadscan.settings import Nlp
from leadscan.text.body import body
from leadscan.types import Annotation, Beat, Company, Correction, Document, Examined, Filing, Mention, StoryMark

FILING_HEAD = 4000
"""Characters of a filing read for names: cover and summary; the rest is read by the filings room, with page and quote."""
BEGINNING = {"en": 600, "zh-Hant": 300, "zh-Hans": 300}
"""Characters behind the headline that are read of an article that is not read whole: twice as far as an event of such an article may stand (``leads.standing``)."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some documents and what of the store they need."""

    documents: tuple[Document, ...]
    marks: Mapping[str, StoryMark]
    """Document id to its story."""
    copies: Mapping[str, str]
    """Document id to the first document of equal words; a first copy is not in it."""
    case_companies: Mapping[str, str | None]
    """Case key to the register's key, of the cases that the documents belong to."""
    earlier: Mapping[str, tuple[Filing, ...]]
    """Document id of a filing to its case's filings of earlier days, without their texts."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What every batch of one run needs; read only."""

    register: Register
    reader: Reader


@dataclass(frozen=True, slots=True)
class Kit:
    """What tools are made of; goes to a worker once."""

    nlp: Nlp
    companies: tuple[Company, ...]
    corrections: tuple[Correction, ...]
    state: bytes
    """``Register.state``: what the register computed, so that no worker computes it again."""


def packed(kit: Kit) -> tuple[str, bytes]:
    """(name, bytes) of a kit; equal kits bear one name."""
    data = pickle.dumps(kit, protocol=pickle.HIGHEST_PROTOCOL)
    return hashlib.sha256(data).hexdigest(), data


class Packed:
    """A kit's bytes under their name: a worker unpacks a name once."""

    def __init__(self, kit: Kit) -> None:
        self.name, self.data = packed(kit)

    def __hash__(self) -> int:
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Packed) and other.name == self.name


@functools.lru_cache(maxsize=1)
def tools_of(kit: Packed) -> Tools:
    """The tools of a kit, made once a process."""
    made = cast(Kit, pickle.loads(kit.data))  # noqa: S301 - bytes of our own process, over the desk's own workers
    register = Register(made.companies, corrections=made.corrections, state=made.state)
    return Tools(register, Reader(made.nlp, scan=register.scan))


def annotate_remotely(kit: Packed, batch: Batch) -> list[Examined]:
    """``annotate`` where only bytes arrive: the function that a process or cluster runs."""
    return annotate(tools_of(kit), batch)


def annotate(tools: Tools, batch: Batch) -> list[Examined]:
    """What is in each document, in order. The texts of copies are not read again."""
    fresh = [document for document in batch.documents if document.id not in batch.copies]
    beat_of = {document.id: _beat(document) for document in batch.documents}
    parts = {document.id: part for document in fresh if (part := part_to_read(document, beat_of[document.id], whole=tools.reader.settings.whole))}
    texts = [(parts[document.id], document.lang, _has_newcomers(document, beat_of[document.id])) for document in fresh if document.id in parts]
    annotations = {document.id: Annotation(document.lang, (), (), ()) for document in fresh}
    annotations.update(zip(parts, tools.reader.read(texts), strict=True))
    return [_examined(tools.register, batch, document, beat_of[document.id], annotations.get(document.id)) for document in batch.documents]


def read_text(document: Document) -> str:
    """Title and text as they are read: of a filing the head."""
    text = body(document.title, document.text)
    return text[:FILING_HEAD] if isinstance(document, Filing) else text


def part_to_read(document: Document, beat: Beat, *, whole: Sequence[str]) -> str:
    """What the reader is given of a document; nothing of an article that is neither of a beat to read whole nor begins with words of any trigger."""
    text = read_text(document)
    if isinstance(document, Filing) or beat in whole:
        return text
    return newcomers.beginning(text, len(document.title) + BEGINNING[document.lang]) if triggers.may_tell(document, beat) else ""


def _has_newcomers(document: Document, beat: Beat) -> bool:
    return not isinstance(document, Filing) and beat == "business"


def _examined(register: Register, batch: Batch, document: Document, beat: Beat, annotation: Annotation | None) -> Examined:
    mark = batch.marks[document.id]
    if annotation is None:
        return Examined(document.id, mark, beat, (), (), (), (), copy_of=batch.copies.get(document.id))
    text = read_text(document)
    mentions = match.link(text, annotation, register.scan(text), register)
    key = batch.case_companies.get(document.case_key) if isinstance(document, Filing) else None
    # A filing is its issuer's: the banks and sponsors it names say nothing of its sector.
    own = _company_sectors(register, mentions) if not isinstance(document, Filing) else _sectors_of(register, key or "")
    sector_ids = tuple(sector for sector, _ in sectors.classify(document.title, document.text[:FILING_HEAD], own))
    if isinstance(document, Filing):
        events = triggers.from_filing(document, story_id=mark.story_id, company_key=key, sectors=own, earlier=batch.earlier.get(document.id, ()))
        return Examined(document.id, mark, beat, sector_ids, mentions, posts.link(annotation.people, mentions), events)
    events = triggers.events(
        document, annotation, newcomers.may_act(mentions), story_id=mark.story_id, beat=beat, sectors=sector_ids, register_sectors=lambda key: _sectors_of(register, key)
    )
    return Examined(document.id, mark, beat, sector_ids, mentions, posts.link(annotation.people, mentions), events)


def _beat(document: Document) -> Beat:
    if isinstance(document, Filing):
        return "business"
    return beats.beat(document.title, document.text, section=document.section, url=document.url)


def _sectors_of(register: Register, key: str) -> tuple[str, ...]:
    company = register.get(key)
    return company.sectors if company is not None else ()


def _company_sectors(register: Register, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Sectors of the companies named, most mentioned first."""
    tally = Counter(mention.company.key for mention in mentions if mention.company is not None)
    return tuple(dict.fromkeys(sector for key, _ in tally.most_common(3) for sector in _sectors_of(register, key)))
