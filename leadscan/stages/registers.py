"""The desk's register, with what it computed in an earlier run where nothing changed since: seconds saved for each process."""

from __future__ import annotations

from leadscan import store
from leadscan.companies.register import Register
from leadscan.desk import files
from leadscan.settings import Settings

STATE = "register.state"
WORTH_KEEPING = 500
"""Companies below which computing anew is as quick as reading."""


def load(settings: Settings, db: store.Store) -> Register:
    """The register of the desk's companies and corrections."""
    before = files.read_state(settings.desk, STATE)
    register = Register(db.companies(), corrections=db.corrections(), state=before)
    if len(register) >= WORTH_KEEPING and (state := register.state()) != before:
        files.write_state(settings.desk, STATE, state)
    return register
