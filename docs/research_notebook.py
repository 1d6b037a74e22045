"""A notebook over the published snapshot: ``marimo edit docs/research_notebook.py``, or ``python docs/research_notebook.py`` as a script.

LEADSCAN_DESK names the desk (default ./desk). It opens ``research.duckdb`` read-only, so no run is ever in its way nor it in theirs.
"""

import marimo

app = marimo.App(width="medium")


@app.cell
def _():
    import os
    from pathlib import Path

    import duckdb
    import marimo as mo
    import polars as pl

    desk = Path(os.environ.get("LEADSCAN_DESK", "desk"))
    con = duckdb.connect(str(desk / "research.duckdb"), read_only=True)
    return con, mo, pl


@app.cell
def _(con, mo):
    ((as_of, articles, events),) = con.execute("SELECT as_of(), (SELECT count(*) FROM articles), (SELECT count(*) FROM events)").fetchall()
    mo.md(f"# The snapshot of {as_of}\n\n{articles:,} articles, {events:,} events. Tables and columns: `docs/schema.md`.")
    return (as_of,)


@app.cell
def _(con, mo, pl):
    # Which listings are under way, and how long have they waited?
    pipeline = pl.DataFrame(con.sql("SELECT issuer, venue, stage, filed, days_since_filed, lapses FROM ipo_pipeline(as_of())"))
    mo.ui.table(pipeline)
    return (pipeline,)


@app.cell
def _(con, mo, pl):
    # Which sectors heat up? The rows come as a polars frame and go on from there.
    pulse = pl.DataFrame(con.sql("SELECT day, unnest(sectors) AS sector, polarity FROM events WHERE day > as_of() - 30"))
    heat = pulse.filter(pl.col("polarity") == "O").group_by("sector").agg(pl.len().alias("opportunities")).sort(["opportunities", "sector"], descending=[True, False])
    mo.ui.table(heat)
    return (heat,)


@app.cell
def _(con, mo, pl):
    # Who wrote of listings, in any script?
    found = pl.DataFrame(con.sql("SELECT day, source, title FROM search('上市') LIMIT 20"))
    mo.ui.table(found)
    return (found,)


@app.cell
def _(as_of, found, heat, pipeline):
    print(f"{as_of}: {len(pipeline)} listings under way; most opportunities in {heat['sector'][0] if len(heat) else 'no sector'}; {len(found)} headlines on listings")
    return


if __name__ == "__main__":
    app.run()
