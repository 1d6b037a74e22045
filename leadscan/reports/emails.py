"""The emails of a day for their operator: whose, how many stories, where each stands. Subjects, addresses and stories are left out: they are the RMs'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote

from leadscan.reports.summary import cell
from leadscan.types import Digest, OutboxRow

STATES = {
    "sent": ("sent", ""),
    "ready": ("to send", "the next run sends it"),
    "sending": ("in doubt", "ask whether it arrived; `leadscan outbox --release MESSAGE-ID` sends it again"),
    "failed": ("failed", "`leadscan outbox` says why; mend it, then `leadscan outbox --release MESSAGE-ID`"),
}
"""By the status of an outbox row: what it is called here, and what to do about it."""


def counted(rows: Iterable[OutboxRow]) -> str:
    """ "4 sent, 1 in doubt"; "none" where there is none."""
    found = Counter(STATES[row.status][0] for row in rows)
    return ", ".join(f"{found[name]} {name}" for name, _ in STATES.values() if found[name]) or "none"


def markdown(rows: Sequence[tuple[OutboxRow, Digest | None]], *, base: str, there: Callable[[str], bool]) -> str:
    """A Markdown table, those not sent first. A row's page is linked below ``base`` where ``there`` says that the file is in the outbox folder."""
    made = ["| RM | edition | email | calls | stories | state | what to do | |", "|---|---|---|---:|---:|---|---|---|"]
    for row, digest in sorted(rows, key=lambda pair: (pair[0].status == "sent", pair[0].message.rm, pair[0].message.kind)):
        state, todo = STATES[row.status]
        items = digest.items if digest is not None else ()
        calls = sum(item.section == "call_today" for item in items)
        made.append(f"| {cell(row.message.rm)} | {row.message.edition} | {cell(row.message.kind)} | {calls} | {len(items)} | {state} | {todo} | {_link(row, base, there)} |")
    return "\n".join(made) + "\n"


def _link(row: OutboxRow, base: str, there: Callable[[str], bool]) -> str:
    page = f"{(row.place or '').removesuffix('.eml')}.html"
    # Of an email sent over SMTP the place is the server's answer, no path.
    if not page.startswith(f"{row.message.edition}/") or ".." in page or not there(page):
        return ""
    return f"[open]({base}/{quote(page)})"
