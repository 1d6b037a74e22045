-- The research views: stable names in business words over the tables of schema desk. Re-created whenever a snapshot is published.

create or replace view main.articles as
select d.id, d.source_id, s.title as source, d.url, d.title, d.text, d.lang, d.published, d.first_seen, d.section, x.beat, x.sectors, x.story_id, x.copy_of, d.body_source, d.version
from desk.documents d left join desk.sources s on s.id = d.source_id left join desk.examined x on x.document_id = d.id
where d.kind = 'article';
comment on view main.articles is 'News texts, boilerplate removed, with what examining found.';
comment on column main.articles.id is 'Id of the article.';
comment on column main.articles.source_id is 'Source.';
comment on column main.articles.source is 'Source as the publisher writes it.';
comment on column main.articles.url is 'Address.';
comment on column main.articles.title is 'Headline.';
comment on column main.articles.text is 'Paragraphs, one a line.';
comment on column main.articles.lang is 'en, zh-Hant or zh-Hans.';
comment on column main.articles.published is 'Effective time of publication.';
comment on column main.articles.first_seen is 'When leadscan first saw it.';
comment on column main.articles.section is 'Section of the paper.';
comment on column main.articles.beat is 'business, entertainment, sport ...; null = not examined yet.';
comment on column main.articles.sectors is 'Sector ids of the text.';
comment on column main.articles.story_id is 'Story it tells.';
comment on column main.articles.copy_of is 'First copy of the story, where this is a near-copy.';
comment on column main.articles.body_source is 'page or summary.';
comment on column main.articles.version is 'Counts edits.';

create or replace view main.filings as
select d.id, d.source_id, d.venue, d.form, d.filing_kind as kind, d.is_ipo, d.case_key, d.issuer, d.issuer_zh, d.filed, d.raw_status, d.url, d.title, d.text, d.lang, d.published, d.first_seen,
    d.contact, d.facts, d.body_source
from desk.documents d where d.kind = 'filing';
comment on view main.filings is 'Documents of venues, with what they say.';
comment on column main.filings.id is 'Id of the filing.';
comment on column main.filings.source_id is 'Source.';
comment on column main.filings.venue is 'SEC, HKEX, SSE, SZSE, BSE.';
comment on column main.filings.form is 'Form as the venue names it.';
comment on column main.filings.kind is 'ipo, spac_ipo, follow_on ...';
comment on column main.filings.is_ipo is 'Null = this document alone does not tell.';
comment on column main.filings.case_key is 'Listing case.';
comment on column main.filings.issuer is 'Issuer as the filing names it.';
comment on column main.filings.issuer_zh is 'Chinese name.';
comment on column main.filings.filed is 'Day of filing.';
comment on column main.filings.raw_status is 'Status as the venue''s list has it.';
comment on column main.filings.url is 'Address.';
comment on column main.filings.title is 'Title.';
comment on column main.filings.text is 'Readable text; empty where only a list row is known.';
comment on column main.filings.lang is 'Language.';
comment on column main.filings.published is 'Effective time.';
comment on column main.filings.first_seen is 'When leadscan first saw it.';
comment on column main.filings.contact is 'Whom to call, with proof, as JSON.';
comment on column main.filings.facts is 'Further facts with proof, as JSON.';
comment on column main.filings.body_source is 'document or list.';

create or replace view main.stories as
select x.story_id as id, arg_min(d.title, d.published) as headline, min(d.published) as first_published, max(d.published) as last_published, count(*) as copies,
    count(distinct d.source_id) as sources, list(distinct d.lang order by d.lang) as languages, arg_min(d.source_id, d.published) as first_source, arg_min(d.url, d.published) as first_url
from desk.examined x join desk.documents d on d.id = x.document_id group by x.story_id;
comment on view main.stories is 'Events as told by all papers: near-copies of each other.';
comment on column main.stories.id is 'Story.';
comment on column main.stories.headline is 'Headline of the first copy.';
comment on column main.stories.first_published is 'First copy.';
comment on column main.stories.last_published is 'Last copy.';
comment on column main.stories.copies is 'Documents that tell it.';
comment on column main.stories.sources is 'Sources that tell it.';
comment on column main.stories.languages is 'Languages it is told in.';
comment on column main.stories.first_source is 'Source of the first copy.';
comment on column main.stories.first_url is 'Address of the first copy.';

create or replace view main.mentions as
select m.document_id, m.position, m.published, m.label, m.text, m.sure, m.why, m.company_key, m.company_name, m.company_sure, m.candidates, m.span_start, m.span_end
from desk.mentions m;
comment on view main.mentions is 'Names found in documents.';
comment on column main.mentions.document_id is 'Article or filing.';
comment on column main.mentions.position is 'Order in the document.';
comment on column main.mentions.published is 'Effective time of the document.';
comment on column main.mentions.label is 'COMPANY, ORG, PERSON, TITLE, PLACE, MONEY, DATE or PRODUCT.';
comment on column main.mentions.text is 'The words.';
comment on column main.mentions.sure is '0 to 1.';
comment on column main.mentions.why is 'How it was found and linked.';
comment on column main.mentions.company_key is 'The company meant; null = none or unsure.';
comment on column main.mentions.company_name is 'Its name.';
comment on column main.mentions.company_sure is 'How sure the link is, 0 to 1.';
comment on column main.mentions.candidates is 'Records it may mean, as JSON.';
comment on column main.mentions.span_start is 'First character in title, line break, text.';
comment on column main.mentions.span_end is 'One past the last character.';

create or replace view main.people as
select p.document_id, d.published, p.name, p.title, p.company_key, p.current, p.quote
from desk.people p join desk.documents d on d.id = p.document_id;
comment on view main.people is 'Persons with post and company, as documents say.';
comment on column main.people.document_id is 'Article or filing.';
comment on column main.people.published is 'Effective time of the document.';
comment on column main.people.name is 'Person.';
comment on column main.people.title is 'Post.';
comment on column main.people.company_key is 'Company.';
comment on column main.people.current is 'Held when the text speaks.';
comment on column main.people.quote is 'The words that say so.';

create or replace view main.companies as
select c.key, c.market, c.code, coalesce(c.name_en, c.name_zh_hant, c.name_zh_hans) as name, c.name_en, c.name_zh_hant, c.name_zh_hans, c.aliases, c.sectors, c.status, c.relation, c.owner, c.issuer, c.website
from desk.companies c;
comment on view main.companies is 'The register.';
comment on column main.companies.key is 'market:code.';
comment on column main.companies.market is 'Market.';
comment on column main.companies.code is 'Code.';
comment on column main.companies.name is 'Name for display.';
comment on column main.companies.name_en is 'English name.';
comment on column main.companies.name_zh_hant is 'Traditional Chinese name.';
comment on column main.companies.name_zh_hans is 'Simplified Chinese name.';
comment on column main.companies.aliases is 'Other names.';
comment on column main.companies.sectors is 'Sector ids.';
comment on column main.companies.status is 'listed, private, applicant ...';
comment on column main.companies.relation is 'client, prospect, dormant, borrower, competitor.';
comment on column main.companies.owner is 'RM who owns the relation.';
comment on column main.companies.issuer is 'Main record of the issuer.';
comment on column main.companies.website is 'Website.';

create or replace view main.events as
select e.id, e.occurred, e.first_seen, e.trigger, e.stage, e.polarity, e.company_key, e.company_name, e.sectors, e.story_id, e.document_id, e.source_id, e.url, e.quote, e.facts, e.near_top, e.role
from desk.events e join desk.documents d on d.id = e.document_id where d.examined_by is not null;
comment on view main.events is 'Triggers of companies with their evidence.';
comment on column main.events.id is 'Event.';
comment on column main.events.occurred is 'Effective time of the document.';
comment on column main.events.first_seen is 'When leadscan first saw it.';
comment on column main.events.trigger is 'Type, e.g. IPO_FILED.';
comment on column main.events.stage is 'rumour, planned, announced, filed, completed or failed.';
comment on column main.events.polarity is 'O opportunity, R risk, C courtesy.';
comment on column main.events.company_key is 'Company.';
comment on column main.events.company_name is 'Company as written.';
comment on column main.events.sectors is 'Sector ids.';
comment on column main.events.story_id is 'Story.';
comment on column main.events.document_id is 'Document.';
comment on column main.events.source_id is 'Source.';
comment on column main.events.url is 'Address of the evidence.';
comment on column main.events.quote is 'Words that prove it.';
comment on column main.events.facts is 'Typed facts, as JSON.';
comment on column main.events.near_top is 'Company in headline or first paragraph.';
comment on column main.events.role is 'subject or counterparty.';

create or replace view main.cases as
select c.key, c.venue, c.issuer, c.issuer_zh, c.company_key, c.stage, c.kind, c.attempt, c.filed, c.lapses, c.updated, c.lead_grade, c.contact_url
from desk.cases c;
comment on view main.cases is 'Issuers'' ways to a listing.';
comment on column main.cases.key is 'Case.';
comment on column main.cases.venue is 'Venue.';
comment on column main.cases.issuer is 'Issuer.';
comment on column main.cases.issuer_zh is 'Chinese name.';
comment on column main.cases.company_key is 'Company.';
comment on column main.cases.stage is 'PREPARING to LISTED, or how it ended.';
comment on column main.cases.kind is 'ipo, spac_ipo ...';
comment on column main.cases.attempt is '1 + renewals.';
comment on column main.cases.filed is 'First public application of this attempt.';
comment on column main.cases.lapses is 'Day of lapse.';
comment on column main.cases.updated is 'Last event.';
comment on column main.cases.lead_grade is 'False: by default no lead.';
comment on column main.cases.contact_url is 'Where the contact comes from.';

create or replace view main.case_history as
select e.case_key, c.issuer, c.venue, e.event_date, e.form, e.raw_status, e.url, e.seen_at, e.document_id
from desk.case_events e left join desk.cases c on c.key = e.case_key;
comment on view main.case_history is 'What venues published about each case.';
comment on column main.case_history.case_key is 'Case.';
comment on column main.case_history.issuer is 'Issuer.';
comment on column main.case_history.venue is 'Venue.';
comment on column main.case_history.event_date is 'Day.';
comment on column main.case_history.form is 'Form or notice.';
comment on column main.case_history.raw_status is 'Status as the venue has it.';
comment on column main.case_history.url is 'Address.';
comment on column main.case_history.seen_at is 'When leadscan first saw it.';
comment on column main.case_history.document_id is 'Document, where read.';

create or replace view main.leads as
select l.edition, l.id, l.rm, l.company_key, l.company_name, l.relation, l.sectors, l.trigger, l.triggers, l.stage, l.polarity, l.score, l.need, l.call, l.suppressed, l.matter, s.status
from desk.leads l left join desk.lead_status s on s.lead_id = l.id;
comment on view main.leads is 'Matters of companies that RMs should know, by edition.';
comment on column main.leads.edition is 'Hong Kong business day.';
comment on column main.leads.id is 'Lead; stable over days.';
comment on column main.leads.rm is 'RM.';
comment on column main.leads.company_key is 'Company.';
comment on column main.leads.company_name is 'Name as shown.';
comment on column main.leads.relation is 'Relation.';
comment on column main.leads.sectors is 'Sector ids.';
comment on column main.leads.trigger is 'Strongest trigger.';
comment on column main.leads.triggers is 'All triggers.';
comment on column main.leads.stage is 'Stage.';
comment on column main.leads.polarity is 'O, R or C.';
comment on column main.leads.score is 'Sum of its reasons.';
comment on column main.leads.need is 'Banking need.';
comment on column main.leads.call is 'A call may be suggested.';
comment on column main.leads.suppressed is 'Why no outreach may go out.';
comment on column main.leads.matter is 'What is told once.';
comment on column main.leads.status is 'new, shown, called, faxed, met, won, lost ...';

create or replace view main.lead_reasons as
select edition, lead_id, rm, reason.signal as signal, reason.score as score, reason.detail as detail
from (select l.edition, l.id as lead_id, l.rm, unnest(from_json(l.reasons, '[{"signal":"VARCHAR","score":"DOUBLE","detail":"VARCHAR"}]')) as reason from desk.leads l);
comment on view main.lead_reasons is 'Signals of each lead''s score.';
comment on column main.lead_reasons.edition is 'Hong Kong business day.';
comment on column main.lead_reasons.lead_id is 'Lead.';
comment on column main.lead_reasons.rm is 'RM.';
comment on column main.lead_reasons.signal is 'Signal.';
comment on column main.lead_reasons.score is 'Points.';
comment on column main.lead_reasons.detail is 'What in particular.';

create or replace view main.digests as
select i.edition, i.rm, i.kind, g.quiet, i.section, i.rank, i.lead_id, i.company_key, i.company_name, i.trigger, i.stage, i.story, i.changed, i.urls, g.subject, o.status as mail_status, o.sent_at
from desk.digests g left join desk.digest_items i using (rm, edition, kind) left join desk.outbox o using (rm, edition, kind);
comment on view main.digests is 'Stories as told to RMs.';
comment on column main.digests.edition is 'Hong Kong business day.';
comment on column main.digests.rm is 'RM.';
comment on column main.digests.kind is 'morning ...';
comment on column main.digests.quiet is 'True: nothing to tell; the row has no story.';
comment on column main.digests.section is 'Section of the email.';
comment on column main.digests.rank is 'Rank as printed.';
comment on column main.digests.lead_id is 'Lead.';
comment on column main.digests.company_key is 'Company.';
comment on column main.digests.company_name is 'Company as printed.';
comment on column main.digests.trigger is 'Trigger.';
comment on column main.digests.stage is 'Stage.';
comment on column main.digests.story is 'What happened.';
comment on column main.digests.changed is 'What changed since it was told.';
comment on column main.digests.urls is 'Every source.';
comment on column main.digests.subject is 'Subject line.';
comment on column main.digests.mail_status is 'ready, sending, sent or failed.';
comment on column main.digests.sent_at is 'When the email went out.';

create or replace view main.touches as
select t.id, t.happened, t.rm, t.lead_id, t.company_key, t.company_name, t.kind, t.outcome, t.note, t.next_step, t.next_at from desk.touches t;
comment on view main.touches is 'Steps of outreach.';
comment on column main.touches.id is 'Touch.';
comment on column main.touches.happened is 'When.';
comment on column main.touches.rm is 'RM.';
comment on column main.touches.lead_id is 'Lead.';
comment on column main.touches.company_key is 'Company.';
comment on column main.touches.company_name is 'Company as shown.';
comment on column main.touches.kind is 'letter, fax, call, call_back, meeting or note.';
comment on column main.touches.outcome is 'What came of it.';
comment on column main.touches.note is 'Words of the RM.';
comment on column main.touches.next_step is 'What comes next.';
comment on column main.touches.next_at is 'When it is due.';

create or replace view main.sources_health as
select s.id, s.title, s.kind, s.url, s.enabled, h.state, h.since, h.detail, h.last_ok, h.newest, h.new_entries, h.failures
from desk.sources s left join desk.health h on h.source_id = s.id;
comment on view main.sources_health is 'Sources and how they answered last.';
comment on column main.sources_health.id is 'Source.';
comment on column main.sources_health.title is 'As the publisher writes it.';
comment on column main.sources_health.kind is 'rss, atom, edgar_atom or hkex_json.';
comment on column main.sources_health.url is 'Address polled.';
comment on column main.sources_health.enabled is 'False: not polled.';
comment on column main.sources_health.state is 'ok, unchanged, empty, stale ...; null = never polled.';
comment on column main.sources_health.since is 'Hong Kong day on which it entered the state.';
comment on column main.sources_health.detail is 'What was seen.';
comment on column main.sources_health.last_ok is 'Last good poll.';
comment on column main.sources_health.newest is 'Newest entry ever seen.';
comment on column main.sources_health.new_entries is 'New entries of the last poll.';
comment on column main.sources_health.failures is 'Failed polls in a row.';
