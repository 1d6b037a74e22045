"""When a run fails or dies: a mail to the operators with what to do. The mail's own failure is a line in the log, never another failure of that run."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flows import blocks
from leadscan.errors import LeadscanError, UsageError
from leadscan.settings import Settings
from leadscan.stages import alarm


def tell(flow: Any, flow_run: Any, state: Any) -> None:  # a Prefect hook: flow, flow run and state of any kind
    """Prefect calls this once a run has failed for good, or crashed while its process could still speak."""
    from prefect.settings import PREFECT_API_URL

    crashed = state.type.value == "CRASHED"
    if crashed and PREFECT_API_URL.value():
        return  # the server starts the flow `crashed`, whoever saw the crash: one mail, not two
    log = logging.getLogger("prefect.flow_runs.leadscan")
    try:
        given = blocks.load(str(flow_run.parameters.get("desk", "desk")))
        said = str(state.message or state.name)
        todo = alarm.advice("Crashed" if crashed else "", said)
        gone = _mail(given, flow.name, flow_run, said, todo, now=datetime.now(UTC), crashed=crashed)
        log.error("what to do: %s%s", todo, f" The operators were told: {gone}" if gone else "")
    except (LeadscanError, OSError) as e:
        log.error("the operators could not be told: %s", e)  # the traceback may hold what a mail server answered


def tell_crashed(given: Settings, run: str) -> str:
    """Tells the operators of a run whose process died: where the mail went; empty where [operators] email names nobody. The same crash makes the same mail.

    UsageError where the text does not end in the id of a run that has crashed.
    """
    from prefect.client.orchestration import get_client
    from prefect.exceptions import ObjectNotFound

    with get_client(sync_client=True) as client:
        try:
            flow_run = client.read_flow_run(UUID(run[-36:]))
        except (ValueError, ObjectNotFound) as e:
            raise UsageError(f"{run}: the Prefect server knows no such run") from e
        states = [state for state in client.read_flow_run_states(flow_run.id) if state.is_crashed()]
        name = client.read_flow(flow_run.flow_id).name
    if not states:
        raise UsageError(f"{run}: this run has not crashed")
    said = str(states[-1].message or states[-1].name)
    return _mail(given, name, flow_run, said, alarm.advice("Crashed"), now=states[-1].timestamp, crashed=True)


def _mail(given: Settings, flow: str, flow_run: Any, said: str, todo: str, *, now: datetime, crashed: bool) -> str:
    """The alarm; a run is called by its name, and by its flow's where the name does not say it."""
    said = said.removeprefix("Flow run encountered an exception: ")
    what = flow_run.name if flow_run.name.startswith(flow) else f"{flow} ({flow_run.name})"
    return alarm.alarm(given, what=what, said=said, todo=todo, now=now, where=_address(flow_run), ended="crashed" if crashed else "failed")


def _address(flow_run: Any) -> str:
    from prefect.settings import PREFECT_UI_URL

    base = PREFECT_UI_URL.value()
    return f"{base}/runs/flow-run/{flow_run.id}" if base else f"flow run {flow_run.id}"
