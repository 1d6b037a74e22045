"""Brief: one digest an RM and Hong Kong business day, built once and laid in the outbox with what it tells, in one transaction.

    store (leads, cases, health) -> outreach.suggest -> digests.build -> Digest -> digests.render -> Message -> store (outbox)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from leadscan import store
from leadscan.digests import build, render
from leadscan.leads import changes, score, signals
from leadscan.outreach import calendar, suggest
from leadscan.settings import Settings
from leadscan.stages.run import Run
from leadscan.text.normalize import fold, squeeze
from leadscan.types import Case, Digest, Lead, Message, Outreach, Report, Watchlist


def brief(run: Run) -> Report:
    """Builds the editions that are missing; on a day off there is none."""
    if not calendar.is_business_day(run.edition, extra=run.settings.morning.holidays):
        following = calendar.next_business_day(run.edition, extra=run.settings.morning.holidays)
        return Report("brief", {"editions": 0}, notes=(f"{run.edition} is no business day in Hong Kong; the next edition is {following}",))
    counts: Counter[str] = Counter(editions=0, items=0, quiet=0)
    with store.open_store(run.settings, purpose="brief") as db:
        watchlists = db.watchlists()
        done = db.editions_done(run.edition)
    for number, watchlist in enumerate(watchlists, start=1):
        if watchlist.rm in done:
            counts["already"] += 1
            continue
        digest = brief_one(run, watchlist)
        counts.update(editions=1, items=len(digest.items), quiet=int(digest.quiet))
        run.progress("brief", number, len(watchlists))
    return Report("brief", dict(counts))


def brief_one(run: Run, watchlist: Watchlist) -> Digest:
    """One RM's edition, built and stored with its message and what it told."""
    with store.open_store(run.settings, purpose="brief") as db:
        digest, message = compose(run, db, watchlist)
        leads = {lead.id: lead for lead in db.leads(edition=run.edition, rm=watchlist.rm)}
        told = [memory for item in digest.items for memory in score.memories(leads[item.lead_id], urls=item.urls)]
        risks = build.watch_only(digest, email=run.settings.mail.credit_contact) if run.settings.mail.credit_contact else None
        if risks is not None:  # before the edition: an edition that is there is never built again
            db.save_edition(risks, render.message(risks, settings=run.settings, now=run.now), ())
        db.save_edition(digest, message, told)
    return digest


def compose(run: Run, db: store.Store, watchlist: Watchlist) -> tuple[Digest, Message]:
    """The digest and its message as they would be now; nothing is stored, so this is also the preview."""
    leads = db.leads(edition=run.edition, rm=watchlist.rm)
    remembered = db.told(watchlist.rm)
    told = {memory.matter: memory for memory in sorted(remembered, key=lambda memory: memory.edition) if memory.edition < run.edition}
    sources = {source.id: source for source in db.sources()}
    digest = build.digest(
        watchlist,
        leads,
        cases=_cases_by_company(db.cases()),
        health=db.health(),
        sources=sources,
        source_of=_addresses(db, leads),
        edition=run.edition,
        now=run.now,
        settings=run.settings.digest,
        section_of=score.section_of,
        changed=lambda lead: changes.changed(told[lead.matter], lead) if lead.matter in told else None,
        told=remembered,
        suggest=_suggestion(run.settings, watchlist),
        sentence=lambda reason: signals.sentence(reason, watchlist.language),
    )
    following = calendar.next_business_day(run.edition, extra=run.settings.morning.holidays)
    return digest, render.message(digest, settings=run.settings, now=run.now, next_day=following)


def _addresses(db: store.Store, leads: list[Lead]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Story id to (source id, address) of every telling, first copy first."""
    tellings = db.story_documents(sorted({event.story_id for lead in leads for event in lead.events}))
    return {story: tuple((telling.source_id, telling.url) for telling in found) for story, found in tellings.items()}


def _cases_by_company(cases: list[Case]) -> dict[str, Case]:
    """Cases by register key, and by folded issuer name where the register has none."""
    return {case.company_key or squeeze(fold(case.issuer)): case for case in cases}


def _suggestion(settings: Settings, watchlist: Watchlist) -> Callable[[Lead, Case | None], Outreach | None]:
    def suggestion(lead: Lead, case: Case | None) -> Outreach | None:
        return suggest.suggest(lead, case, language=watchlist.language, bank=settings.bank)

    return suggestion
