"""``leadscan forget``: a person leaves the desk's tables, its drafts and its snapshots, and is not brought back by what is read later."""

# ruff: noqa: S608 - only names of our own tables and columns are put into SQL; values are always parameters

from __future__ import annotations

import email
import email.policy
import json
import secrets
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from leadscan.errors import UsageError
from leadscan.records import from_data, from_json
from leadscan.settings import Settings
from leadscan.store import parquet, snapshot
from leadscan.store.database import Store, open_store
from leadscan.store.documents import document_hash
from leadscan.store.entries import content_hash
from leadscan.store.forgetting import Mask, Name, name_of
from leadscan.text.normalize import fold, simplify, traditionalise
from leadscan.types import Article, Entry, Filing

_HONG_KONG = ZoneInfo("Asia/Hong_Kong")
_JSON = frozenset({"record", "contact", "facts", "reasons", "report", "candidates"})
_LEFT = frozenset({"forgotten", "suppressions", "schema_migrations", "origins", "retained", "consents"})
"""Tables that stay: a suppression list works by the name, and a person's own opt-out or consent is kept as the law asks."""
_TEXTS = frozenset({".txt", ".html", ".htm", ".md", ".json", ".csv"})


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What forgetting a person did."""

    rows: dict[str, int]
    """Rows changed or removed, by table."""
    files_removed: tuple[str, ...] = ()
    """Below the desk."""
    files_masked: tuple[str, ...] = ()
    copies_removed: int = 0
    """Dated snapshots and Parquet folders, which held what was."""
    republished: bool = False
    left: tuple[str, ...] = field(default=())
    """What still holds the name, and why."""

    def lines(self) -> list[str]:
        """For an operator."""
        made = [f"{table}: {count} rows" for table, count in self.rows.items()] or ["no table named this person"]
        made += [f"removed {path}" for path in self.files_removed] + [f"masked {path}" for path in self.files_masked]
        if self.copies_removed:
            made.append(f"removed {self.copies_removed} older snapshots")
        if self.republished:
            made.append("research.duckdb is published anew")
        return [*made, "what is read from now on is masked too", *(f"left: {line}" for line in self.left)]


def forget(settings: Settings, names: Sequence[str], *, now: datetime, reason: str = "asked") -> Forgotten:
    """Forgets a person under all these names. UsageError where a name is too short to be one person's."""
    with open_store(settings, purpose="forget", create=False) as store:
        wanted = _names(store, names)
        mask = Mask(wanted)
        if mask.holds(reason):
            raise UsageError("--reason: names the person; say why without the name")
        with store._transaction():
            rows = [(name.digest, name.salt, name.words, now.astimezone(_HONG_KONG).date(), reason) for name in wanted]
            store._keep("forgotten", ("digest", "salt", "words", "day", "reason"), rows, key=("digest",))
            changed = {table: count for table in store.tables() if table not in _LEFT and (count := _forget_in(store, table, mask, names))}
        suppressed = sum(mask.holds(one.value) for one in store.suppressions())
        store._con.execute("checkpoint")  # the old rows leave the log, and their blocks are free to be written over
    removed, masked = _files(settings.desk, mask)
    copies = _copies(settings.desk)
    published = (settings.desk / snapshot.SNAPSHOT).exists()
    if published:
        snapshot.publish(settings, now=now)
    return Forgotten(changed, tuple(removed), tuple(masked), copies, published, tuple(_left(settings.desk, mask, suppressed)))


def _names(store: Store, names: Sequence[str]) -> list[Name]:
    known = store._row("select salt from forgotten limit 1")
    salt = known[0] if known is not None else secrets.token_hex(32)
    made = []
    for text in names:
        name = name_of(text, salt)
        if name is None or name.words < 2:
            raise UsageError(f"forget {text!r}: wants a full name, two words or two Chinese characters at least: one would mask other people's")
        made.append(name)
    return made


def _forget_in(store: Store, table: str, mask: Mask, names: Sequence[str]) -> int:
    """Masks every text column of a table; rows about the person alone go. Number of rows changed."""
    columns: dict[str, str] = dict(store._rows("select column_name, data_type from duckdb_columns() where schema_name = 'desk' and table_name = ? order by column_index", table))
    texts = [column for column, kind in columns.items() if kind in ("VARCHAR", "VARCHAR[]")]
    if not texts:
        return 0
    gone = 0
    if table == "people":
        gone = _remove(store, "people", "name", mask)
    if table == "mentions":
        gone = _remove(store, "mentions", "text", mask, "label = 'PERSON'")
    changed = 0
    for row in store._rows(f"select rowid, {', '.join(texts)} from {table} where {' or '.join(f'({_likely(column, columns[column])})' for column in texts)}", *(list(names_for(names)) for _ in texts)):
        new = {column: value for column, old in zip(texts, row[1:], strict=True) if (value := _masked(column, old, mask)) != old}
        if new:
            new |= _hash(table, new, dict(zip(texts, row[1:], strict=True)))
            # One row at a time: an update may move a row to another rowid, but never another row.
            store._rows(f"update {table} set {', '.join(f'{column} = ?' for column in new)} where rowid = ?", *new.values(), row[0])
            changed += 1
    return gone + changed


def _hash(table: str, new: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """Of an entry or a document the digest of what it says now: what is read again is masked too, and must be found unchanged."""
    both = {**old, **new}
    if table == "entries":
        return {"content_hash": content_hash(from_json(Entry, both["record"]))}
    if table == "documents":
        data = {**json.loads(both["record"]), "text": both["text"]}
        return {"content_hash": document_hash(from_data(Article, data) if both["kind"] == "article" else from_data(Filing, data))}
    return {}


def _remove(store: Store, table: str, column: str, mask: Mask, condition: str = "true") -> int:
    found = [rowid for rowid, name in store._rows(f"select rowid, {column} from {table} where {condition}") if mask.holds(name)]
    store._rows(f"delete from {table} where rowid in (select unnest(?::bigint[]))", found)
    return len(found)


def names_for(names: Iterable[str]) -> list[str]:
    """First words of the names as texts may have them, in small letters: what a scan looks for before each row is looked at closely."""
    made: set[str] = set()
    for text in names:
        for form in (text, simplify(text), traditionalise(text), fold(text)):
            words = form.lower().split()
            first = words[0] if words[0].isascii() else words[0][0]
            made.add(first)
    return sorted(made)


def _likely(column: str, kind: str) -> str:
    text = column if kind == "VARCHAR" else f"array_to_string({column}, ' ')"
    return f"list_bool_or([contains(lower({text}), w) for w in ?::text[]])"


def _masked(column: str, old: Any, mask: Mask) -> Any:
    if old is None:
        return None
    if isinstance(old, list):
        return [mask.text(item) for item in old]
    return mask.json(old) if column in _JSON else mask.text(old)


def _files(desk: Path, mask: Mask) -> tuple[list[str], list[str]]:
    """Drafts and emails below outbox/ and reports/: plain texts are masked, others that name the person go."""
    removed, masked = [], []
    for path in sorted(path for folder in ("outbox", "reports") for path in (desk / folder).rglob("*") if path.is_file()):
        name = str(path.relative_to(desk))
        if path.suffix.lower() in _TEXTS:
            text = path.read_text(encoding="utf-8", errors="replace")
            if (new := mask.text(text)) != text:
                path.write_text(new, encoding="utf-8")
                masked.append(name)
        elif mask.holds(_READERS.get(path.suffix.lower(), _no_text)(path)):
            path.unlink()
            removed.append(name)
    return removed, masked


def _mail_text(path: Path) -> str:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    parts = [str(part.get_content()) for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(message["subject"] or ""), *parts])


def _pdf_text(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _plain(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _no_text(_: Path) -> str:
    return ""


_READERS: dict[str, Callable[[Path], str]] = {".eml": _mail_text, ".pdf": _pdf_text, ".ics": _plain}


def _copies(desk: Path) -> int:
    old = snapshot.copies(desk)
    for path in old:
        path.unlink()
    folders = parquet.folders(desk)
    (desk / parquet.FOLDER).unlink(missing_ok=True)
    for folder in folders:
        shutil.rmtree(folder)
    return len(old) + len(folders)


def _left(desk: Path, mask: Mask, suppressed: int) -> list[str]:
    made = []
    if suppressed:
        made.append(f"{suppressed} lines of the suppression list: it works by the name")
    for name in ("suppression.csv", "companies.csv", "watchlists.toml", "consents.csv"):
        path = desk / name
        if path.exists() and mask.holds(path.read_text(encoding="utf-8", errors="replace")):
            made.append(f"{name}: a file of yours; take the name out there if it should go")
    if any((desk / "archive").glob("*/*.gz")):
        made.append("archive/: bytes as fetched cannot be changed and may hold the name; they go after [retention] archive_days, or delete the folder")
    made.append("mail servers, faxes, and copies of research.duckdb that people made")
    return made
