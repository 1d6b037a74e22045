"""Brief: one digest an RM and Hong Kong business day, built once and laid in the outbox with what it tells, in one transaction.

    store (leads, cases, health) -> outreach.suggest -> digests.build -> Digest -> digests.render -> Message -> store (outbox)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from email.utils import parseaddr

from leadscan import store
from leadscan.desk import secret
from leadscan.digests import build, render
from leadscan.leads import changes, score, signals
from leadscan.outreach import answers, calendar, suggest
from leadscan.reports import timeline
from leadscan.settings import Settings
from leadscan.stages import answered, cases, flashed
from leadscan.stages.run import Run
from leadscan.text.normalize import fold, squeeze
from leadscan.types import Case, Digest, DigestItem, Lead, Message, Outreach, Report, Told, Watchlist


def brief(run: Run) -> Report:
    """Builds the editions that are missing; on a day off there is none."""
    if not calendar.is_business_day(run.edition, extra=run.settings.morning.holidays):
        following = calendar.next_business_day(run.edition, extra=run.settings.morning.holidays)
        return Report("brief", {"editions": 0}, notes=(f"{run.edition} is no business day in Hong Kong; the next edition is {following}",))
    counts: Counter[str] = Counter(editions=0, items=0, left=0, quiet=0)
    with store.open_store(run.settings, purpose="brief") as db:
        watchlists = db.watchlists()
        done = db.editions_done(run.edition)
        for number, watchlist in enumerate(watchlists, start=1):
            if watchlist.rm in done:
                counts["already"] += 1
                continue
            digest = brief_one(run, db, watchlist)
            counts.update(editions=1, items=len(digest.items), left=len(digest.left), quiet=int(digest.quiet))
            run.progress("brief", number, len(watchlists))
    return Report("brief", dict(counts))


def brief_one(run: Run, db: store.Store, watchlist: Watchlist) -> Digest:
    """One RM's edition, built and stored with its message and what it told, in one transaction: a run that is killed goes on with the next RM."""
    digest, message = compose(run, db, watchlist)
    leads = {lead.id: lead for lead in db.leads(edition=run.edition, rm=watchlist.rm)}
    told = [memory for item in digest.items for ident in (item.lead_id, *item.beside) for memory in score.memories(leads[ident], urls=item.urls)]
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
    moved = cases.moves(db, remembered, run.edition)
    touches = db.touches(rm=watchlist.rm)
    back = answered.back(touches, remembered, {lead.id: lead.matter for lead in leads}, watchlist.rm, run.now)

    def changed(lead: Lead) -> str | None:
        moves = (changes.changed(told[lead.matter], lead) if lead.matter in told else None) or moved(lead)
        return moves or (answered.said_back(back[lead.id], watchlist.language, run.edition) if lead.id in back else None)

    digest = digest_of(run, db, watchlist, leads, told=remembered, changed=changed, edition=run.edition)
    said = answered.notes(touches, watchlist.rm, watchlist.language, since=db.last_briefed(watchlist.rm, run.edition), now=run.now, edition=run.edition, period=timedelta(days=run.settings.outreach.not_relevant_days))
    digest = answerable(run, replace(digest, notes=(*flashed.said(db, watchlist, run.edition), *said)))
    following = calendar.next_business_day(run.edition, extra=run.settings.morning.holidays)
    return digest, render.message(digest, settings=run.settings, now=run.now, next_day=following, picture=picture(run.settings))


def digest_of(
    run: Run, db: store.Store, watchlist: Watchlist, leads: Sequence[Lead], *, told: Sequence[Told], changed: Callable[[Lead], str | None], edition: date
) -> Digest:
    """The digest of these leads with all that the store knows about them."""
    return build.digest(
        watchlist,
        leads,
        cases=_cases_by_company(db.cases(companies=(lead.company_key for lead in leads if lead.company_key is not None))),
        health=db.health(),
        sources={source.id: source for source in db.sources()},
        source_of=_addresses(db, leads),
        edition=edition,
        now=run.now,
        settings=run.settings.digest,
        section_of=score.section_of,
        changed=changed,
        told=told,
        suggest=_suggestion(run.settings, watchlist),
        sentence=lambda reason: signals.sentence(reason, watchlist.language),
    )


def picture(settings: Settings) -> render.Picture | None:
    """Who draws the listings' time axis, where the desk wants a picture."""
    return timeline.png if settings.digest.timeline_png else None


def answerable(run: Run, digest: Digest) -> Digest:
    """The digest with a signed link for each answer to each item, where a mailbox is read at all."""
    replies, mail = run.settings.replies, run.settings.mail
    if not (replies.maildir or replies.host) or not digest.items:
        return digest
    address = parseaddr(replies.address or mail.reply_to or mail.sender)[1]
    key = secret.signing_key(run.desk, mail.secret)

    def with_links(item: DigestItem) -> DigestItem:
        made = answers.links(item.lead_id, digest.rm, digest.date, address, key, language=digest.language, company=item.company_name)
        silent = item.polarity == "R" or item.suppressed is not None  # no call is suggested there
        return replace(item, answers={answer: link for answer, link in made.items() if not (silent and answer == "called")})

    return replace(digest, items=tuple(map(with_links, digest.items)))


def _addresses(db: store.Store, leads: Sequence[Lead]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Story id to (source id, address) of every telling, first copy first."""
    tellings = db.story_documents(sorted({event.story_id for lead in leads for event in lead.events}))
    return {story: tuple((telling.source_id, telling.url) for telling in found) for story, found in tellings.items()}


def _cases_by_company(cases: list[Case]) -> dict[str, Case]:
    """Cases by register key, and by folded issuer name where the register has none; of several the one that moved last, rather one that may be a lead."""
    return {case.company_key or squeeze(fold(case.issuer)): case for case in sorted(cases, key=lambda case: (case.lead_grade, case.updated, case.key))}


def _suggestion(settings: Settings, watchlist: Watchlist) -> Callable[[Lead, Case | None], Outreach | None]:
    def suggestion(lead: Lead, case: Case | None) -> Outreach | None:
        return suggest.suggest(lead, case, language=watchlist.language, bank=settings.bank)

    return suggestion
