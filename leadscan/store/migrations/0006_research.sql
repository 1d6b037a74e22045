alter table documents add column head text;
comment on column documents.head is 'Folded title and first words, for searching; null = not made yet.';
alter table documents add column text_dropped date;
comment on column documents.text_dropped is 'Day on which its text was removed when its time was over; null = the text is there.';

create table forgotten (
    digest text,
    salt   text not null,
    words  integer not null,
    day    date not null,
    reason text not null,
    primary key (digest)
);
comment on table forgotten is 'Persons whom nothing may name again: no name stands here, only a salted digest of it.';
comment on column forgotten.digest is 'Keyed digest of the folded name.';
comment on column forgotten.salt is 'Key of the digest.';
comment on column forgotten.words is 'Number of words or Chinese characters of the name.';
comment on column forgotten.day is 'Hong Kong day on which the person was forgotten.';
comment on column forgotten.reason is 'Why, as the operator put it; names nobody.';

create table retained (
    what  text,
    until timestamptz not null,
    primary key (what)
);
comment on table retained is 'How far what is old was already cleared, so that a run looks at what has become old since.';
comment on column retained.what is 'What was cleared.';
comment on column retained.until is 'All before this time is done.';
