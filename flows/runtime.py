"""Prefect as leadscan needs it: offline, silent, patient at start. Set before Prefect is imported; what the operator set stays."""

from __future__ import annotations

import os
from pathlib import Path

DEFAULTS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # The embedded server takes 11 to 23 s with a new database; Prefect's own limit is 20 s.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    # Every 30 s, the least that Prefect takes: `serving` calls a run dead after three beats were missed.
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
}
SERVED = {
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
}
"""Further settings of `leadscan serve` and of what it starts."""


def prepare(desk: Path) -> None:
    """Settings of the embedded server; its files go into the desk unless PREFECT_HOME says otherwise."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("PREFECT_HOME", str((desk / "prefect").resolve()))


def prepare_to_serve(desk: Path, *, prefect_days: int) -> None:
    """Settings of a server and of the runs it starts; finished runs leave its database after so many days, 0 = never."""
    for name, value in SERVED.items():
        if prefect_days or not name.startswith("PREFECT_SERVER_SERVICES_DB_VACUUM"):
            os.environ.setdefault(name, value)
    if prefect_days:
        os.environ.setdefault("PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD", str(prefect_days * 86_400))
    prepare(desk)
