"""Outreach on demand: letter, fax and call-back for a lead behind every rule, and what became of it. leadscan drafts; a person sends.

    lead, case, watchlist, lists [store] -> outreach.compliance -> letters -> fax (PDF) -> uemo (checklist) -> outbox/letters -> touch, ledger [store]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from leadscan import store
from leadscan.companies import imports
from leadscan.desk import letters as files
from leadscan.desk import rows, secret
from leadscan.errors import DataError, DeskError, Forbidden, UsageError
from leadscan.leads import corrections, owners
from leadscan.outreach import cadence, calendar, compliance, fax, invites, letters, numbers, suggest, uemo
from leadscan.records import digest
from leadscan.settings import Settings
from leadscan.stages import takein
from leadscan.stages.run import HONG_KONG
from leadscan.store.ledger import ledger_row
from leadscan.text.normalize import fold, squeeze
from leadscan.types import Case, Company, Contact, Correction, ImportReport, Language, Lead, LedgerRow, Touch, Watchlist

STATUS = {"called": "called", "no_answer": "called", "wrong_person": "called", "call_later": "called", "fax_not_received": "faxed", "fax_sent": "faxed", "meeting": "met", "won": "won", "lost": "lost", "not_relevant": "not_relevant", "wrong_company": "not_relevant", "no": "lost"}
"""What an outcome makes of the lead's status."""
KINDS = {"fax_sent": "fax", "fax_not_received": "call_back", "meeting": "meeting", "drafted": "letter"}
OUTCOMES = (
    "called", "no_answer", "fax_sent", "fax_not_received", "wrong_person", "call_later", "meeting", "won", "lost", "not_relevant", "wrong_company", "mine_already", "snooze", "no",
)  # fmt: skip
CORRECTIONS = {"not_relevant": "not_a_lead", "wrong_company": "wrong_company"}
"""Outcomes that also correct the machine, for that RM and matter: a lead is of one RM."""
LOOK_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A letter on the desk's shelf."""

    lead_id: str
    rm: str
    company: str
    language: Language
    text: str
    """Page one."""
    places: tuple[str, ...]
    """Files below the outbox: .txt, .pdf, .ics."""
    call_back: datetime
    """When to ask whether it came, were it faxed now."""
    notes: tuple[str, ...]
    """What the person who sends it should know."""


# --- the letter ---


def letter(settings: Settings, lead_id: str, *, now: datetime, number: str | None = None, name: str | None = None, language: Language | None = None) -> Drafted:
    """Drafts letter, brief and call-back into the outbox. Forbidden with the rule, its source and who may clear it where none may go out; the ledger has both.

    ``number`` and ``name`` are what the switchboard said: the fax number, and the person to address. ``language`` goes before the recipient's own.
    """
    refused: compliance.Refusal | None
    with store.open_store(settings, purpose="letter", create=False) as db:
        lead = _lead(db, lead_id)
        matter = _gather(db, settings, lead, now, number=number, name=name)
        refused = compliance.refusal(matter.circumstances)
        if refused is not None:
            db.add_ledger(_ledger(lead, "refused", str(refused), now, rule=refused.rule))
    if refused is not None:
        raise Forbidden(f"no letter for {lead.company_name or lead.id}: {refused}")
    made, notes = _compose(settings, matter, language)
    broken = uemo.broken(made.pages, settings.bank, made.letter.fax)
    if broken:
        raise DeskError("; ".join(f"the finished fax breaks {check.rule} ({check.law}): wants {check.detail}" for check in broken) + "; mend the desk's templates or [bank]")
    return _shelve(settings, matter, made, notes, now)


@dataclass(frozen=True, slots=True)
class _Matter:
    lead: Lead
    case: Case | None
    company: Company | None
    watchlist: Watchlist | None
    contact: Contact | None
    circumstances: compliance.Circumstances
    source: str | None
    notes: tuple[str, ...]


def _gather(db: store.Store, settings: Settings, lead: Lead, now: datetime, *, number: str | None, name: str | None) -> _Matter:
    """Everything the rules and the letter look at."""
    today = now.astimezone(HONG_KONG).date()
    case = _case(db, lead)
    contact = case.contact if case is not None else None
    company = db.company(lead.company_key) if lead.company_key else None
    watchlists = db.watchlists()
    watchlist = next((watchlist for watchlist in watchlists if watchlist.rm == lead.rm), None)
    departed = _departed(db, lead, case, now)
    consents = tuple(db.consents())
    addressee, notes = name, []
    known = contact.cfo_name.value if contact is not None and contact.cfo_name is not None else None
    if addressee is None and known is not None:
        if known in departed:
            notes.append(f"addressed to the post: the papers tell of a change after the filing that names {known}")
        elif settings.outreach.named_people or compliance.agreed(consents, "person", known, today):
            addressee = known
        else:
            notes.append(f"addressed to the post: no consent of {known} to be written to by name (PDPO Part VIA; consents.csv or [outreach] named_people)")
    fax_number = number or (contact.fax.value if contact is not None and contact.fax is not None else None)
    if fax_number is None:
        notes.append(f"no document gives a fax number: ring the switchboard, then `leadscan letter {lead.id} --fax NUMBER` checks it against the lists")
    wanted = numbers.hong_kong(fax_number) if fax_number else None
    period = timedelta(days=settings.outreach.not_relevant_days)
    correction = corrections.of_lead(lead, db.corrections(), events=lead.events, period=period, now=now)
    circumstances = compliance.Circumstances(
        lead=lead, today=today, suppressions=tuple(db.suppressions()), contact=contact, owner=owners.owner_of(company, watchlists, lead.company_name, *lead.names), fax=fax_number, addressee=addressee,
        departed=departed, consents=consents, named_people=settings.outreach.named_people, register_date=db.register_date("fax"), listed=wanted is not None and db.is_registered("fax", wanted),
        touches=_touches(db, lead, period=period, now=now), corrected=correction.kind if correction is not None else None, holidays=calendar.days_off(settings.morning.holidays),
    )  # fmt: skip
    titles = {source.id: source.title for source in db.sources()}
    event = letters.quoted_event(lead, watchlist.language if watchlist is not None else "en")
    source = titles.get(event.evidence.source_id) if event is not None and not event.facts.get("form") else None
    return _Matter(lead, case, company, watchlist, contact, circumstances, source, tuple(notes))


def _departed(db: store.Store, lead: Lead, case: Case | None, now: datetime) -> tuple[str, ...]:
    """The filing's finance chief, where a paper tells of a change in that post on or after the day of the filing. A filing that tells it itself knows who holds it."""
    name = case.contact.cfo_name.value if case is not None and case.contact.cfo_name is not None else None
    if case is None or name is None:
        return ()
    own = {event.id: event for event in (*lead.events, *(db.events(now - LOOK_BACK, company_key=lead.company_key, trigger="CFO_CHANGE") if lead.company_key is not None else ()))}
    since = case.filed or date.min
    told = any(event.trigger == "CFO_CHANGE" and not event.facts.get("form") and event.occurred.astimezone(HONG_KONG).date() >= since for event in own.values())
    return (name,) if told else ()


def _touches(db: store.Store, lead: Lead, *, period: timedelta, now: datetime) -> tuple[Touch, ...]:
    """Steps with this company: a no ends it for every RM, another word only for the RM who said it, "not relevant" only for its lead and a while."""
    same = [touch for touch in db.touches() if touch.lead_id == lead.id or (lead.company_key is not None and touch.company_key == lead.company_key)]
    heard = (touch for touch in same if touch.outcome in ("no", "lost", "won", "meeting", "call_later") or touch.rm == lead.rm)
    return tuple(touch for touch in heard if corrections.counts(touch, lead.id, lead.trigger, lead.events, period=period, now=now))


def _compose(settings: Settings, matter: _Matter, language: Language | None) -> tuple[fax.Fax, tuple[str, ...]]:
    given = matter.circumstances
    watchlist = matter.watchlist
    fallback: Language = watchlist.language if watchlist is not None else "en"
    chosen = language or letters.language_of(matter.lead, matter.company, matter.case, fallback=fallback)
    templates = files.templates(settings.desk)
    title = matter.contact.cfo_title.value if matter.contact is not None and matter.contact.cfo_title is not None else None

    def compose(quote_width: int) -> letters.Letter:
        return letters.compose(
            matter.lead, matter.case, language=chosen, bank=settings.bank, rm_name=watchlist.name if watchlist is not None else matter.lead.rm, today=given.today, company=matter.company,
            source=matter.source, fax=given.fax, addressee=given.addressee, title=title,
            role=matter.contact.cfo_role if matter.contact is not None else None, templates=templates, quote_width=quote_width,
        )  # fmt: skip

    made = fax.render(compose, templates=templates)
    notes = [*matter.notes]
    if made.size < fax.STEPS[0][0]:
        notes.append(f"set at {made.size:g} points to keep to one page")
    if made.replaced:
        notes.append(f"printed as {fax.BOX}, for want of a glyph: {' '.join(f'U+{ord(sign):04X}' for sign in made.replaced[:12])}")
    return made, tuple(notes)


def _shelve(settings: Settings, matter: _Matter, made: fax.Fax, notes: tuple[str, ...], now: datetime) -> Drafted:
    lead, language = matter.lead, matter.watchlist.language if matter.watchlist is not None else made.letter.language
    leaves = calendar.office_time(now, extra=settings.morning.holidays)
    back = cadence.call_back(leaves, extra=settings.morning.holidays)
    script = suggest.suggest(lead, matter.case, language=language, bank=settings.bank)
    ics = invites.call_back(lead, back, faxed=leaves, script=script, language=language, now=now)
    text = f"{made.letter.text}\n{'=' * 8}\n\n{made.letter.brief_text}"
    places = files.write(settings.desk, matter.circumstances.today, f"{lead.rm}-{lead.id}", {".txt": text.encode(), ".pdf": made.pdf, ".ics": ics})
    with store.open_store(settings, purpose="letter", create=False) as db:
        db.add_touch(_touch(settings, lead, "drafted", "", now))
        to = f"to {made.letter.addressee or 'the post'}, fax {made.letter.fax or 'not known'}"
        db.add_ledger(_ledger(lead, "drafted", f"letter in {made.letter.language} {to}; PDF sha256 {digest(made.pdf.hex())[:16]}", now, place=places[0]))
    return Drafted(lead.id, lead.rm, lead.company_name, made.letter.language, made.letter.text, places, back, notes)


# --- what came of it ---


def touch(settings: Settings, lead_id: str, outcome: str, *, note: str, now: datetime, meets: datetime | None = None) -> tuple[Touch, tuple[str, ...]]:
    """Records an outcome, moves the lead's status, computes the next step; (touch, files written below the outbox).

    A fax that was sent gets its call-back as .ics (the same entry, moved); ``meets``, the time of a meeting, gets the meeting's.
    """
    if outcome not in OUTCOMES:
        raise UsageError(f"touch {outcome}: there are {', '.join(OUTCOMES)}")
    with store.open_store(settings, purpose="touch", create=False) as db:
        lead = _lead(db, lead_id)
        made = record(db, settings, lead, outcome, note, now)
        earlier = [t for t in db.touches(lead_id=lead_id) if t.kind == made.kind]
        watchlist = next((watchlist for watchlist in db.watchlists() if watchlist.rm == lead.rm), None)
        case = _case(db, lead)
    return made, _invite(settings, lead, case, watchlist, made, len(earlier), meets, now)


def record(db: store.Store, settings: Settings, lead: Lead, outcome: str, note: str, now: datetime, *, ident: str | None = None, via: str = "") -> Touch:
    """A touch in the store with its line in the ledger, the lead's new status, and what it corrects; ``ident`` makes it the same touch however often it is recorded."""
    tries = 1
    for earlier in reversed(db.touches(lead_id=lead.id)):
        if earlier.outcome != "no_answer":
            break
        tries += 1
    made = _touch(settings, lead, outcome, note, now, tries=tries, ident=ident)
    db.add_touch(made)
    db.add_ledger(_ledger(lead, "touch", " ".join(filter(None, (outcome, via, f"({note})" if note else ""))), now))
    if outcome in STATUS:
        db.set_lead_status(lead.id, STATUS[outcome])
    if outcome in CORRECTIONS:
        kind = CORRECTIONS[outcome]
        value = corrections.misread(lead) if kind == "wrong_company" else ""
        if value:  # nothing was told of that company, so what is true of it still can be
            stories = {event.story_id for event in lead.events if event.trigger == lead.trigger}
            db.untell(lead.matter, {telling.url for found in db.story_documents(sorted(stories)).values() for telling in found} | {event.evidence.url for event in lead.events})
        db.add_correction(Correction(digest(kind, lead.id, value, lead.rm), kind, lead.id, value, lead.rm, now, note))
    return made


def import_touches(settings: Settings, path: Path, *, now: datetime) -> ImportReport:
    """Steps of outreach out of a CSV, XLSX or JSON-lines file with the columns lead, outcome, at, note; a row of an unknown lead is refused."""
    _, found = imports.table(_read(path), str(path))
    steps, refused, unknown = rows.touches(((number, dict(row)) for number, row in found), outcomes=OUTCOMES)
    added = 0
    with store.open_store(settings, purpose="import touches", create=False) as db:
        for step in steps:
            lead = db.lead(step.lead)
            if lead is None or (step.rm and step.rm != lead.rm):
                refused.append((0, f"{step.lead}: no such lead{f' of {step.rm}' if step.rm else ''}; `leadscan leads` lists them"))
                continue
            at = min(step.at or now, now)
            ident = digest("import", lead.id, step.outcome, at.isoformat())
            added += ident not in {touch.id for touch in db.touches(lead_id=lead.id)}
            record(db, settings, lead, step.outcome, step.note, at, ident=ident, via=f"from {path.name}")
    return ImportReport("touches", f"import:{path.name}", added, 0, len(steps) - added - sum(number == 0 for number, _ in refused), tuple(refused), unknown)


def import_list(settings: Settings, what: str, path: Path, *, now: datetime) -> tuple[ImportReport, tuple[str, ...]]:
    """Suppressions or consents, with a line in the ledger; (report, opt-outs that came later than the law allows)."""
    with store.open_store(settings, purpose=f"import {what}") as db:
        before = set(db.suppressions())
    report = takein.take_in(settings, what, path)
    today = now.astimezone(HONG_KONG).date()
    with store.open_store(settings, purpose=f"import {what}") as db:
        fresh = [entry for entry in db.suppressions() if entry not in before]
        by = {entry: compliance.honour_by(entry.since, extra=settings.morning.holidays) for entry in fresh if entry.kind in ("phone", "fax", "email")}
        late = tuple(f"{entry.kind} {entry.value}: asked on {entry.since}, was to be honoured by {by[entry]} (Cap. 593 s.10)" for entry in by if by[entry] < today)
        detail = f"{report.added} added, {report.changed} changed, {len(report.refused)} refused" + (f"; {len(late)} later than ten working days" if late else "")
        db.add_ledger(ledger_row(what, detail, at=now, place=path.name))
    return report, late


def check(settings: Settings) -> list[str]:
    """What would keep letters and answers from working, one line each; empty = nothing."""
    bank, replies = settings.bank, settings.replies
    ready = bank.contact or settings.web.replay  # a new desk hears first of what it needs to read at all
    wrong = [f"{settings.desk / 'leadscan.toml'}: bank.{field}: empty; without it no letter can be drafted (Cap. 593)" for field in ("phone", "fax") if ready and not getattr(bank, field).strip()]
    if bank.fax.strip() and numbers.hong_kong(bank.fax) is None:
        wrong.append(f"{settings.desk / 'leadscan.toml'}: bank.fax: {bank.fax!r} is no Hong Kong number; opt-outs need one (Cap. 593A s.7)")
    if replies.maildir or replies.host:
        if not settings.mail.secret and secret.is_open(settings.desk):
            wrong.append(f"{settings.desk / secret.FILE}: others may read it; chmod 600")
        if (replies.address or settings.mail.reply_to or settings.mail.sender).endswith(".invalid"):
            wrong.append(f"{settings.desk / 'leadscan.toml'}: replies.address: empty; answers would go to {settings.mail.sender}")
    try:
        files.templates(settings.desk)
    except DeskError as e:
        wrong.append(str(e))
    return wrong


def import_register(settings: Settings, path: Path, register: str, *, as_of: date, now: datetime) -> ImportReport:
    """A whole do-not-call register (numbers in any column of a CSV, XLSX, text or JSON-lines file) in place of the one before, with the day it was fetched."""
    if register != "fax":
        raise UsageError(f"--register {register}: there is fax")
    if as_of > now.astimezone(HONG_KONG).date():
        raise UsageError(f"--as-of {as_of}: lies in the future")
    found, refused = _numbers(_read(path), path.name)
    if not found:
        raise DataError(f"{path}: holds no Hong Kong number; the register before it stays in force")
    with store.open_store(settings, purpose="import register") as db:
        count = db.put_register(register, found, as_of=as_of, now=now)
        db.add_ledger(ledger_row("register", f"{register} do-not-call register of {as_of}: {count} numbers", at=now, place=path.name))
    return ImportReport("register", f"import:{path.name}", count, 0, 0, tuple(refused))


def _numbers(body: bytes, name: str) -> tuple[list[str], list[tuple[int, str]]]:
    """Hong Kong numbers, one a row; a first row without one is a header."""
    table: Iterable[Iterable[str]]
    if body[:4] == b"PK\x03\x04" or name.lower().endswith((".jsonl", ".gz")):
        header, lines = imports.table(body, name)
        table = [list(header), *([str(cell) for cell in row.values()] for _, row in lines)]
    else:
        table = [line.replace(";", ",").replace("\t", ",").split(",") for line in body.decode("utf-8-sig", "replace").splitlines()]
    found: list[str] = []
    refused: list[tuple[int, str]] = []
    for number, cells in enumerate(table, start=1):
        known = [read for cell in cells if (read := numbers.hong_kong(cell.strip(' "'))) is not None]
        found.extend(known[:1])
        if not known and number > 1 and any(cell.strip() for cell in cells):
            refused.append((number, "no Hong Kong number of eight digits"))
    return found, refused


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as e:
        raise UsageError(f"{path}: {e.strerror}") from e


def _invite(settings: Settings, lead: Lead, case: Case | None, watchlist: Watchlist | None, made: Touch, sequence: int, meets: datetime | None, now: datetime) -> tuple[str, ...]:
    language: Language = watchlist.language if watchlist is not None else "en"
    name, day = f"{lead.rm}-{lead.id}", now.astimezone(HONG_KONG).date()
    if made.next_step == "call_back" and made.next_at is not None:
        script = suggest.suggest(lead, case, language=language, bank=settings.bank)
        return files.write(settings.desk, day, name, {".ics": invites.call_back(lead, made.next_at, faxed=now, script=script, language=language, now=now, sequence=sequence)})
    if made.outcome == "meeting" and meets is not None:
        wanted = letters.language_of(lead, None, case, fallback=language)
        body = invites.meeting(lead, meets, product=letters.need(lead, wanted), language=wanted, now=now, sequence=sequence)
        return files.write(settings.desk, day, f"{name}-meeting", {".ics": body})
    return ()


def _touch(settings: Settings, lead: Lead, outcome: str, note: str, now: datetime, *, tries: int = 1, ident: str | None = None) -> Touch:
    kind = KINDS.get(outcome, "call")
    step = cadence.next_step(kind, outcome, now, tries=tries, extra=settings.morning.holidays)
    return Touch(
        id=ident or digest(lead.id, kind, outcome, now.isoformat()), lead_id=lead.id, rm=lead.rm, company_key=lead.company_key, company_name=lead.company_name, kind=kind, outcome=outcome,
        at=now, note=note, next_step=step.kind if step else None, next_at=step.at if step else None,
    )  # fmt: skip


def _ledger(lead: Lead, what: str, detail: str, now: datetime, *, rule: str = "", place: str = "") -> LedgerRow:
    return ledger_row(what, detail, at=now, rm=lead.rm, lead_id=lead.id, company_key=lead.company_key, company_name=lead.company_name, rule=rule, place=place)


def _lead(db: store.Store, lead_id: str) -> Lead:
    lead = db.lead(lead_id)
    if lead is None:
        raise UsageError(f"no lead {lead_id}; `leadscan leads` lists them")
    return lead


def _case(db: store.Store, lead: Lead) -> Case | None:
    """The listing case of the company: by key, else by the issuer's name where the register knows no key."""
    names = {squeeze(fold(name)) for name in (lead.company_name, *lead.names) if name}
    known = db.cases(companies=[lead.company_key] if lead.company_key is not None else [])
    found = next((case for case in known if case.company_key is not None), None)
    return found or next((case for case in known if case.company_key is None and squeeze(fold(case.issuer)) in names), None)
