"""The only SQL of leadscan: records in, records out; a writer that holds the desk's lock, a snapshot for everybody else."""

from leadscan.store.answers import answers, as_of
from leadscan.store.database import Store, exists, open_store
from leadscan.store.desk import ImportCounts
from leadscan.store.entries import Quarantined
from leadscan.store.forget import Forgotten, forget
from leadscan.store.leads import StoryDocument
from leadscan.store.retention import retain
from leadscan.store.schemapage import schema_page
from leadscan.store.snapshot import publish
from leadscan.store.sql import Answer, ask, query, write_parquet

__all__ = ["Answer", "Forgotten", "ImportCounts", "Quarantined", "Store", "StoryDocument", "answers", "as_of", "ask", "exists", "forget", "open_store", "publish", "query", "retain", "schema_page", "write_parquet"]
