"""An alarm: what failed, in plain words, with what to do, to the operators' mailboxes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime

from leadscan.mail import notice
from leadscan.records import digest
from leadscan.settings import Settings
from leadscan.stages.run import HONG_KONG
from leadscan.types import Message

ADVICE: Mapping[str, str] = {
    "DeskError": "`leadscan check` names file, line and key; mend it, then run again.",
    "UsageError": "Start it again with other values: the run form says what each means.",
    "Locked": "Another run has the desk; it is named above. Wait until it ends, or stop it, then run again.",
    "StoreError": "`leadscan doctor` says what is wrong with the store.",
    "DeliveryError": "`leadscan outbox` shows which emails did not go; look at the mail server, then run again.",
    "FetchError": "`leadscan sources` shows which sources do not answer; the others are not touched.",
    "Inaccurate": "Emails go on as before. Go back to the version, models or [nlp] settings of before; or send the table `evaluation` of the run with a report.",
    "TimeoutError": "It took longer than it may. `leadscan doctor` looks at the disk and the locks; then run again.",
}
"""By the name of an error of leadscan."""
OTHER = "Run it again: it goes on where it stopped, and no email goes twice. If it fails again, it is a defect of leadscan: send the log of the run with it."
CRASHED = "Run it again: it goes on where it stopped, and no email goes twice. Where nobody stopped it, look whether the machine ran out of memory."


def advice(error: str, said: str = "") -> str:
    """What to do about an error, by its class name or the first words of a run's state."""
    named = next((name for name in ADVICE if name in (error, *said.replace("(", " ").replace(":", " ").split())), "")
    return ADVICE.get(named, CRASHED if error == "Crashed" else OTHER)


def alarm(settings: Settings, *, what: str, said: str, todo: str, now: datetime, where: str = "", ended: str = "failed") -> str:
    """Tells the operators: where the mail went; empty where [operators] email names nobody. DeliveryError where it did not go."""
    if not settings.operators.email:
        return ""
    when = now.astimezone(HONG_KONG)
    lines = [f"{what} {ended} at {when:%H:%M} Hong Kong time on {when:%Y-%m-%d}.", "", hidden(said, settings), "", f"What to do: {todo}"]
    if where:
        lines += ["", f"The run: {where}"]
    domain = settings.mail.sender.rpartition("@")[2].strip("> ") or "leadscan.invalid"
    message = Message(
        message_id=f"<alarm.{digest(what, said, now.isoformat())}@{domain}>", rm="operators", edition=when.date(), kind=f"alarm-{digest(what, now.isoformat())[:8]}",
        sender=settings.mail.sender, to=settings.operators.email, subject=f"leadscan: {what} {ended}", text="\n".join(lines) + "\n", html="", created=now,
    )  # fmt: skip
    return notice.send(message, settings, outbox=settings.desk / "outbox")


def hidden(text: str, settings: Settings) -> str:
    """Text without any of the desk's secrets: a field that is kept out of a settings section's repr is one."""
    for name in (field.name for field in dataclasses.fields(settings) if field.name != "desk"):
        section = getattr(settings, name)
        for field in dataclasses.fields(section):
            value = getattr(section, field.name)
            if not field.repr and isinstance(value, str) and value:
                text = text.replace(value, "(hidden)")
    return text
