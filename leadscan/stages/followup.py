"""Follow up: RMs' answers out of the mailbox into touches and corrections; each email counts once, and what cannot be taken is kept aside with its reason.

    mailbox -> outreach.inbox (signature, sender) -> touch, correction, ledger [store] -> the message is moved
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time

from leadscan import store
from leadscan.desk import secret
from leadscan.errors import DeliveryError, DeskError
from leadscan.mail import replies as mailbox
from leadscan.outreach import inbox
from leadscan.outreach.answers import Answer
from leadscan.records import digest
from leadscan.settings import Settings
from leadscan.stages import outreach
from leadscan.stages.run import HONG_KONG, Run, plain_secret
from leadscan.store.ledger import ledger_row
from leadscan.types import Report, Touch

COUNTS = ("taken", "again", "aside", "ignored")


def follow_up(run: Run) -> Report:
    """Reads the mailbox. One that cannot be reached is a failure in the report, never an end of the morning."""
    given = run.settings.replies
    if not (given.maildir or given.host):
        return Report("follow-up", {"taken": 0}, notes=("no mailbox is set up; [replies] names one",))
    plain_secret(given.password, "replies.password")
    counts: Counter[str] = Counter(dict.fromkeys(COUNTS, 0))
    notes: list[str] = []
    try:
        with mailbox.open_box(given, run.desk) as box:
            waiting = box.new()
            if waiting:
                outcomes = _take(run, [raw for _, raw in waiting], notes)
                for (handle, _), outcome in zip(waiting, outcomes, strict=True):
                    counts[outcome] += 1
                    box.move(handle, given.aside if outcome == "aside" else given.done)
    except (DeliveryError, DeskError) as e:
        return Report("follow-up", dict(counts), failures=(str(e),), notes=tuple(notes))
    return Report("follow-up", dict(counts), notes=tuple(notes))


def due(touches: Iterable[Touch], at: datetime) -> list[Touch]:
    """The newest touch of each lead whose next step's time has come, the longest due first."""
    last: dict[str, Touch] = {}
    for touch in sorted(touches, key=lambda touch: (touch.at, touch.id)):
        last[touch.lead_id] = touch
    return sorted((touch for touch in last.values() if touch.next_at is not None and touch.next_at <= at), key=lambda touch: (touch.next_at or at, touch.id))


def _take(run: Run, messages: list[bytes], notes: list[str]) -> list[str]:
    """What became of each message; all is in the store before anything is moved, so that a run that dies is run again."""
    settings = run.settings
    key = secret.signing_key(run.desk, settings.mail.secret)
    made = []
    with store.open_store(settings, purpose="follow up") as db:
        addresses = {watchlist.rm: watchlist.email for watchlist in db.watchlists()}
        for raw in messages:
            judged = inbox.judge(raw, key, addresses, today=run.now.astimezone(HONG_KONG).date(), days=settings.replies.days, authserv=settings.replies.authserv)
            made.append(_record(db, settings, judged, run.now, notes))
    return made


def _record(db: store.Store, settings: Settings, judged: inbox.Judged, now: datetime, notes: list[str]) -> str:
    before = db.answered(judged.message_id)
    if before is not None:
        return "again" if before == "taken" else before
    if judged.verdict == "taken" and judged.answer is not None:
        reason = _apply(db, settings, judged.answer, judged, now)
        if reason is None:
            db.set_answered(judged.message_id, "taken", now)
            return "taken"
    else:
        reason = judged.reason
    if judged.verdict == "ignored":
        db.set_answered(judged.message_id, "ignored", now)
        return "ignored"
    db.add_ledger(ledger_row("aside", f"{reason}; from {judged.sender or 'nobody'}", at=now, place=judged.message_id[:200]))
    db.set_answered(judged.message_id, "aside", now)
    notes.append(f"put aside: {reason}")
    return "aside"


def _apply(db: store.Store, settings: Settings, answer: Answer, judged: inbox.Judged, now: datetime) -> str | None:
    """Records one answer; why it could not be, where the lead is gone or another's."""
    lead = db.lead(answer.lead_id)
    if lead is None or lead.rm != answer.rm:
        return f"no lead {answer.lead_id} of {answer.rm}"
    at = _moment(judged, answer, now)
    # One link is one answer, however often it is clicked and by however many emails.
    ident = digest("answer", answer.rm, answer.lead_id, answer.edition.isoformat(), answer.answer)
    outreach.record(db, settings, lead, answer.answer, judged.note, at, ident=ident, via="by email")
    return None


def _moment(judged: inbox.Judged, answer: Answer, now: datetime) -> datetime:
    """When the RM wrote: the email's own date where it lies between the edition and now."""
    first = datetime.combine(answer.edition, time(0), tzinfo=HONG_KONG)
    return judged.sent if judged.sent is not None and first <= judged.sent <= now else now
