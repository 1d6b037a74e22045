"""When a run fails or dies: a mail to the operators with what to do. The mail's own failure is a line in the log, never another failure."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from flows import blocks
from leadscan.errors import LeadscanError
from leadscan.stages import alarm


def tell(flow: Any, flow_run: Any, state: Any) -> None:  # a Prefect hook: flow, flow run and state of any kind
    """Prefect calls this once a run has failed for good or crashed."""
    log = logging.getLogger("prefect.flow_runs.leadscan")
    try:
        given = blocks.load(str(flow_run.parameters.get("desk", "desk")))
        said = str(state.message or state.name)
        todo = alarm.advice("Crashed" if state.type.value == "CRASHED" else "", said)
        gone = alarm.alarm(given, what=f"{flow.name} ({flow_run.name})", said=said, todo=todo, now=datetime.now(UTC), where=_address(flow_run))
        log.error("%s; what to do: %s%s", alarm.hidden(said, given), todo, f" The operators were told: {gone}" if gone else "")
    except (LeadscanError, OSError) as e:
        log.error("the operators could not be told: %s", e)  # the traceback may hold what a mail server answered


def _address(flow_run: Any) -> str:
    from prefect.settings import PREFECT_UI_URL

    base = PREFECT_UI_URL.value()
    return f"{base}/runs/flow-run/{flow_run.id}" if base else f"flow run {flow_run.id}"
