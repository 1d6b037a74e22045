"""``docs/schema.md``: what the snapshot holds, written from the comments it carries."""

from __future__ import annotations

from leadscan.errors import StoreError
from leadscan.settings import Settings
from leadscan.store.snapshot import SNAPSHOT

_HEAD = """# The snapshot's tables

Written by `leadscan snapshot --schema` from the comments that `research.duckdb` itself carries; a test holds both together. Names and columns stay as
they are; new ones may be added.
"""


def schema_page(settings: Settings) -> str:
    """Markdown of all tables, columns and macros of the desk's snapshot. StoreError where there is none."""
    import duckdb

    path = settings.desk / SNAPSHOT
    if not path.exists():
        raise StoreError(f"{path}: not there yet; run leadscan morning or leadscan snapshot first")
    with duckdb.connect(str(path), read_only=True) as con:
        macros = con.execute(
            "select function_name, function_type = 'table_macro', parameters, comment from duckdb_functions() where not internal and schema_name = 'main' order by 2, 1"
        ).fetchall()
        tables = con.execute("select schema_name, table_name, comment from duckdb_tables() order by schema_name, table_name").fetchall()
        columns = con.execute("select schema_name, table_name, column_name, data_type, comment from duckdb_columns() where not internal order by column_index").fetchall()
    lines = [_HEAD, "## Questions with a name", "", "| macro | answers |", "|---|---|"]
    for name, is_table, parameters, comment in macros:
        lines.append(f"| `{'FROM ' if is_table else ''}{name}({', '.join(parameters)})` | {_cell(comment)} |")
    for schema, table, comment in tables:
        full = table if schema == "main" else f"{schema}.{table}"
        lines += ["", f"## {full}", "", *([] if schema == "main" else ["Personal data: published only with `[research] personal = true`.", ""]), str(comment), "", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{column}` | {kind} | {_cell(meaning)} |" for of, named, column, kind, meaning in columns if (of, named) == (schema, table)]
    return "\n".join(lines) + "\n"


def _cell(text: str | None) -> str:
    return " ".join((text or "").replace("|", "\\|").split())
