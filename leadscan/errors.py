"""What can go wrong, by what a caller can do about it.

    LeadscanError               the root: catch it at a door, print one line, exit 1
    ├── UsageError              the command or call was wrong; say how it is right; exit 2
    ├── DeskError               a file of the desk is wrong: file, line, key and what to do
    ├── DataError               package data or an imported row is wrong: file and key
    ├── FetchError              an address could not be had; other addresses can
    │   ├── Refused             by our own guard: address, scheme, size, robots; a retry cannot help
    │   └── Unreachable         network, time or protocol; a retry may help
    ├── ParseError              bytes that are not what they should be; the item is put aside
    ├── StoreError              the database cannot be used as asked
    │   └── Locked              somebody else writes; the message names the holder
    ├── DeliveryError           a message did not go out; its row says so
    ├── Inaccurate              leadscan reads worse than its floors say: which figures
    └── Forbidden               a rule forbids it: which, its source, and who may clear it
"""

from __future__ import annotations


class LeadscanError(Exception):
    """Anything leadscan says about itself; its text is one line: what, where, what now."""


class UsageError(LeadscanError):
    """The call was wrong."""


class DeskError(LeadscanError):
    """A file of the desk is wrong."""


class DataError(LeadscanError):
    """Package data or an imported row is wrong."""


class FetchError(LeadscanError):
    """An address could not be had."""


class Refused(FetchError):
    """Our own guard said no."""


class Unreachable(FetchError):
    """The network or the other side did not answer in time or in form."""


class ParseError(LeadscanError):
    """The bytes are not what they should be."""


class StoreError(LeadscanError):
    """The database cannot be used as asked."""


class Locked(StoreError):
    """Another process writes to the desk."""


class DeliveryError(LeadscanError):
    """A message did not go out."""


class Inaccurate(LeadscanError):
    """A measured figure is under its floor."""


class Forbidden(LeadscanError):
    """A rule of outreach forbids it."""
