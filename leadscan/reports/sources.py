"""What a source's state means to an operator: the rows of a table, a line of a log, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from leadscan.types import Health, HealthState, Poll

ADVICE: Mapping[HealthState, str] = {
    "ok": "",
    "unchanged": "",
    "empty": "an answer without entries: look at the address in a browser; if it goes on for days, the list has moved",
    "stale": "nothing new for longer than usual: look whether the publisher stopped this feed, and disable it in sources.toml",
    "invalid": "no feed any more: the address shows a page instead; put the new address into sources.toml",
    "degraded": "readable with faults: nothing to do while entries come",
    "blocked": "the publisher refuses us (401, 403): ask for permission, or set enabled = false in sources.toml",
    "limited": "asked too often (429): raise [web] pause, or rest_least",
    "failing": "no answer: tried again by itself; after three days look at the network and the address",
    "gone": "the publisher says it is gone (410): take it out of sources.toml",
    "quarantined": "a defect of leadscan on these bytes: they are in the archive; report it with the detail, other sources are not touched",
}
"""Every state; empty = nothing to do."""
WELL = frozenset({"ok", "unchanged", "degraded"})


def table(health: Iterable[Health]) -> list[dict[str, str]]:
    """A row a source, the troubled ones first, with what to do."""
    ordered = sorted(health, key=lambda one: (one.state in WELL, one.source_id))
    return [
        {
            "source": one.source_id,
            "state": one.state,
            "what to do": ADVICE[one.state],
            "since": one.since.isoformat(),
            "new": str(one.new_entries),
            "newest": one.newest.isoformat(timespec="minutes") if one.newest else "",
            "detail": one.detail,
        }
        for one in ordered
    ]


def line(poll: Poll) -> str:
    """One poll as a line of a log: source, address, state, entries, and what to do where it is not well."""
    address = poll.response.final_url if poll.response is not None else poll.source.url
    entries = len(poll.parsed.entries) if poll.parsed else 0
    said = f"source={poll.source.id} url={address} state={poll.health.state} entries={entries}"
    if poll.health.state in WELL:
        return said
    return f"{said} detail={poll.health.detail!r}; {ADVICE[poll.health.state]}"
