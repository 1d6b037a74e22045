"""`leadscan serve`: a server on the loopback, the deployments of prefect.yaml, and the automation that calls dead runs dead."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from flows import runtime, server
from leadscan import settings

FILE = Path(__file__).with_name("prefect.yaml")
ZOMBIES = "leadscan: a run without heartbeats is crashed"
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
            concurrency_limit=ConcurrencyLimitConfig(**one["concurrency_limit"]),
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        made.append(deployment)
    return made


def install_automation() -> None:
    """Runs whose process was killed are marked crashed by the server; without it they would be "running" for ever. Installed anew at each start."""
    from prefect.client.schemas.objects import StateType
    from prefect.events.actions import ChangeFlowRunState
    from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
    from prefect.events.schemas.events import ResourceSpecification
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY

    ended = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed")}
    automation = AutomationCore(
        name=ZOMBIES,
        description="The process of the run was killed or its machine stopped. Run it again: it goes on where it stopped.",
        trigger=EventTrigger(
            after={"prefect.flow-run.heartbeat"},
            expect={"prefect.flow-run.heartbeat", *ended},
            match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=BEATS * (PREFECT_FLOWS_HEARTBEAT_FREQUENCY.value() or 30) + 5),
        ),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, name=None, force=False, message="No heartbeat: the process was killed or its machine stopped. Run it again; it goes on where it stopped.")],
    )
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        for old in client.read_automations_by_name(ZOMBIES):
            client.delete_automation(old.id)
        client.create_automation(automation)


if __name__ == "__main__":
    install_automation()
    print(f"installed: {ZOMBIES}")
