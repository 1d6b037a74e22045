"""All commands, in the order an RM's bank meets them."""

from __future__ import annotations

from typing import Annotated

import typer

from leadscan import __version__
from leadscan.cli import acting, asking, evaluating, making, morning, operating, reading, research, results

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="The relationship manager's morning: papers and IPO filings in, one short email of companies to call out.",
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"leadscan {__version__}")
        raise typer.Exit


@app.callback()
def options(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False) -> None:
    """Options of the command itself."""


for module in (making, morning, reading, asking, evaluating, research, acting, operating, results):
    module.add(app)
