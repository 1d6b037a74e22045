"""The command line: every command takes --desk and --json, prints progress on standard error, and exits 0 done, 1 something failed, 2 wrong use."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Runs the command line. An error of leadscan's own is one line; anything else is a defect and shows its traceback."""
    os.environ.setdefault("PYTHONWARNINGS", "ignore::DeprecationWarning")
    from leadscan.cli.app import app
    from leadscan.errors import LeadscanError, UsageError

    try:
        app(prog_name="leadscan")
    except UsageError as e:
        print(f"leadscan: {e}", file=sys.stderr)
        sys.exit(2)
    except LeadscanError as e:
        print(f"leadscan: {e}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        sys.stderr.close()
        sys.exit(0)
