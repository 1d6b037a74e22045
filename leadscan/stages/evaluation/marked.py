"""The project's own marked texts (companies, triggers, beat, lead) and mentions with their records, measured as ``tools/score_gold.py`` and ``score_linking.py`` do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from leadscan.stages.evaluation.counting import Counts, Figure, Span, paired, shared
from leadscan.stages.evaluation.names import companies_of

Row = Mapping[str, Any]
BUSINESS = frozenset(("business", "markets_roundup", "share_tip"))
GOLD_AIMS = {"companies en": 0.88, "companies zh": 0.85, "triggers with company": 0.75, "trigger types": 0.80, "business beat": 0.95, "lead": 0.82}
LINKING_AIMS = {"links": 0.93, "precision of links": 0.97, "without a record left alone": 0.90}


def gold(items: Iterable[tuple[Row, Row]]) -> list[Figure]:
    """Companies (overlapping, exact), triggers, beat and lead over (marked text, what annotate says)."""
    counts = Counts()
    for item, answer in items:
        lang = "en" if item["lang"] == "en" else "zh"
        truth, said = {(c["start"], c["end"]) for c in item["companies"]}, companies_of(answer)
        right = paired(truth, said)
        counts.add("companies", right, len(said), len(truth))
        counts.add(f"companies {lang}", right, len(said), len(truth))
        if lang == "zh":
            counts.add(f"companies {item['lang']}", right, len(said), len(truth))
        counts.spans("companies exact", truth, said)
        want = {(t["type"], item["companies"][t["company_index"]]["entity"]) for t in item["triggers"] if t["company_index"] is not None}
        have = {(t["type"], _entity(item, t["company"])) for t in answer["triggers"] if t["company"]}
        _both(counts, "triggers with company", want, have)
        _both(counts, "trigger types", {t["type"] for t in item["triggers"]}, {t["type"] for t in answer["triggers"]})
        business, said_business = item["beat"] in BUSINESS, answer["beat"] in BUSINESS
        counts.add("business beat", business and said_business, said_business, business)
        counts.add("lead", item["lead"] and answer["lead"], answer["lead"], item["lead"])
    return counts.figures(aims=GOLD_AIMS)


def _both(counts: Counts, name: str, want: set[Any], have: set[Any]) -> None:
    counts.add(name, len(want & have), len(have), len(want))


def _entity(item: Row, span: list[int]) -> object:
    """The marked entity a span means; the span itself where it means none."""
    at = (span[0], span[1])
    best = max(item["companies"], key=lambda c: shared((c["start"], c["end"]), at), default=None)
    return best["entity"] if best is not None and shared((best["start"], best["end"]), at) else at


def linking(items: Iterable[tuple[Row, Row]]) -> list[Figure]:
    """Mention to record over (marked mention, what annotate says): a link is right where every record on the span is the answer or one of ``also``."""
    counts = Counts()
    for item, answer in items:
        span: Span = (item["start"], item["end"])
        linked = {(m["company"]["market"], m["company"]["code"]) for m in answer["mentions"] if m["company"] and shared((m["start"], m["end"]), span)}
        accepted = {(a["market"], a["code"]) for a in ([item["answer"]] if item["answer"] else []) + (item.get("also") or [])}
        right = bool(linked) and linked <= accepted
        for name in ("links", "precision of links"):
            counts.add(name, bool(item["answer"]) and right, bool(linked), bool(item["answer"]))
        if not item["answer"]:
            counts.add("without a record left alone", not linked, 0, 1)
    return counts.figures(kinds={"precision of links": "precision", "left alone": "share"}, aims=LINKING_AIMS)
