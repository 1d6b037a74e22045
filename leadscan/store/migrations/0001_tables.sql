-- Tables of the desk. No foreign keys: DuckDB checks them too eagerly (a delete of child and parent in one transaction fails);
-- Store.orphans() counts what they would have caught. No index beside the keys: scans are fast enough.

create table sources (
    id            text,
    title         text not null,
    kind          text not null,
    url           text not null,
    lang          text not null,
    timezone      text not null,
    section_hint  text not null,
    sectors       text[] not null,
    fetch_pages   boolean not null,
    entries_least integer,
    entries_most  integer,
    enabled       boolean not null,
    origin        text not null,
    position      integer not null,
    primary key (id)
);
comment on table sources is 'Where items come from: one row a feed, page list or venue list.';
comment on column sources.id is 'Stable short name of the source.';
comment on column sources.title is 'Name as the publisher writes it; shown to RMs.';
comment on column sources.kind is 'rss, atom, edgar_atom or hkex_json.';
comment on column sources.url is 'Address that is polled.';
comment on column sources.lang is 'Language the publisher says; empty = unknown.';
comment on column sources.timezone is 'IANA zone in which its undecorated dates are read.';
comment on column sources.section_hint is 'The paper''s section; empty where it mixes them.';
comment on column sources.sectors is 'Sector ids it writes for; empty = all.';
comment on column sources.fetch_pages is 'False: only the feed''s own text is used.';
comment on column sources.entries_least is 'Normal least number of new entries a business day.';
comment on column sources.entries_most is 'Normal most number of new entries a business day.';
comment on column sources.enabled is 'False: kept, not polled.';
comment on column sources.origin is 'Import or desk file that brought the row.';
comment on column sources.position is 'Order of the rows as first taken in.';

create table company_rows (
    key          text,
    origin       text,
    turn         bigint not null,
    market       text not null,
    code         text not null,
    name_en      text,
    name_zh_hant text,
    name_zh_hans text,
    aliases      text[] not null,
    sectors      text[] not null,
    status       text,
    relation     text,
    owner        text,
    issuer       text,
    website      text,
    primary key (key, origin)
);
comment on table company_rows is 'Companies as each import gave them; companies holds the merged record.';
comment on column company_rows.key is 'Company key, market:code.';
comment on column company_rows.origin is 'Import or desk file that gave this row.';
comment on column company_rows.turn is 'Number of the import in which this row last changed; the higher wins where two rows differ.';
comment on column company_rows.market is 'HKEX, SSE, SZSE, BSE, US, PRIVATE, HKBANK ...';
comment on column company_rows.code is 'Code within the market.';
comment on column company_rows.name_en is 'English name.';
comment on column company_rows.name_zh_hant is 'Traditional Chinese name.';
comment on column company_rows.name_zh_hans is 'Simplified Chinese name.';
comment on column company_rows.aliases is 'Other names as written.';
comment on column company_rows.sectors is 'Sector ids, likeliest first.';
comment on column company_rows.status is 'listed, private, applicant, delisted ...';
comment on column company_rows.relation is 'client, prospect, dormant, borrower, competitor; null = not said.';
comment on column company_rows.owner is 'RM id who owns the relation.';
comment on column company_rows.issuer is 'Key of the issuer''s main record where this is another listing of it.';
comment on column company_rows.website is 'Website.';

create table companies (
    key          text,
    market       text not null,
    code         text not null,
    name_en      text,
    name_zh_hant text,
    name_zh_hans text,
    aliases      text[] not null,
    sectors      text[] not null,
    status       text,
    relation     text,
    owner        text,
    issuer       text,
    website      text,
    origin       text not null,
    primary key (key)
);
comment on table companies is 'The register: one row a company, merged over all imports.';
comment on column companies.key is 'Company key, market:code.';
comment on column companies.market is 'HKEX, SSE, SZSE, BSE, US, PRIVATE, HKBANK ...';
comment on column companies.code is 'Code within the market.';
comment on column companies.name_en is 'English name.';
comment on column companies.name_zh_hant is 'Traditional Chinese name.';
comment on column companies.name_zh_hans is 'Simplified Chinese name.';
comment on column companies.aliases is 'Other names as written, of all imports.';
comment on column companies.sectors is 'Sector ids, likeliest first.';
comment on column companies.status is 'listed, private, applicant, delisted ...';
comment on column companies.relation is 'client, prospect, dormant, borrower, competitor; null = not said.';
comment on column companies.owner is 'RM id who owns the relation.';
comment on column companies.issuer is 'Key of the issuer''s main record where this is another listing of it.';
comment on column companies.website is 'Website.';
comment on column companies.origin is 'Import that first brought the company.';

create table watchlists (
    rm        text,
    name      text not null,
    email     text not null,
    language  text not null,
    sectors   text[] not null,
    companies integer not null,
    record    text not null,
    origin    text not null,
    position  integer not null,
    primary key (rm)
);
comment on table watchlists is 'What each RM follows.';
comment on column watchlists.rm is 'RM id.';
comment on column watchlists.name is 'Name of the RM.';
comment on column watchlists.email is 'Where the digest goes.';
comment on column watchlists.language is 'en, zh-Hant or zh-Hans.';
comment on column watchlists.sectors is 'Sector ids followed.';
comment on column watchlists.companies is 'Number of companies named.';
comment on column watchlists.record is 'The whole watchlist as JSON.';
comment on column watchlists.origin is 'Import or desk file that brought the row.';
comment on column watchlists.position is 'Order of the rows as first taken in.';

create table suppressions (
    kind   text,
    value  text,
    reason text not null,
    since  date not null,
    until  date,
    origin text not null,
    primary key (kind, value)
);
comment on table suppressions is 'Whom not to write to.';
comment on column suppressions.kind is 'phone, fax, email, company or person.';
comment on column suppressions.value is 'The number, address or name.';
comment on column suppressions.reason is 'Why.';
comment on column suppressions.since is 'First day.';
comment on column suppressions.until is 'Last day; null = for good.';
comment on column suppressions.origin is 'Import or desk file that brought the row.';

create table origins (
    origin text,
    sha256 text not null,
    primary key (origin)
);
comment on table origins is 'Desk files and imports taken in, so that an unchanged file is skipped.';
comment on column origins.origin is 'Name of the file or import.';
comment on column origins.sha256 is 'SHA-256 of its bytes when it was last taken in.';

create table polls (
    source_id     text,
    slot          text,
    status        integer,
    state         text not null,
    good          boolean not null,
    detail        text not null,
    error         text,
    final_url     text,
    sha256        text,
    etag          text,
    last_modified text,
    entries       integer not null,
    new_entries   integer not null,
    polled_at     timestamptz not null,
    health_before text,
    primary key (source_id, slot)
);
comment on table polls is 'One row for each source and slot: what its last poll of that slot answered.';
comment on column polls.source_id is 'Source polled.';
comment on column polls.slot is 'Slot of the morning the poll belongs to.';
comment on column polls.status is 'HTTP status; null = no answer.';
comment on column polls.state is 'Health state the poll ended in.';
comment on column polls.good is 'True: the slot is done for this source; false: it is polled again.';
comment on column polls.detail is 'One line: what was seen.';
comment on column polls.error is 'Why there was no answer.';
comment on column polls.final_url is 'Address that answered.';
comment on column polls.sha256 is 'SHA-256 of the body; its key in the archive.';
comment on column polls.etag is 'ETag kept for the next conditional request.';
comment on column polls.last_modified is 'Last-Modified kept for the next conditional request.';
comment on column polls.entries is 'Entries in the answer.';
comment on column polls.new_entries is 'Entries seen for the first time in this slot.';
comment on column polls.polled_at is 'When the answer was stored.';
comment on column polls.health_before is 'Health of the source before this slot as JSON, so that a repeated poll is judged from the same start.';

create table health (
    source_id     text,
    title         text not null,
    state         text not null,
    since         date not null,
    detail        text not null,
    last_ok       timestamptz,
    newest        timestamptz,
    new_entries   integer not null,
    failures      integer not null,
    etag          text,
    last_modified text,
    body_sha256   text,
    record        text not null,
    primary key (source_id)
);
comment on table health is 'State of each source after its last poll.';
comment on column health.source_id is 'Source.';
comment on column health.title is 'Title at the time of the poll.';
comment on column health.state is 'ok, unchanged, empty, stale, invalid, degraded, blocked, limited, failing, gone, quarantined.';
comment on column health.since is 'Hong Kong day on which it entered this state.';
comment on column health.detail is 'One line: what was seen.';
comment on column health.last_ok is 'Last poll that went well.';
comment on column health.newest is 'Publication time of the newest entry ever seen from it.';
comment on column health.new_entries is 'New entries of the last poll.';
comment on column health.failures is 'Polls in a row that failed.';
comment on column health.etag is 'ETag of the last good answer.';
comment on column health.last_modified is 'Last-Modified of the last good answer.';
comment on column health.body_sha256 is 'SHA-256 of the last good body.';
comment on column health.record is 'The health record as JSON.';

create table entries (
    source_id    text,
    entry_id     text,
    url          text not null,
    title        text not null,
    kind         text not null,
    venue        text,
    form         text,
    published    timestamptz,
    lang         text not null,
    title_key    text not null,
    content_hash text not null,
    version      integer not null,
    first_seen   timestamptz not null,
    first_slot   text not null,
    status       text not null,
    detail       text not null,
    attempts     integer not null,
    tried_slot   text,
    record       text not null,
    primary key (source_id, entry_id)
);
comment on table entries is 'Lines of the sources, each once.';
comment on column entries.source_id is 'Source.';
comment on column entries.entry_id is 'Id within the source.';
comment on column entries.url is 'Address of its document; empty where the source gives none.';
comment on column entries.title is 'Title in the list.';
comment on column entries.kind is 'article or filing.';
comment on column entries.venue is 'Venue of a filing.';
comment on column entries.form is 'Form of a filing, as the list says.';
comment on column entries.published is 'As the source says; null = not said.';
comment on column entries.lang is 'Language label; empty = unknown.';
comment on column entries.title_key is 'Comparison form of the title.';
comment on column entries.content_hash is 'Digest of what the list says of it; a change makes a new version.';
comment on column entries.version is 'Counts the edits seen in the list.';
comment on column entries.first_seen is 'When it was first seen.';
comment on column entries.first_slot is 'Slot in which it was first seen.';
comment on column entries.status is 'new, read, unread, quarantined or skipped.';
comment on column entries.detail is 'Why, where the status is not read.';
comment on column entries.attempts is 'Slots in which reading its document failed.';
comment on column entries.tried_slot is 'Last slot in which it was tried.';
comment on column entries.record is 'The entry as JSON.';

create table entry_versions (
    source_id    text,
    entry_id     text,
    version      integer,
    title        text not null,
    summary      text not null,
    content_hash text not null,
    seen_at      timestamptz not null,
    slot         text not null,
    primary key (source_id, entry_id, version)
);
comment on table entry_versions is 'Edits of entries seen in their lists.';
comment on column entry_versions.source_id is 'Source.';
comment on column entry_versions.entry_id is 'Id within the source.';
comment on column entry_versions.version is '2 = first edit.';
comment on column entry_versions.title is 'Title of this version.';
comment on column entry_versions.summary is 'Summary of this version.';
comment on column entry_versions.content_hash is 'Digest of this version.';
comment on column entry_versions.seen_at is 'When it was seen.';
comment on column entry_versions.slot is 'Slot in which it was seen.';

create table entry_aliases (
    source_id text,
    entry_id  text,
    same_as   text not null,
    slot      text not null,
    primary key (source_id, entry_id)
);
comment on table entry_aliases is 'Ids under which a source gave an entry again.';
comment on column entry_aliases.source_id is 'Source.';
comment on column entry_aliases.entry_id is 'The other id.';
comment on column entry_aliases.same_as is 'Id of the entry it repeats.';
comment on column entry_aliases.slot is 'Slot in which it was seen.';

create table quarantine (
    id        text,
    source_id text not null,
    entry_id  text,
    slot      text not null,
    piece     text not null,
    reason    text not null,
    sha256    text,
    put_aside timestamptz not null,
    primary key (id)
);
comment on table quarantine is 'What can never be read, kept with the reason.';
comment on column quarantine.id is 'Hash of source and entry or piece.';
comment on column quarantine.source_id is 'Source.';
comment on column quarantine.entry_id is 'Entry; null where a piece of a list was refused.';
comment on column quarantine.slot is 'Slot in which it was first put aside.';
comment on column quarantine.piece is 'Start of the refused piece; empty for an entry.';
comment on column quarantine.reason is 'Why.';
comment on column quarantine.sha256 is 'Body that held it; its key in the archive.';
comment on column quarantine.put_aside is 'When it was first put aside.';

create table documents (
    id             text,
    kind           text not null,
    source_id      text not null,
    entry_id       text not null,
    url            text not null,
    title          text not null,
    text           text not null,
    lang           text not null,
    published      timestamptz not null,
    published_from text,
    first_seen     timestamptz not null,
    version        integer not null,
    section        text,
    body_source    text not null,
    also_urls      text[] not null,
    venue          text,
    form           text,
    case_key       text,
    issuer         text,
    issuer_zh      text,
    is_ipo         boolean,
    filing_kind    text,
    filed          date,
    raw_status     text,
    contact        text,
    facts          text,
    content_hash   text not null,
    examined_by    text,
    record         text not null,
    primary key (id)
);
comment on table documents is 'Articles and filings, boilerplate removed.';
comment on column documents.id is 'Hash of source and entry.';
comment on column documents.kind is 'article or filing.';
comment on column documents.source_id is 'Source.';
comment on column documents.entry_id is 'Entry of that source.';
comment on column documents.url is 'Canonical address.';
comment on column documents.title is 'Headline, or title of the filing.';
comment on column documents.text is 'Readable text; empty where only a list row is known.';
comment on column documents.lang is 'en, zh-Hant or zh-Hans.';
comment on column documents.published is 'Effective time.';
comment on column documents.published_from is 'page, feed, url or first_seen; null for a filing.';
comment on column documents.first_seen is 'When its entry was first seen.';
comment on column documents.version is 'Counts edits of the same entry.';
comment on column documents.section is 'Section of the paper; null for a filing.';
comment on column documents.body_source is 'page, summary, document or list.';
comment on column documents.also_urls is 'Other addresses of the same document.';
comment on column documents.venue is 'SEC, HKEX, SSE, SZSE, BSE; null for an article.';
comment on column documents.form is 'Form as the venue names it.';
comment on column documents.case_key is 'Venue and the venue''s stable id of the listing case.';
comment on column documents.issuer is 'Issuer as the filing names it.';
comment on column documents.issuer_zh is 'Chinese name of the issuer.';
comment on column documents.is_ipo is 'Null = this document alone does not tell.';
comment on column documents.filing_kind is 'ipo, spac_ipo, follow_on, resale, debt, fund, shelf ...';
comment on column documents.filed is 'Date of the filing.';
comment on column documents.raw_status is 'Status as the venue''s list has it.';
comment on column documents.contact is 'Whom to call, with proof, as JSON; null for an article.';
comment on column documents.facts is 'Further facts of a filing with proof, as JSON.';
comment on column documents.content_hash is 'Digest of the record without times and version.';
comment on column documents.examined_by is 'Version of the examination that has read it; null = not yet.';
comment on column documents.record is 'The record as JSON, without the text.';

create table examined (
    document_id text,
    version     text not null,
    story_id    text not null,
    first_seen  timestamptz not null,
    lang        text not null,
    signature   blob not null,
    title_key   text not null,
    beat        text not null,
    sectors     text[] not null,
    copy_of     text,
    primary key (document_id)
);
comment on table examined is 'What examining found in a document as a whole, and what story grouping keeps of it.';
comment on column examined.document_id is 'Document.';
comment on column examined.version is 'Version of the examination.';
comment on column examined.story_id is 'Story it tells.';
comment on column examined.first_seen is 'When the document was first seen.';
comment on column examined.lang is 'Language.';
comment on column examined.signature is 'Packed MinHash of the folded text.';
comment on column examined.title_key is 'Folded title.';
comment on column examined.beat is 'business, entertainment, sport, lifestyle, politics, markets_roundup, share_tip or other.';
comment on column examined.sectors is 'Sector ids.';
comment on column examined.copy_of is 'First document of the story, where this is a near-copy not examined again.';

create table mentions (
    document_id    text not null,
    position       integer not null,
    published      timestamptz not null,
    span_start     integer not null,
    span_end       integer not null,
    label          text not null,
    text           text not null,
    sure           double not null,
    why            text not null,
    company_key    text,
    company_market text,
    company_code   text,
    company_name   text,
    company_sure   double,
    candidates     text
);
comment on table mentions is 'Names found in documents.';
comment on column mentions.document_id is 'Document.';
comment on column mentions.position is 'Order within the document, from 0.';
comment on column mentions.published is 'Effective time of the document.';
comment on column mentions.span_start is 'First character in title, line break, text.';
comment on column mentions.span_end is 'One past the last character.';
comment on column mentions.label is 'COMPANY, ORG, PERSON, TITLE, PLACE, MONEY, DATE or PRODUCT.';
comment on column mentions.text is 'The words of the document.';
comment on column mentions.sure is '0 to 1.';
comment on column mentions.why is 'How it was found and linked.';
comment on column mentions.company_key is 'The company meant; null = none or unsure.';
comment on column mentions.company_market is 'Market of the company meant.';
comment on column mentions.company_code is 'Code of the company meant.';
comment on column mentions.company_name is 'Name of the company meant.';
comment on column mentions.company_sure is 'How sure the link is, 0 to 1.';
comment on column mentions.candidates is 'Records it may mean, as JSON; null = none.';

create table people (
    document_id text not null,
    position    integer not null,
    name        text not null,
    title       text,
    company_key text,
    current     boolean not null,
    quote       text not null,
    record      text not null
);
comment on table people is 'Person, post and company, as one document says.';
comment on column people.document_id is 'Document.';
comment on column people.position is 'Order within the document, from 0.';
comment on column people.name is 'The person.';
comment on column people.title is 'The post.';
comment on column people.company_key is 'Company of the post; null = not linked.';
comment on column people.current is 'Does the person hold the post when the text speaks.';
comment on column people.quote is 'The words that say so.';
comment on column people.record is 'The record as JSON.';

create table events (
    id           text,
    document_id  text not null,
    trigger      text not null,
    stage        text not null,
    polarity     text not null,
    company_key  text,
    company_name text not null,
    story_id     text not null,
    occurred     timestamptz not null,
    first_seen   timestamptz not null,
    source_id    text not null,
    url          text not null,
    quote        text not null,
    sectors      text[] not null,
    near_top     boolean not null,
    role         text not null,
    facts        text not null,
    record       text not null,
    primary key (id)
);
comment on table events is 'Triggers of companies with their evidence.';
comment on column events.id is 'Hash of document, trigger, company and quote.';
comment on column events.document_id is 'Document that says it.';
comment on column events.trigger is 'Type, e.g. IPO_FILED.';
comment on column events.stage is 'rumour, planned, announced, filed, completed or failed.';
comment on column events.polarity is 'O opportunity, R risk, C courtesy.';
comment on column events.company_key is 'Company; null = unknown or none.';
comment on column events.company_name is 'Company as the document has it; empty = none.';
comment on column events.story_id is 'Story it belongs to.';
comment on column events.occurred is 'Effective time of the document.';
comment on column events.first_seen is 'When the document was first seen.';
comment on column events.source_id is 'Source of the evidence.';
comment on column events.url is 'Address of the evidence.';
comment on column events.quote is 'Words that prove it.';
comment on column events.sectors is 'Sector ids.';
comment on column events.near_top is 'The company stands in the headline or first paragraph.';
comment on column events.role is 'subject or counterparty.';
comment on column events.facts is 'Typed facts as printed, as JSON.';
comment on column events.record is 'The event as JSON.';

create table case_events (
    case_key    text,
    form        text,
    event_date  date,
    url         text,
    raw_status  text,
    seen_at     timestamptz not null,
    document_id text,
    primary key (case_key, form, event_date, url, raw_status)
);
comment on table case_events is 'What venues published about listing cases; only ever added to.';
comment on column case_events.case_key is 'Case: venue and the venue''s id.';
comment on column case_events.form is 'Form or kind of notice.';
comment on column case_events.event_date is 'Day of it.';
comment on column case_events.url is 'Address.';
comment on column case_events.raw_status is 'Status as the venue has it.';
comment on column case_events.seen_at is 'When it was first seen.';
comment on column case_events.document_id is 'Document, where it was read.';

create table cases (
    key         text,
    venue       text not null,
    issuer      text not null,
    issuer_zh   text,
    company_key text,
    stage       text not null,
    kind        text not null,
    attempt     integer not null,
    filed       date,
    lapses      date,
    updated     date not null,
    lead_grade  boolean not null,
    contact_url text,
    contact     text not null,
    record      text not null,
    primary key (key)
);
comment on table cases is 'Issuers'' ways to a listing, folded from case_events and filings.';
comment on column cases.key is 'Venue and the venue''s id.';
comment on column cases.venue is 'SEC, HKEX, SSE, SZSE, BSE.';
comment on column cases.issuer is 'Issuer.';
comment on column cases.issuer_zh is 'Chinese name of the issuer.';
comment on column cases.company_key is 'Company of the register.';
comment on column cases.stage is 'PREPARING to LISTED, or how it ended.';
comment on column cases.kind is 'ipo, spac_ipo, follow_on ...';
comment on column cases.attempt is '1 + lapses that were followed by a renewal.';
comment on column cases.filed is 'First public application of this attempt.';
comment on column cases.lapses is 'Day on which the application lapses; null = none.';
comment on column cases.updated is 'Day of the last event.';
comment on column cases.lead_grade is 'False: followed, but by default no lead.';
comment on column cases.contact_url is 'Where the contact comes from.';
comment on column cases.contact is 'Whom to call, with proof, as JSON.';
comment on column cases.record is 'The case as JSON.';

create table leads (
    id           text,
    edition      date,
    rm           text not null,
    company_key  text,
    company_name text not null,
    relation     text,
    sectors      text[] not null,
    trigger      text not null,
    triggers     text[] not null,
    stage        text not null,
    polarity     text not null,
    score        double not null,
    need         text not null,
    call         boolean not null,
    suppressed   text,
    matter       text not null,
    reasons      text not null,
    record       text not null,
    primary key (edition, id)
);
comment on table leads is 'Matters of one company that one RM should know, by edition.';
comment on column leads.id is 'Hash of RM and matter; stable over days.';
comment on column leads.edition is 'Hong Kong business day.';
comment on column leads.rm is 'RM.';
comment on column leads.company_key is 'Company; null = unknown.';
comment on column leads.company_name is 'Display name.';
comment on column leads.relation is 'Relation of the company.';
comment on column leads.sectors is 'Sector ids.';
comment on column leads.trigger is 'Strongest trigger.';
comment on column leads.triggers is 'Every trigger told.';
comment on column leads.stage is 'Stage.';
comment on column leads.polarity is 'O, R or C.';
comment on column leads.score is 'Sum of the reasons.';
comment on column leads.need is 'Banking need and first product.';
comment on column leads.call is 'A call may be suggested.';
comment on column leads.suppressed is 'Why no outreach may go out; null = free.';
comment on column leads.matter is 'What is told once.';
comment on column leads.reasons is 'Signals with score and detail, as JSON.';
comment on column leads.record is 'The lead as JSON.';

create table lead_status (
    lead_id text,
    status  text not null,
    primary key (lead_id)
);
comment on table lead_status is 'What became of each lead.';
comment on column lead_status.lead_id is 'Lead.';
comment on column lead_status.status is 'new, shown, called, faxed, met, won, lost, not_relevant or expired.';

create table told (
    rm      text,
    matter  text,
    edition date,
    stage   text not null,
    facts   text not null,
    urls    text[] not null,
    primary key (rm, matter, edition)
);
comment on table told is 'What each RM was told of each matter, and when.';
comment on column told.rm is 'RM.';
comment on column told.matter is 'Company and trigger.';
comment on column told.edition is 'Edition that told it.';
comment on column told.stage is 'Stage told.';
comment on column told.facts is 'Facts told, as JSON.';
comment on column told.urls is 'Addresses told.';

create table digests (
    rm          text,
    edition     date,
    kind        text,
    name        text not null,
    email       text not null,
    language    text not null,
    quiet       boolean not null,
    subject     text not null,
    health_line text not null,
    items       integer not null,
    record      text not null,
    primary key (rm, edition, kind)
);
comment on table digests is 'One RM''s email of one day.';
comment on column digests.rm is 'RM.';
comment on column digests.edition is 'Hong Kong business day.';
comment on column digests.kind is 'morning ...';
comment on column digests.name is 'Name of the RM.';
comment on column digests.email is 'Address.';
comment on column digests.language is 'Language.';
comment on column digests.quiet is 'Nothing to tell.';
comment on column digests.subject is 'Subject line.';
comment on column digests.health_line is 'Health of the sources in one line.';
comment on column digests.items is 'Number of items.';
comment on column digests.record is 'The digest as JSON.';

create table digest_items (
    rm           text,
    edition      date,
    kind         text,
    position     integer,
    section      text not null,
    rank         integer not null,
    lead_id      text not null,
    company_key  text,
    company_name text not null,
    trigger      text not null,
    stage        text not null,
    story        text not null,
    changed      text,
    urls         text[] not null,
    primary key (rm, edition, kind, position)
);
comment on table digest_items is 'Stories of the digests.';
comment on column digest_items.rm is 'RM.';
comment on column digest_items.edition is 'Hong Kong business day.';
comment on column digest_items.kind is 'morning ...';
comment on column digest_items.position is 'Order in the digest, from 0.';
comment on column digest_items.section is 'call_today, ipo_radar, clippings, clients, watch or other_banks.';
comment on column digest_items.rank is 'Rank as printed.';
comment on column digest_items.lead_id is 'Lead.';
comment on column digest_items.company_key is 'Company.';
comment on column digest_items.company_name is 'Company as printed.';
comment on column digest_items.trigger is 'Trigger.';
comment on column digest_items.stage is 'Stage.';
comment on column digest_items.story is 'One line: what happened.';
comment on column digest_items.changed is 'What changed since it was told; null = told for the first time.';
comment on column digest_items.urls is 'Every source of the story.';

create table outbox (
    message_id text,
    rm         text not null,
    edition    date not null,
    kind       text not null,
    subject    text not null,
    status     text not null,
    attempts   integer not null,
    claimed_at timestamptz,
    sent_at    timestamptz,
    failed_at  timestamptz,
    place      text,
    error      text,
    record     text not null,
    primary key (message_id)
);
comment on table outbox is 'Messages and where they stand; one row an edition and kind.';
comment on column outbox.message_id is 'Deterministic of RM, edition and kind.';
comment on column outbox.rm is 'RM.';
comment on column outbox.edition is 'Hong Kong business day.';
comment on column outbox.kind is 'morning ...';
comment on column outbox.subject is 'Subject line.';
comment on column outbox.status is 'ready, sending (claimed), sent or failed; sending after a crash is in doubt.';
comment on column outbox.attempts is 'Claims so far.';
comment on column outbox.claimed_at is 'When it was last claimed.';
comment on column outbox.sent_at is 'When it went out.';
comment on column outbox.failed_at is 'When the last attempt failed.';
comment on column outbox.place is 'File below the outbox folder, or the server''s answer.';
comment on column outbox.error is 'Why the last attempt failed.';
comment on column outbox.record is 'The message as JSON.';

create table touches (
    id           text,
    lead_id      text not null,
    rm           text not null,
    company_key  text,
    company_name text not null,
    kind         text not null,
    outcome      text not null,
    happened     timestamptz not null,
    note         text not null,
    next_step    text,
    next_at      timestamptz,
    primary key (id)
);
comment on table touches is 'Steps of outreach.';
comment on column touches.id is 'Id.';
comment on column touches.lead_id is 'Lead.';
comment on column touches.rm is 'RM.';
comment on column touches.company_key is 'Company.';
comment on column touches.company_name is 'Company as shown.';
comment on column touches.kind is 'letter, fax, call, call_back, meeting or note.';
comment on column touches.outcome is 'What came of it.';
comment on column touches.happened is 'When.';
comment on column touches.note is 'Words of the RM.';
comment on column touches.next_step is 'What comes next.';
comment on column touches.next_at is 'When it is due.';

create table corrections (
    id      text,
    kind    text not null,
    subject text not null,
    value   text not null,
    said_by text not null,
    said_at timestamptz not null,
    note    text not null,
    primary key (id)
);
comment on table corrections is 'What people said of machine answers; outlives re-runs.';
comment on column corrections.id is 'Id.';
comment on column corrections.kind is 'wrong_company, not_a_lead, same_company or clear_risk.';
comment on column corrections.subject is 'Lead id, company key or name corrected.';
comment on column corrections.value is 'The right value.';
comment on column corrections.said_by is 'Who says so.';
comment on column corrections.said_at is 'When.';
comment on column corrections.note is 'Why.';

create table runs (
    id       text,
    kind     text not null,
    slot     text not null,
    started  timestamptz not null,
    finished timestamptz,
    report   text,
    primary key (id)
);
comment on table runs is 'Log of stages run; the only table that differs between an undisturbed day and a repeated one.';
comment on column runs.id is 'Id.';
comment on column runs.kind is 'Stage or command.';
comment on column runs.slot is 'Slot or edition.';
comment on column runs.started is 'Start.';
comment on column runs.finished is 'End; null = under way or killed.';
comment on column runs.report is 'Its report as JSON.';
