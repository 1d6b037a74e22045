"""Tell: one event in other words or another language becomes one story, once its names are resolved.

    store.story_rows (7 days) -> news.stories.merge -> store
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from leadscan import store
from leadscan.news import stories
from leadscan.stages.run import Run
from leadscan.store.stories import StoryRow


def tell(run: Run) -> Counter[str]:
    """Merges what was examined since the last time with the last seven days, in one transaction.

    It runs after all batches, over every document that waits: so the outcome is the same however often the morning was cut off.
    """
    since = run.now - timedelta(days=stories.WINDOW.days)
    with store.open_store(run.settings, purpose="tell") as db:
        waiting = db.unmerged(since)
        if not waiting:
            return Counter(merged=0)
        rows = db.story_rows(since)
        merged = stories.merge([telling(row) for row in rows if not row.merged], [telling(row) for row in rows if row.merged])
        return Counter(merged=db.save_stories(merged))


def telling(row: StoryRow) -> stories.Telling:
    """A row as merging takes it."""
    subject = row.companies[0] if len(row.companies) == 1 and not row.events else ""
    return stories.Telling(row.document_id, row.story_id, row.first_seen, row.events, subject, row.title)
