"""What moved since an RM was told: a stage forward, an amount nobody had named, another stake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from leadscan.leads.facts import value
from leadscan.types import CaseChange, Lead, Stage, Told

_FORWARD: dict[Stage, frozenset[Stage]] = {
    "rumour": frozenset({"planned", "announced", "filed", "completed", "failed"}),
    "planned": frozenset({"filed", "completed", "failed"}),
    "announced": frozenset({"failed"}),
    "filed": frozenset({"failed"}),
    "completed": frozenset({"failed"}),
    "failed": frozenset(),
}
"""Steps worth telling. Planned to announced and announced to completed are how two papers word one step, so they are not."""

_RISKS = frozenset({"STRESS", "DEFAULT_INSOLVENCY", "INTEGRITY"})


def changed(told: Told, lead: Lead) -> str | None:
    """What is new of a lead's matter since it was told ("amount HK$1.4bn -> HK$1.9bn", "stage rumour -> announced", "asks -> The company is talking to banks."); None = nothing to tell again."""
    return moved(told, lead.stage, lead.facts)


def moved(told: Told, stage: Stage, facts: Mapping[str, str]) -> str | None:
    """The same for a stage and facts alone."""
    if (step := _of_listing(told.facts, facts)) is not None:
        return step
    if stage in _FORWARD[told.stage]:
        return f"stage {told.stage} -> {stage}"
    amount = _new_amount(told.facts, facts) or (_grown(told.facts, facts) if told.matter.split("|")[1:2] and told.matter.split("|")[1] in _RISKS else None)
    if amount is not None:
        return f"amount {amount[0]} -> {amount[1]}"
    if facts.get("asks") and not told.facts.get("asks"):
        return f"asks -> {_cut(facts['asks'])}"
    old, new = told.facts.get("stake"), facts.get("stake")
    if old and new and _digits(old) and _digits(new) and _digits(old) != _digits(new):
        return f"stake {old} -> {new}"
    return None


_CASE = (
    ("stage", "case"), ("cfo_name", "cfo"), ("ceo_name", "ceo"), ("sponsors", "sponsors"), ("underwriters", "underwriters"), ("principal_bankers", "banks"), ("auditor", "auditor"),
    ("offer_amount", "amount"), ("phone", "phone"),
)  # fmt: skip
"""What an RM is told of a case that is not as it was, most telling first, and the word for it."""


def of_case(seen: Iterable[CaseChange]) -> str | None:
    """What changed in a listing case, oldest change first given, from where it stood to where it stands: "case IN_REVIEW -> CLEARED; cfo Ann Poe -> Bea Roe". None = nothing of note.

    What only became known, or is only no longer said, is no change.
    """
    first: dict[str, str | None] = {}
    last: dict[str, str | None] = {}
    for change in seen:
        if "UNKNOWN" in (change.old, change.new):
            continue  # a status that nobody knows is the operator's news
        first.setdefault(change.what, change.old)
        last[change.what] = change.new
    said = [f"{word} {_listed(old)} -> {_listed(new)}" for what, word in _CASE if (old := first.get(what)) and (new := last.get(what)) and old != new]
    return "; ".join(said) or None


def _listed(names: str) -> str:
    return names.replace("; ", ", ")


def _of_listing(old: Mapping[str, str], new: Mapping[str, str]) -> str | None:
    """A step that the venue's record of the case took between two filings of one kind: a prospectus after the hearing pack, an application renewed."""
    before, after = old.get("case_stage"), new.get("case_stage")
    if not before or not after or "UNKNOWN" in (before, after):
        return None
    if before != after:
        return f"case {before} -> {after}"
    tries, again = old.get("attempt", ""), new.get("attempt", "")
    return f"attempt {tries} -> {again}" if tries.isdigit() and again.isdigit() and int(again) > int(tries) else None


def _cut(words: str, most: int = 120) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _new_amount(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, str] | None:
    """(old, new) where the new main amount stands nowhere in what was told before and is in the same currency as the old one."""
    if not old.get("amount") or not new.get("amount"):
        return None
    before, now = value(old["amount"]), value(new["amount"])
    if before is None or now is None or not _same_currency(before[0], now[0]):
        return None
    known = [before, *(read for words in old.get("amounts", "").split("; ") if (read := value(words)) is not None)]
    if any(_same_currency(currency, now[0]) and abs(number - now[1]) <= 0.02 * max(number, now[1]) for currency, number in known):
        return None
    return old["amount"], new["amount"]


def _grown(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, str] | None:
    """Of a risk told without a main amount: a sum larger than every one that was printed before, in the same currency."""
    now = value(new.get("amount", ""))
    printed = [(words, read) for words in old.get("amounts", "").split("; ") if (read := value(words)) is not None]
    if old.get("amount") or now is None or not printed or not all(_same_currency(read[0], now[0]) for _, read in printed):
        return None
    most = max(printed, key=lambda item: item[1][1])
    return (most[0], new["amount"]) if now[1] > most[1][1] * 1.02 else None


def _same_currency(one: str, other: str) -> bool:
    return one == other or "" in (one, other)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit() or char == ".")
