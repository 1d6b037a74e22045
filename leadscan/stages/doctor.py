"""Doctor: is the desk well. Every check says what it found and, where that is not well, what to do."""

from __future__ import annotations

import platform
import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from leadscan import __version__, store
from leadscan.desk import machine
from leadscan.errors import LeadscanError
from leadscan.settings import Settings
from leadscan.stages import examine, registers, takein
from leadscan.stages.run import HONG_KONG
from leadscan.store import database, lock, snapshot

State = Literal["well", "look", "wrong"]
"""well; look: works, and will not for ever; wrong: does not work, or may harm."""
PACKAGES = ("leadscan", "duckdb", "prefect", "fastapi", "spacy", "httpx", "typst", "matplotlib")
FONTS = ("pylopdf-fonts-zh-tw", "pylopdf-fonts-zh-cn")
LEAST_FREE = 2_000_000_000
"""Bytes; below this a snapshot may not fit beside the store."""
LARGE_WAL = 200_000_000
"""Bytes of DuckDB's log of changes not yet folded into its file; more means that the store was never closed in peace for long."""
OLD_SNAPSHOT = 36 * 3600
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    state: State
    found: str
    todo: str = ""
    """Empty where it is well."""


def doctor(settings: Settings, *, now: datetime, environ: Mapping[str, str]) -> list[Check]:
    """All checks in their order; a check that itself fails is wrong, and the others go on."""
    found: list[Check] = []
    for name, check in _CHECKS.items():
        try:
            found += [Check(name, state, seen, todo) for state, seen, todo in check(settings, now, environ)]
        except (LeadscanError, OSError, ValueError) as e:
            found.append(Check(name, "wrong", str(e), "the words above say what to do; then run leadscan doctor again"))
    return found


def is_well(checks: list[Check]) -> bool:
    """Nothing is wrong; what is to be looked at may wait."""
    return all(check.state != "wrong" for check in checks)


Seen = Iterator[tuple[State, str, str]]
"""(state, what was found, what to do)."""


def _versions(settings: Settings, now: datetime, environ: Mapping[str, str]) -> Seen:
    installed = {name: machine.version(name) for name in PACKAGES}
    missing = [name for name, version in installed.items() if version is None]
    said = ", ".join(f"{name} {version}" for name, version in installed.items() if version)
    if missing:
        yield "wrong", f"not installed: {', '.join(missing)}", "install leadscan anew from its lock file (docs/operators.md)"
    yield "well", f"Python {platform.python_version()}, {said}", ""
    unfit = [line for line in machine.required("leadscan") if not _fits(line)]
    if unfit:
        yield "wrong", f"versions that leadscan does not work with: {'; '.join(unfit)}", "install leadscan anew from its lock file (docs/operators.md)"


def _fits(requirement: str) -> bool:
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        wanted = Requirement(requirement)
    except InvalidRequirement:
        return True
    version = machine.version(wanted.name)
    return version is None or wanted.specifier.contains(version, prereleases=True)


def _settings(settings: Settings, now: datetime, environ: Mapping[str, str]) -> Seen:
    wrong = takein.check(settings)
    for line in wrong:
        yield "wrong", line, "mend it there; `leadscan check` says the same"
    if not wrong:
        yield "well", "leadscan.toml and the desk's lists can be read", ""
    if not settings.bank.contact and not settings.web.replay:
        yield "wrong", "[bank] contact is empty", "name an operator's email there; no public host is asked without it"
    if not settings.operators.email:
        yield "look", "[operators] email names nobody", "name who is to hear of a run that failed"
    if machine.exposed(settings.desk / "leadscan.toml") and any(value and not value.startswith("block:") for value in _secrets(settings, environ)):
        yield "wrong", "leadscan.toml holds a password and others of this machine can read it", "chmod 600 leadscan.toml, or give the password in the environment or as block:NAME"


def _secrets(settings: Settings, environ: Mapping[str, str]) -> list[str]:
    """Passwords that come from the file itself."""
    named = {"LEADSCAN_MAIL_PASSWORD": settings.mail.password, "LEADSCAN_REPLIES_PASSWORD": settings.replies.password}
    return [value for name, value in named.items() if name not in environ]


def _disk(settings: Settings, now: datetime, environ: Mapping[str, str]) -> Seen:
    free, need = machine.free(settings.desk), max(LEAST_FREE, 2 * machine.size(settings.desk / database.FILE))
    said = f"{free / 1e9:.1f} GB free; store {machine.size(settings.desk / database.FILE) / 1e6:.0f} MB"
    if free < need:
        yield "wrong", f"{said}; {need / 1e9:.1f} GB are wanted", "make room: old files of outbox/ and archive/, or a larger disk"
    else:
        yield "well", said, ""
    if not machine.writable(settings.desk):
        yield "wrong", "the desk's folder cannot be written", "give it to the user that runs leadscan (chown -R)"


def _locks(settings: Settings, now: datetime, environ: Mapping[str, str]) -> Seen:
    for name, what in ((lock.RUN, "run"), (lock.FILE, "store")):
        holder = lock.held_by(settings.desk, name)
        if holder:
            yield "look", f"the {what} is held by {holder}", "nothing, while that is at work; else stop that process: the lock falls with it"
        else:
            yield "well", f"nobody holds the {what}", ""


def _store(settings: Settings, now: datetime, environ: Mapping[str, str]) -> Seen:
    if not store.exists(settings):
        yield "look", "no store yet", "run leadscan morning"
        return
    wal = machine.size(settings.desk / f"{database.FILE}.wal")
    if wal > LARGE_WAL:
        yield "look", f"the store's log (WAL) has {wal / 1e6:.0f} MB", "run leadscan snapshot: opening and closing the store folds it in"
    else:
        yield "well", f"WAL {wal / 1e6:.1f} MB", ""
    with store.open_store(settings, purpose="doctor") as db:
        orphans, doubtful, runs = db.orphans(), db.in_doubt(), db.runs(limit=30)
        behind = len(db.to_examine(examine.VERSION))
        troubled = [health for health in db.health() if health.state in ("failing", "gone", "quarantined", "blocked")]
    for what, number in orphans.items():
        yield "wrong", f"{number} {what}", "restore the newest dated copy, or report it with this line: no run should leave such rows"
    if not orphans:
        yield "well", "no orphan rows", ""
    if doubtful and settings.mail.host:
        yield "wrong", f"{len(doubtful)} emails in doubt: they may have gone out", "ask the RMs; `leadscan outbox --release MESSAGE-ID` for each that did not arrive"
    else:
        yield "well", "no email in doubt", ""
    last = next((run for run in runs if run.kind == "morning"), None)
    if last is None:
        yield "look", "no morning has run", "run leadscan morning, or leadscan serve"
    elif last.finished is None:
        yield "look", f"the morning of {last.slot} has not ended", "if no run is at work, run leadscan morning: it goes on where that one stopped"
    else:
        yield "well", f"last morning {last.slot}, examined by {examine.VERSION}", ""
    if behind:
        yield "look", f"{behind} documents are not examined by this version ({examine.VERSION})", "the next run examines them"
    if troubled:
        yield "look", f"{len(troubled)} sources in trouble: {', '.join(health.source_id for health in troubled[:5])}", "`leadscan sources` says what each answers"


def _snapshot(settings: Settings, now: datetime, environ: Mapping[str, str]) -> Seen:
    age = machine.age(settings.desk / snapshot.SNAPSHOT)
    if age is None:
        yield "look", "research.duckdb is not there", "run leadscan snapshot; leadscan serve does so each day"
    elif age > OLD_SNAPSHOT:
        yield "look", f"research.duckdb is {age / 3600:.0f} hours old", "run leadscan snapshot; see why the publish flow does not run"
    else:
        yield "well", f"research.duckdb is {age / 3600:.1f} hours old", ""


def _models(settings: Settings, now: datetime, environ: Mapping[str, str]) -> Seen:
    from leadscan.nlp.reader import pipeline

    for lang, name in (("en", settings.nlp.en), ("zh", settings.nlp.zh)):
        meta = pipeline(lang, name).meta
        yield "well", f"{lang}: {name or 'the rules alone'} ({meta.get('name') or 'blank'} {meta.get('version', '')})", ""
    state = machine.age(settings.desk / "cache" / registers.STATE)
    yield "well", f"data of leadscan {__version__}; register " + ("made anew at each run (small or new)" if state is None else f"kept {state / 3600:.1f} hours ago"), ""
    missing = machine.missing_fonts(FONTS)
    if missing:
        yield "wrong", f"no Chinese fonts: {', '.join(missing)}", f"pip install {' '.join(missing)}"
    else:
        yield "well", "Chinese fonts are installed", ""


def _clock(settings: Settings, now: datetime, environ: Mapping[str, str]) -> Seen:
    try:
        there = now.astimezone(zoneinfo.ZoneInfo("Asia/Hong_Kong")).utcoffset()
        york = now.astimezone(zoneinfo.ZoneInfo("America/New_York"))
    except zoneinfo.ZoneInfoNotFoundError as e:
        yield "wrong", f"no time zones: {e}", "pip install tzdata"
        return
    if there is None or there.total_seconds() != 8 * 3600:
        yield "wrong", f"Asia/Hong_Kong is {there} from UTC", "mend the machine's time zone data (package tzdata)"
    yield "well", f"Hong Kong {now.astimezone(HONG_KONG):%Y-%m-%d %H:%M}, New York {york:%H:%M}", ""
    if not store.exists(settings):
        return
    with store.open_store(settings, purpose="doctor") as db:
        newest = max((run.started for run in db.runs(limit=5)), default=None)
    if newest is not None and newest > now and not settings.web.replay:
        yield "wrong", f"a run of the store was begun at {newest:%Y-%m-%d %H:%M} UTC, after this clock", "set the machine's clock (timedatectl set-ntp true)"


def _prefect(settings: Settings, now: datetime, environ: Mapping[str, str]) -> Seen:
    api = environ.get("PREFECT_API_URL", "http://127.0.0.1:4200/api")
    auth = environ.get("PREFECT_API_AUTH_STRING", "")
    file = settings.desk / "prefect" / "api-auth"
    if not auth and machine.size(file):
        auth = file.read_text(encoding="ascii").strip()
    seen = machine.answers(api, auth=auth)
    if not seen:
        yield "well", f"Prefect answers at {api}", ""
    elif "PREFECT_API_URL" in environ:
        yield "wrong", f"Prefect: {seen}", "start the server, or mend PREFECT_API_URL and PREFECT_API_AUTH_STRING; leadscan morning runs without it"
    else:
        yield "look", f"Prefect: {seen}", "start leadscan serve if the schedules are to run; leadscan morning and cron need no Prefect"
    if machine.exposed(file):
        yield "wrong", f"others of this machine can read {file}", f"chmod 600 {file}"


_CHECKS: dict[str, Callable[[Settings, datetime, Mapping[str, str]], Seen]] = {
    "versions": _versions,
    "settings": _settings,
    "disk": _disk,
    "locks": _locks,
    "store": _store,
    "snapshot": _snapshot,
    "models": _models,
    "clock": _clock,
    "prefect": _prefect,
}

