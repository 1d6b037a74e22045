"""What a desk's ``leadscan.toml`` says, overridden by ``LEADSCAN_<SECTION>_<KEY>`` in the environment; read once at a door and passed on.

Every key is a field below with its meaning; ``leadscan init`` writes them all, commented. An unknown key, a wrong type or a value out of
range is a DeskError naming file, line and key.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
import types as python_types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from leadscan.errors import DeskError

FILE = "leadscan.toml"


@dataclass(frozen=True, slots=True)
class Bank:
    """Who writes: printed in letters, in the User-Agent and in the health of the desk."""

    name: str = "Example Bank"
    name_zh: str = "示例銀行"
    address: str = "1 Example Road, Central, Hong Kong"
    address_zh: str = "香港中環示例道1號"
    phone: str = ""
    fax: str = ""
    """Hong Kong fax number that takes opt-outs (Cap. 593 s.9)."""
    contact: str = ""
    """Email of the operator; sent to publishers in the User-Agent. Without it no public host is asked."""


@dataclass(frozen=True, slots=True)
class Web:
    """How sources are fetched."""

    pause: float = 2.0
    """Seconds between two requests to one registrable domain."""
    timeout: float = 20.0
    """Seconds for one request from first byte asked to last byte had, redirects included."""
    feed_limit: int = 15_000_000
    """Bytes after inflating."""
    page_limit: int = 10_000_000
    document_limit: int = 100_000_000
    """Bytes of one filing."""
    rest_least: int = 15
    """Minutes between two polls of a source, however often it has news."""
    rest_most: int = 360
    """Minutes after which a source in good health is asked again, however seldom it has news; short enough that a morning after a late one misses none."""
    workers: int = 16
    """Requests under way at once, over all hosts."""
    allow: tuple[str, ...] = ()
    """Hosts that may have an address which is not global, e.g. 127.0.0.1 for a recorded day."""
    robots: bool = True
    """Honour robots.txt for article pages."""
    replay: str = ""
    """Folder of a recorded morning (relative to the desk); when set, nothing is fetched and answers come from there."""


@dataclass(frozen=True, slots=True)
class Morning:
    """When and how far back."""

    time: str = "07:30"
    """Hong Kong time of the edition."""
    window_days: int = 4
    """Entries published longer ago than this are not read (a first run does not tell the year)."""
    holidays: tuple[str, ...] = ()
    """Further days off, ISO dates."""
    fallback_rm: str = ""
    """RM who gets the leads of sectors that nobody follows; empty = nobody."""
    max_entries: int = 2000
    """Most entries taken from one answer."""


@dataclass(frozen=True, slots=True)
class Digest:
    """How an email looks."""

    max_items: int = 12
    max_calls: int = 3
    max_per_company: int = 1
    weekly: str = ""
    """Day (mon ... fri) of a second email that sums up the week, after that day's edition; on the week's last business day where it is a day off. Empty = none. A watchlist may say otherwise."""
    flash: bool = False
    """A mail between two mornings, for a risk at a company of the watchlist or a change of stage (`leadscan flash`, and every look at the venues)."""
    timeline_png: bool = False
    """Show the listings' time axis as a picture (PNG in the mail) instead of table cells."""


@dataclass(frozen=True, slots=True)
class Mail:
    """Where emails go. With no host they are written as files into the outbox folder."""

    host: str = ""
    """SMTP server; empty = .eml files only."""
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)
    """Better LEADSCAN_MAIL_PASSWORD in the environment than here."""
    security: str = "starttls"
    """starttls, tls or none."""
    sender: str = "leadscan@leadscan.invalid"
    reply_to: str = ""
    credit_contact: str = ""
    """Email that also gets the Watch section."""
    secret: str = field(default="", repr=False)
    """Signs the links by which RMs answer. Better LEADSCAN_MAIL_SECRET in the environment than here; empty = the key in the desk's mail.key."""


@dataclass(frozen=True, slots=True)
class Replies:
    """Where RMs' answers arrive. Without maildir and host no email asks for an answer."""

    maildir: str = ""
    """Folder of a maildir, relative to the desk; goes before host."""
    host: str = ""
    """IMAP server; empty = none is asked."""
    port: int = 993
    user: str = ""
    password: str = field(default="", repr=False)
    """Better LEADSCAN_REPLIES_PASSWORD in the environment than here."""
    folder: str = "INBOX"
    """Mailbox that is read."""
    done: str = "leadscan-done"
    """Mailbox or maildir folder into which a taken answer is moved."""
    aside: str = "leadscan-aside"
    """The same for what cannot be taken, with the reason in the ledger."""
    security: str = "tls"
    """tls, starttls or none."""
    address: str = ""
    """Address that answers are sent to; empty = mail.reply_to, else mail.sender."""
    days: int = 45
    """Days after its edition during which a link may be used."""
    authserv: str = ""
    """Name under which the bank's mail server writes Authentication-Results (RFC 8601); when set, an answer must have passed dmarc, dkim or spf there."""


@dataclass(frozen=True, slots=True)
class Outreach:
    """What letters may do, and how long an answer holds."""

    named_people: bool = False
    """Letters may address a finance chief by name. Compliance has to sign this first (PDPO Part VIA: a fax to a named person is direct marketing); without it letters go to the post, but for people of consents.csv."""
    not_relevant_days: int = 90
    """Days during which an RM's "not relevant" keeps that matter out of that RM's emails; a further step of it ends this sooner."""


@dataclass(frozen=True, slots=True)
class Nlp:
    """Which spaCy pipelines read."""

    en: str = ""
    """Package name or path of an English pipeline; empty = leadscan's own, rules = none, the rules alone."""
    zh: str = ""
    """The same for Chinese (text is folded to Simplified first)."""
    labels_en: tuple[str, ...] = ()
    """Labels of that English pipeline in leadscan's words, e.g. "FIRM=COMPANY"; "NORP=" leaves one aside. Those of the common schemes are known."""
    labels_zh: tuple[str, ...] = ()
    """The same for the Chinese pipeline."""
    whole: tuple[str, ...] = ("business",)
    """Beats whose articles are read whole. Of the others known names are found everywhere; unknown names, people and events in the beginning alone, if it has words of any event."""
    batch: int = 200
    """Documents in one batch and one transaction."""
    runner: str = "plain"
    """Who examines the batches: plain (this process), threads, processes, or dask (a cluster). The outcome is the same."""
    workers: int = 0
    """Threads or processes; 0 = one a core."""
    address: str = ""
    """Of the Dask scheduler, e.g. tcp://127.0.0.1:8786."""


@dataclass(frozen=True, slots=True)
class Store:
    """How the database is written."""

    lock_wait: float = 60.0
    """Seconds to wait for another writer before giving up with its name."""
    memory: str = "2GB"
    """Most memory that writing and publishing take; what does not fit goes to a file beside the database for a while."""


@dataclass(frozen=True, slots=True)
class Operators:
    """Who keeps it running, and what is kept."""

    email: tuple[str, ...] = ()
    """Who gets a mail when a run fails or its process dies; empty = nobody, the Prefect UI and the log alone say so."""
    latest: str = "12:00"
    """Hong Kong time after which a scheduled morning that was missed sends no emails any more; what it reads is told on the next business day."""
    run_wait: float = 1800.0
    """Seconds for which a morning waits for another run over the desk; other runs give way at once."""
    outbox_url: str = ""
    """Where the desk's outbox folder is served, if anywhere, for links from the Prefect UI; empty = file:// links."""
    prefect_days: int = 30
    """Days after which finished runs leave Prefect's own database; 0 = never."""


@dataclass(frozen=True, slots=True)
class Research:
    """What research staff get, and how far they may go."""

    personal: bool = False
    """Publish personal data too (names of officers, contacts, notes of RMs), in schema private."""
    storage_version: str = ""
    """Storage version of research.duckdb, e.g. v1.4.0 for readers with an older DuckDB; empty = this DuckDB's own."""
    copies: int = 7
    """Dated copies kept in snapshots/, one a day."""
    parquet: bool = False
    """Write parquet/ too: every table as Parquet, articles, mentions and events in folders by month."""
    seconds: float = 30.0
    """Longest time a query of leadscan sql may take."""
    memory: str = "2GB"
    """Most memory a query of leadscan sql may take."""


@dataclass(frozen=True, slots=True)
class Retention:
    """After how many days what is old is cleared by leadscan's housekeeping; 0 = never."""

    text_days: int = 730
    """Texts of articles; headline, address and findings stay."""
    touch_days: int = 1095
    """Steps of outreach and their notes."""
    personal_days: int = 730
    """Names and contacts of persons in documents, events, leads and emails; those of a listing case still open stay."""
    archive_days: int = 730
    """Bytes as fetched, in archive/."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All of a desk's settings and where the desk is."""

    desk: Path
    bank: Bank = field(default_factory=Bank)
    web: Web = field(default_factory=Web)
    morning: Morning = field(default_factory=Morning)
    digest: Digest = field(default_factory=Digest)
    mail: Mail = field(default_factory=Mail)
    replies: Replies = field(default_factory=Replies)
    outreach: Outreach = field(default_factory=Outreach)
    nlp: Nlp = field(default_factory=Nlp)
    store: Store = field(default_factory=Store)
    research: Research = field(default_factory=Research)
    retention: Retention = field(default_factory=Retention)
    operators: Operators = field(default_factory=Operators)


def sections() -> dict[str, type]:
    """Section name to its dataclass, in the order of the file."""
    hints = typing.get_type_hints(Settings)
    return {f.name: hints[f.name] for f in fields(Settings) if f.name != "desk"}


def load(desk: Path, environ: Mapping[str, str]) -> Settings:
    """Settings of a desk. DeskError where leadscan.toml cannot be read or holds a key or value that makes no sense."""
    path = desk / FILE
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise DeskError(f"{path}: {e}") from e
    known = sections()
    for name, value in data.items():
        if name not in known or not isinstance(value, dict):
            raise DeskError(f"{path}:{_line(text, name)}: [{name}]: no such section; there are {', '.join(known)}")
    made = {name: _section(kind, name, data.get(name, {}), path, text, environ) for name, kind in known.items()}
    return Settings(desk=desk, **made)


def _section(kind: type, name: str, data: Mapping[str, Any], path: Path, text: str, environ: Mapping[str, str]) -> Any:
    hints = typing.get_type_hints(kind)
    values: dict[str, Any] = {}
    for key, value in data.items():
        where = f"{path}:{_line(text, key, name)}: {name}.{key}"
        if key not in hints:
            raise DeskError(f"{where}: no such key; there are {', '.join(hints)}")
        values[key] = _typed(hints[key], value, where)
    for key, hint in hints.items():
        variable = f"LEADSCAN_{name}_{key}".upper()
        if variable in environ:
            values[key] = _from_environment(hint, environ[variable], variable)
    return kind(**values)


def _typed(hint: Any, value: Any, where: str) -> Any:
    if isinstance(hint, python_types.GenericAlias):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise DeskError(f'{where}: wants a list of texts, such as ["a", "b"]; found {value!r}')
        return tuple(value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise DeskError(f"{where}: wants {hint.__name__}; found {value!r}")
    if hint in (int, float) and value < 0:
        raise DeskError(f"{where}: wants no negative number; found {value!r}")
    return value


def _from_environment(hint: Any, value: str, variable: str) -> Any:
    if isinstance(hint, python_types.GenericAlias):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if hint is bool:
        if value.lower() not in ("0", "1", "true", "false", "yes", "no"):
            raise DeskError(f"environment: {variable}: wants 0 or 1; found {value!r}")
        return value.lower() in ("1", "true", "yes")
    try:
        return hint(value)
    except ValueError as e:
        raise DeskError(f"environment: {variable}: wants {hint.__name__}; found {value!r}") from e


def _line(text: str, key: str, section: str | None = None) -> int:
    """1-based line of a key (inside its section) or of a section's head; 1 where it is written in another way."""
    inside = section is None
    for number, line in enumerate(text.splitlines(), start=1):
        head = re.match(r"\s*\[\s*([\w.-]+)\s*\]", line)
        if head and section is None and head[1] == key:
            return number
        if head:
            inside = section is None or head[1] == section
        elif inside and re.match(rf"\s*{re.escape(key)}\s*=", line):
            return number
    return 1


def describe() -> list[tuple[str, str, Any, str]]:
    """(section, key, default, meaning) of every setting, for ``leadscan init`` and the docs; the meaning is the string below the field."""
    import inspect

    rows: list[tuple[str, str, Any, str]] = []
    for name, kind in sections().items():
        source = inspect.getsource(kind)
        for f in dataclasses.fields(kind):
            found = re.search(rf"^    {f.name}: [^\n]*\n    \"\"\"(.+?)\"\"\"", source, re.M | re.S)
            rows.append((name, f.name, f.default, " ".join(found[1].split()) if found else ""))
    return rows
