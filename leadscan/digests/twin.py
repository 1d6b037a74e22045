"""The digest for machines: the JSON of ``leadscan digest --json`` (docs/design.md, section 6)."""

from __future__ import annotations

from typing import Any

from leadscan.digests.safety import is_han
from leadscan.records import to_data
from leadscan.text.normalize import simplify, traditionalise
from leadscan.types import Digest, DigestItem, Health


def data(digest: Digest) -> dict[str, Any]:
    """Plain data with the agreed keys; more may stand beside them."""
    return {
        "rm": digest.rm,
        "date": digest.date.isoformat(),
        "quiet": digest.quiet,
        "language": digest.language,
        "subject": digest.subject,
        "health_line": digest.health_line,
        "items": [_item(item) for item in digest.items],
        "left": list(digest.left),
        "sources": [_source(state) for state in digest.health],
    }


def _item(item: DigestItem) -> dict[str, Any]:
    contact = to_data(item.contact) if item.contact is not None else None
    return {
        "section": item.section,
        "rank": item.rank,
        "lead": item.lead_id,
        "company": _company(item),
        "relation": item.relation,
        "trigger": item.trigger,
        "triggers": list(dict.fromkeys((item.trigger, *item.triggers))),
        "stage": item.stage,
        "polarity": item.polarity,
        "story": item.story,
        "facts": dict(item.facts),
        "quotes": [{"quote": proof.quote, "lang": proof.lang, "url": proof.url, "document": proof.document_id, "start": proof.start, "end": proof.end, "page": proof.page} for proof in item.quotes],
        "urls": list(item.urls),
        "titles": list(item.sources),
        "changed": item.changed,
        "beside": list(item.beside.values()),
        "held": item.held.isoformat() if item.held is not None else None,
        "why": list(item.why),
        "sectors": list(item.sectors),
        "suppressed": item.suppressed,
        "contact": contact | {"url": item.contact_url} if contact is not None else None,
        "outreach": to_data(item.outreach) if item.outreach is not None else None,
        "case": _case(item),
    }


def _company(item: DigestItem) -> dict[str, Any] | None:
    if not item.company_name and item.company_key is None:
        return None
    market, _, code = (item.company_key or "").partition(":")
    return {"market": market or None, "code": code or None, "name": item.company_name, "names": names(item)}


def names(item: DigestItem) -> list[str]:
    """Every name in every script: what the records have, then each Chinese name in the script they do not have."""
    known = list(dict.fromkeys(name for name in (item.company_name, *item.names) if name))
    han = [name for name in known if is_han(name)]
    simple = [simplify(name) for name in han]
    # A name that simplifying changes is Traditional already; turning it again would only swap Hong Kong's variant shapes.
    return list(dict.fromkeys((*known, *simple, *(traditionalise(name) for name in han if name in simple))))


def _case(item: DigestItem) -> dict[str, Any] | None:
    case = item.case
    if case is None:
        return None
    return {
        "key": case.key,
        "stage": case.stage,
        "filed": case.filed.isoformat() if case.filed else None,
        "lapses": case.lapses.isoformat() if case.lapses else None,
        "attempt": case.attempt,
    }


def _source(state: Health) -> dict[str, Any]:
    return {"source": state.source_id, "title": state.title, "state": state.state, "since": state.since.isoformat(), "detail": state.detail}
