alter table sources add column request text;
comment on column sources.request is 'How it wants to be asked (method, headers, form) as JSON; null = a plain GET.';
alter table sources add column refreshed text;
comment on column sources.refreshed is 'Time of day in its zone at which its list is made anew; null = no such time.';

create table source_parts (
    source_id text,
    part      text,
    asked_at  timestamptz not null,
    primary key (source_id, part)
);
comment on table source_parts is 'Of sources asked part by part: which parts were read, and when last.';
comment on column source_parts.source_id is 'Source.';
comment on column source_parts.part is 'Day of an index (ISO), or issuer.';
comment on column source_parts.asked_at is 'When it was last read.';

create table case_changes (
    case_key text,
    seen_at  timestamptz,
    what     text,
    old      text,
    new      text,
    primary key (case_key, seen_at, what)
);
comment on table case_changes is 'What was not as it had been when a listing case was looked at again; only ever added to.';
comment on column case_changes.case_key is 'Case.';
comment on column case_changes.seen_at is 'When the change was seen.';
comment on column case_changes.what is 'stage, attempt, lapses, cfo_name, ceo_name, auditor, phone, offer_amount, sponsors, underwriters, principal_bankers, counsel or company_secretaries.';
comment on column case_changes.old is 'As it was; null = it was not known.';
comment on column case_changes.new is 'As it is; null = no longer said.';
