"""What the log of a run leaves out: that each task ended well, and the path of an error that says itself what to do."""

from __future__ import annotations

import logging

from leadscan.errors import LeadscanError


class Readable(logging.Filter):
    """A sentence where Prefect would print a page."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Is the record shown; an error of leadscan loses its traceback."""
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if isinstance(error, LeadscanError):
            record.exc_info = record.exc_text = None
            again = str(record.msg).startswith("Engine execution exited")
            record.msg, record.args = f"{type(error).__name__}: {error}", ()
            return not again
        return not (record.name == "prefect.task_runs" and record.levelno == logging.INFO and record.getMessage().startswith("Finished in state Completed"))


def quiet() -> None:
    """Of this process; to ask twice changes nothing."""
    for name in ("prefect.flow_runs", "prefect.task_runs"):
        log = logging.getLogger(name)
        if not any(isinstance(one, Readable) for one in log.filters):
            log.addFilter(Readable())
