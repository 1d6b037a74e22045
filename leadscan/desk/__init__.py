"""The desk's folder: its files as records, and the files that ``init`` writes. An edge: it touches the disk, nothing else.

    leadscan.toml   settings            sources.toml    where to read        watchlists.toml   what each RM follows
    companies.csv   the bank's names    suppression.csv whom not to write to outbox/ archive/  what leadscan leaves there
"""

from leadscan.desk.files import DeskFile, read_files
from leadscan.desk.template import write

__all__ = ["DeskFile", "read_files", "write"]
