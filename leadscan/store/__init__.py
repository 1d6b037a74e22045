"""The only SQL of leadscan: records in, records out; a writer that holds the desk's lock, a snapshot for everybody else."""

from leadscan.store.database import Store, exists, open_store
from leadscan.store.desk import ImportCounts
from leadscan.store.entries import Quarantined
from leadscan.store.leads import StoryDocument
from leadscan.store.snapshot import publish
from leadscan.store.sql import query

__all__ = ["ImportCounts", "Quarantined", "Store", "StoryDocument", "exists", "open_store", "publish", "query"]
