create table ledger (
    id           text,
    happened     timestamptz not null,
    what         text not null,
    rule         text not null,
    detail       text not null,
    rm           text not null,
    lead_id      text not null,
    company_key  text not null,
    company_name text not null,
    place        text not null,
    primary key (id)
);
comment on table ledger is 'Everything drafted, refused, recorded and taken in around outreach; rows are only ever added.';
comment on column ledger.id is 'Hash of what it says.';
comment on column ledger.happened is 'When.';
comment on column ledger.what is 'drafted, refused, touch, answer, aside, correction, register, suppression or consents.';
comment on column ledger.rule is 'Of a refusal: which rule.';
comment on column ledger.detail is 'In one line.';
comment on column ledger.rm is 'RM; empty = none.';
comment on column ledger.lead_id is 'Lead; empty = none.';
comment on column ledger.company_key is 'Company; empty = none.';
comment on column ledger.company_name is 'Company as shown.';
comment on column ledger.place is 'File below the outbox folder, or what was read.';

create table registers (
    register text,
    as_of    date not null,
    imported timestamptz not null,
    entries  integer not null,
    primary key (register)
);
comment on table registers is 'Do-not-call registers as last imported.';
comment on column registers.register is 'fax.';
comment on column registers.as_of is 'Day of the list.';
comment on column registers.imported is 'When it was taken in.';
comment on column registers.entries is 'Numbers on it.';

create table register_numbers (
    register text,
    number   text,
    primary key (register, number)
);
comment on table register_numbers is 'Numbers of the do-not-call registers.';
comment on column register_numbers.register is 'Register.';
comment on column register_numbers.number is 'Eight digits of a Hong Kong number.';

create table consents (
    kind   text,
    value  text,
    given  date not null,
    until  date,
    how    text not null,
    origin text not null,
    primary key (kind, value)
);
comment on table consents is 'Who agreed to be written to.';
comment on column consents.kind is 'fax or person.';
comment on column consents.value is 'Number or name.';
comment on column consents.given is 'Day on which it was given.';
comment on column consents.until is 'Last day; null = open.';
comment on column consents.how is 'Where the consent stands.';
comment on column consents.origin is 'Import that brought it.';

create table answers (
    message_id text,
    read_at    timestamptz not null,
    outcome    text not null,
    primary key (message_id)
);
comment on table answers is 'Emails of RMs that were taken or put aside; each is read once.';
comment on column answers.message_id is 'Message-ID, or the hash of a message that has none.';
comment on column answers.read_at is 'When it was read.';
comment on column answers.outcome is 'taken or aside.';
