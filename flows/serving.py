"""`leadscan serve`: a server on the loopback, the deployments of prefect.yaml, and the automation that calls dead runs dead.

A run whose process was killed is marked crashed by the runner that started it, or, where that died too, by this automation once its heartbeats are
missed. Either way the server then starts the deployment `crashed` (its trigger stands in prefect.yaml), which mails the operators once.
"""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml

from flows import runtime, server
from leadscan import settings

FILE = Path(__file__).with_name("prefect.yaml")
ZOMBIES = "leadscan: a run without heartbeats is crashed"
OURS: dict[str, str | list[str]] = {"prefect.resource.role": "tag", "prefect.resource.id": "prefect.tag.leadscan"}
"""By its tag a run of leadscan is known; those of others on the same server are left alone."""
ALIVE = ("heartbeat", "Pending", "Submitting", "InfrastructurePending", "Running", "Retrying", "Cancelling")
"""After such an event of a run another must follow."""
DONE = ("Completed", "Failed", "Cancelled", "Crashed", "Scheduled", "Late", "AwaitingRetry", "AwaitingConcurrencySlot", "Paused", "Suspended")
"""After these none: the run has ended, or rests without a process."""
BEATS = 3
"""Heartbeats missed before a run counts as dead; with fewer Prefect itself now and then calls a living run dead."""


def described() -> list[dict[str, Any]]:
    """The deployments of prefect.yaml."""
    found: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["deployments"]
    return found


def serve(given: settings.Settings, *, port: int) -> None:
    """Runs all deployments until it is stopped."""
    runtime.prepare_to_serve(given.desk, prefect_days=given.operators.prefect_days)
    with server.running(port, given.desk) as url:
        print(f"Prefect UI at {url.removesuffix('/api')}; stop with Ctrl-C", flush=True)
        # Prefect reads its settings when it is imported: only now is the server's address among them.
        import prefect

        install_automation()
        prefect.serve(*deployments(given.desk), print_starting_message=False)


def deployments(desk: Path) -> list[Any]:
    """prefect.yaml's deployments as Prefect's objects, over one desk."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig
    from prefect.deployments.runner import EntrypointType  # type: ignore[attr-defined]  # Prefect exports it without saying so
    from prefect.events import DeploymentEventTrigger
    from prefect.flows import load_flow_from_entrypoint
    from prefect.schedules import Cron

    made = []
    for one in described():
        flow: Any = load_flow_from_entrypoint(one["entrypoint"])
        deployment = flow.to_deployment(
            name=one["name"],
            schedules=[Cron(schedule["cron"], timezone=schedule["timezone"]) for schedule in one.get("schedules", ())],
            parameters={**one["parameters"], "desk": str(desk.resolve())},
            description=one["description"],
            tags=one["tags"],
            concurrency_limit=ConcurrencyLimitConfig(**one["concurrency_limit"]) if "concurrency_limit" in one else None,
            triggers=[DeploymentEventTrigger(**trigger) for trigger in one.get("triggers", ())],
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        made.append(deployment)
    return made


def install_automation() -> None:
    """Runs of leadscan whose process was killed are marked crashed by the server; without it they would be "running" for ever.

    One that is there as it should be stays: with it the server would forget whose heartbeats it waits for.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.objects import StateType
    from prefect.events.actions import ChangeFlowRunState
    from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
    from prefect.events.schemas.events import ResourceSpecification
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY

    seconds = BEATS * (PREFECT_FLOWS_HEARTBEAT_FREQUENCY.value() or 30) + 5
    alive, done = ({f"prefect.flow-run.{state}" for state in states} for states in (ALIVE, DONE))
    automation = AutomationCore(
        name=ZOMBIES,
        description="The process of the run was killed or its machine stopped. Run it again: it goes on where it stopped.",
        trigger=EventTrigger(
            after=alive,
            expect=alive | done,
            match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
            match_related=ResourceSpecification(OURS),
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=seconds),
        ),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, name=None, force=False, message=f"No heartbeat for {seconds} s: the process was killed, or its machine stopped.")],
    )
    with get_client(sync_client=True) as client:
        known = client.read_automations_by_name(ZOMBIES)
        wanted = automation.model_dump()
        if len(known) != 1 or known[0].model_dump(include=set(wanted)) != wanted:
            for old in known:
                client.delete_automation(old.id)
            client.create_automation(automation)
            time.sleep(2)  # the server hears of a new automation a moment later
        _listen(client)


def _listen(client: Any) -> None:
    """Gives every run that is under way a first heartbeat: a living one goes on beating, one that died with the server is found dead.

    A server that is killed loses the events of its last moments, and a run nobody calls dead would hold its deployment's only place for ever.
    The event of its present state is told again too: for want of it the server would keep back the next one, the crash, for a quarter of an hour.
    """
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType, FlowRunFilterTags
    from prefect.client.schemas.objects import StateType
    from prefect.types._datetime import now

    under_way = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]))
    runs = client.read_flow_runs(flow_run_filter=FlowRunFilter(state=under_way, tags=FlowRunFilterTags(all_=["leadscan"])))
    beats = [
        {
            "id": str(number), "occurred": now("UTC").isoformat(), "event": f"prefect.flow-run.{name}", "payload": {},
            "resource": {"prefect.resource.id": f"prefect.flow-run.{run.id}", "prefect.resource.name": run.name}, "related": [OURS],
        }
        for run in runs
        if run.state is not None
        for number, name in ((run.state.id, run.state.name), (uuid4(), "heartbeat"))
    ]  # fmt: skip
    if beats:
        client.request("POST", "/events", json=beats).raise_for_status()


if __name__ == "__main__":
    install_automation()
    print(f"installed: {ZOMBIES}")
