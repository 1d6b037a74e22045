"""What the operator reads of a day's emails: where each stands, and nothing of what is in it."""

from __future__ import annotations

from datetime import date

import pytest

from leadscan.reports import emails
from leadscan.types import Digest, Message, OutboxRow

DAY = date(2026, 5, 12)


def row(rm: str, status: str, place: str | None = None, kind: str = "morning") -> OutboxRow:
    message = Message(f"<{rm}>", rm, DAY, kind, "leadscan@bank.example", (f"{rm}@bank.example",), "Tolland Foods has applied to list | 3 calls", "text", "html")
    return OutboxRow(message, status, 1, None, None, place, f"550 {rm}@bank.example unknown" if status == "failed" else None)  # type: ignore[arg-type]  # a plain string


def test_what_is_not_sent_comes_first_with_what_to_do_and_no_address_subject_or_answer_of_a_server_is_shown() -> None:
    rows = [row("a.yip", "sent", "250 taken for a.yip@bank.example"), row("z.ho", "sending"), row("m.au", "failed"), row("k.so", "ready")]
    table = emails.markdown([(one, None) for one in rows], base="file:///outbox", there=lambda place: True)
    assert [line.split(" | ")[0].removeprefix("| ") for line in table.splitlines()[2:]] == ["k.so", "m.au", "z.ho", "a.yip"]
    assert "| in doubt | ask whether it arrived; `leadscan outbox --release MESSAGE-ID` sends it again |" in table
    assert "@" not in table and "Tolland" not in table and "250" not in table and "](" not in table
    assert emails.counted(rows) == "1 sent, 1 to send, 1 in doubt, 1 failed"
    assert emails.counted([]) == "none"


@pytest.mark.parametrize(
    ("place", "link"),
    [
        ("2026-05-12/a.yip-morning.eml", "[open](http://outbox.example/2026-05-12/a.yip-morning.html)"),
        ("2026-05-12/a) [b](javascript:x.eml", "[open](http://outbox.example/2026-05-12/a%29%20%5Bb%5D%28javascript%3Ax.html)"),
        ("2026-05-12/../../secret.eml", ""),
        ("/etc/passwd", ""),
        ("250 2.0.0 queued as 2026-05-12/x.eml", ""),
    ],
)
def test_a_link_leads_to_a_page_of_that_day_in_the_outbox_and_nowhere_else(place: str, link: str) -> None:
    table = emails.markdown([(row("a.yip", "sent", place), None)], base="http://outbox.example", there=lambda place: True)
    assert table.splitlines()[2].endswith(f"|  | {link} |" if link else "|  |  |")
    assert "](" not in emails.markdown([(row("a.yip", "sent", place), None)], base="http://outbox.example", there=lambda place: False)


def test_stories_and_calls_are_counted_from_the_digest() -> None:
    quiet = Digest("a.yip", "A. Yip", "a.yip@bank.example", "en", DAY, (), True, ())
    assert "| a.yip | 2026-05-12 | weekly | 0 | 0 | sent |" in emails.markdown([(row("a.yip", "sent", kind="weekly"), quiet)], base="", there=lambda place: False)
