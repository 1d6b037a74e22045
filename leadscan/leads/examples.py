"""The triggers' own examples as their test: each sentence through the rules, with the companies it names."""

from __future__ import annotations

from datetime import UTC, datetime

from leadscan.data.triggers import Example, triggers
from leadscan.leads.triggers import events, split
from leadscan.types import Annotation, Article, Event, Mention

_NOW = datetime(2026, 3, 10, tzinfo=UTC)


def results() -> dict[str, list[bool]]:
    """For each trigger, whether each of its examples came out as it says, in the order of the file."""
    return {trigger.id: [holds(trigger.id, example) for example in trigger.examples] for trigger in triggers().values()}


def holds(trigger: str, example: Example) -> bool:
    """A hit fires for its company; a miss does not fire at all."""
    found = [event for event in read(example) if event.trigger == trigger]
    return any(event.company_name == example.company for event in found) if example.hit else not found


def read(example: Example) -> tuple[Event, ...]:
    """Every event of an example's sentence."""
    document = Article(
        id="example", source_id="example", entry_id="example", url="https://example.invalid/", title=example.text, text="", published=_NOW, published_from="first_seen", first_seen=_NOW, lang=example.lang
    )
    annotation = Annotation(example.lang, split(example.text), (), ())
    return events(document, annotation, mentions(example), story_id="example", beat="business", sectors=(), register_sectors=lambda key: ())


def mentions(example: Example) -> tuple[Mention, ...]:
    """Every place where the example names one of its companies."""
    found: list[Mention] = []
    for name in sorted(example.companies, key=len, reverse=True):
        at = example.text.find(name)
        while at >= 0:
            if not any(other.start < at + len(name) and at < other.end for other in found):
                found.append(Mention(at, at + len(name), "COMPANY", name, 1.0, "example"))
            at = example.text.find(name, at + 1)
    return tuple(sorted(found, key=lambda mention: mention.start))
