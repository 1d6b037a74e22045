-- What research staff read: stable names in business words, made anew at every publishing out of the desk's tables (attached as "source").
-- Tables, not views: sorted so that a question about a company or about some days reads a few blocks, and without the records that hold personal data.
-- "day" is always the Hong Kong day; words of papers are given as printed; what says something about a person as data stands in private.sql.

create table main.articles as
select d.id, (d.published at time zone 'Asia/Hong_Kong')::date as day, d.published, d.source_id, s.title as source, d.url, d.title, d.text, d.lang, d.section, x.beat, x.sectors, x.story_id, x.copy_of,
    d.first_seen, d.body_source, d.version, d.head
from source.desk.documents d left join source.desk.sources s on s.id = d.source_id left join source.desk.examined x on x.document_id = d.id
where d.kind = 'article';  -- as they came, which is nearly by time: a sort of ten million texts would gain nothing
comment on table main.articles is 'News texts, boilerplate removed, with what examining found; in the order they came.';
comment on column main.articles.id is 'Id of the article.';
comment on column main.articles.day is 'Hong Kong day of publication.';
comment on column main.articles.published is 'Effective time of publication.';
comment on column main.articles.source_id is 'Source.';
comment on column main.articles.source is 'Source as the publisher writes it.';
comment on column main.articles.url is 'Address.';
comment on column main.articles.title is 'Headline.';
comment on column main.articles.text is 'Paragraphs, one a line; empty where its time was over.';
comment on column main.articles.lang is 'en, zh-Hant or zh-Hans.';
comment on column main.articles.section is 'Section of the paper.';
comment on column main.articles.beat is 'business, entertainment, sport ...; null = not examined yet.';
comment on column main.articles.sectors is 'Sector ids of the text.';
comment on column main.articles.story_id is 'Story it tells.';
comment on column main.articles.copy_of is 'First copy of the story, where this has the same words.';
comment on column main.articles.first_seen is 'When leadscan first saw it.';
comment on column main.articles.body_source is 'page or summary.';
comment on column main.articles.version is 'Counts edits.';
comment on column main.articles.head is 'Headline and first words, folded for searching: small letters, Simplified characters.';

create table main.filings as
select d.id, d.filed as day, d.published, d.source_id, d.venue, d.form, d.filing_kind as kind, d.is_ipo, d.case_key, d.issuer, d.issuer_zh, d.raw_status, d.url, d.title, d.lang, d.first_seen, d.body_source,
    d.facts ->> '$.proposed_exchange.value' as proposed_exchange, d.facts ->> '$.offer_amount.value' as offer_amount, d.facts ->> '$.sic.value' as sic, d.facts ->> '$.state_or_country.value' as state_or_country,
    json_extract_string(d.contact, '$.sponsors[*].value') as sponsors, json_extract_string(d.contact, '$.underwriters[*].value') as underwriters,
    json_extract_string(d.contact, '$.principal_bankers[*].value') as principal_bankers, json_extract_string(d.contact, '$.counsel[*].value') as counsel, d.contact ->> '$.auditor.value' as auditor
from source.desk.documents d where d.kind = 'filing' order by d.filed;
comment on table main.filings is 'Documents of venues and the firms they name; whom to call is in private.contacts.';
comment on column main.filings.id is 'Id of the filing.';
comment on column main.filings.day is 'Day of filing.';
comment on column main.filings.published is 'Effective time.';
comment on column main.filings.source_id is 'Source.';
comment on column main.filings.venue is 'SEC, HKEX, SSE, SZSE, BSE ...';
comment on column main.filings.form is 'Form as the venue names it.';
comment on column main.filings.kind is 'ipo, spac_ipo, follow_on ...';
comment on column main.filings.is_ipo is 'Null = this document alone does not tell.';
comment on column main.filings.case_key is 'Listing case.';
comment on column main.filings.issuer is 'Issuer as the filing names it.';
comment on column main.filings.issuer_zh is 'Chinese name.';
comment on column main.filings.raw_status is 'Status as the venue''s list has it.';
comment on column main.filings.url is 'Address.';
comment on column main.filings.title is 'Title.';
comment on column main.filings.lang is 'Language.';
comment on column main.filings.first_seen is 'When leadscan first saw it.';
comment on column main.filings.body_source is 'document or list.';
comment on column main.filings.proposed_exchange is 'Exchange of the listing, as printed.';
comment on column main.filings.offer_amount is 'Size of the offer, as printed.';
comment on column main.filings.sic is 'SIC code of the SEC''s cover.';
comment on column main.filings.state_or_country is 'Place of incorporation, as printed.';
comment on column main.filings.sponsors is 'Sponsors as printed.';
comment on column main.filings.underwriters is 'Underwriters as printed.';
comment on column main.filings.principal_bankers is 'Banks the issuer says it banks with.';
comment on column main.filings.counsel is 'Law firms as printed.';
comment on column main.filings.auditor is 'Auditor as printed.';

create table main.stories as
with many as (
    select story_id from source.desk.examined group by 1 having count(*) > 1
), told as (
    select x.story_id, d.title, d.published, d.source_id, d.url, d.lang, d.kind = 'article' as paper from source.desk.examined x join source.desk.documents d on d.id = x.document_id
)
select t.story_id as id, (t.published at time zone 'Asia/Hong_Kong')::date as day, t.published as first_published, t.published as last_published, t.title as headline, 1 as copies, 1 as sources,
    [t.lang] as languages, t.source_id as first_source, t.url as first_url, if(t.paper, t.source_id, null) as first_paper, t.paper::integer as papers
from told t anti join many a on a.story_id = t.story_id
union all
select t.story_id, (min(t.published) at time zone 'Asia/Hong_Kong')::date, min(t.published), max(t.published), arg_min(t.title, t.published), count(*), count(distinct t.source_id),
    list(distinct t.lang order by t.lang), arg_min(t.source_id, t.published), arg_min(t.url, t.published),
    arg_min(t.source_id, t.published) filter (t.paper), count(distinct t.source_id) filter (t.paper)
from told t semi join many a on a.story_id = t.story_id group by 1;
comment on table main.stories is 'Events as told by all papers.';
comment on column main.stories.id is 'Story.';
comment on column main.stories.day is 'Hong Kong day of the first copy.';
comment on column main.stories.first_published is 'First copy.';
comment on column main.stories.last_published is 'Last copy.';
comment on column main.stories.headline is 'Headline of the first copy.';
comment on column main.stories.copies is 'Documents that tell it.';
comment on column main.stories.sources is 'Sources that tell it.';
comment on column main.stories.languages is 'Languages it is told in.';
comment on column main.stories.first_source is 'Source of the first copy.';
comment on column main.stories.first_url is 'Address of the first copy.';
comment on column main.stories.first_paper is 'Paper that told it first, filings left aside; null = only filings tell it.';
comment on column main.stories.papers is 'Papers that tell it.';

create table main.mentions as
select m.document_id, m.position, (m.published at time zone 'Asia/Hong_Kong')::date as day, m.published, m.label, m.text, m.sure, m.why, m.company_key, m.company_name, m.company_sure, m.candidates,
    m.span_start, m.span_end
from source.desk.mentions m where m.label <> 'PERSON' limit 0;  -- filled month by month, each sorted by company: one sort of fifty million rows would take ten times the memory
comment on table main.mentions is 'Names found in documents, those of persons left out; by month, company and time.';
comment on column main.mentions.document_id is 'Article or filing.';
comment on column main.mentions.position is 'Order in the document.';
comment on column main.mentions.day is 'Hong Kong day of the document.';
comment on column main.mentions.published is 'Effective time of the document.';
comment on column main.mentions.label is 'COMPANY, ORG, TITLE, PLACE, MONEY, DATE or PRODUCT.';
comment on column main.mentions.text is 'The words.';
comment on column main.mentions.sure is '0 to 1.';
comment on column main.mentions.why is 'How it was found and linked.';
comment on column main.mentions.company_key is 'The company meant; null = none or unsure.';
comment on column main.mentions.company_name is 'Its name.';
comment on column main.mentions.company_sure is 'How sure the link is, 0 to 1.';
comment on column main.mentions.candidates is 'Records it may mean, as JSON.';
comment on column main.mentions.span_start is 'First character in title, line break, text.';
comment on column main.mentions.span_end is 'One past the last character.';

create table main.coverage as
select m.day, m.company_key, any_value(m.company_name) as company_name, count(distinct hash(m.document_id)) as documents, count(*) as mentions
from main.mentions m where m.company_key is not null group by 1, 2 order by 1, 2;  -- numbers are counted in half the memory of ids; two ids of one company and day do not share one
comment on table main.coverage is 'How much was written about each company each day: the small table for trends; by day.';
comment on column main.coverage.day is 'Hong Kong day.';
comment on column main.coverage.company_key is 'Company.';
comment on column main.coverage.company_name is 'Its name.';
comment on column main.coverage.documents is 'Documents that name it.';
comment on column main.coverage.mentions is 'Mentions in them.';

create table main.companies as
select c.key, c.market, c.code, coalesce(c.name_en, c.name_zh_hant, c.name_zh_hans) as name, c.name_en, c.name_zh_hant, c.name_zh_hans, c.aliases, c.sectors, c.status, c.relation, c.owner, c.issuer, c.website
from source.desk.companies c order by c.key;
comment on table main.companies is 'The register.';
comment on column main.companies.key is 'market:code.';
comment on column main.companies.market is 'Market.';
comment on column main.companies.code is 'Code.';
comment on column main.companies.name is 'Name for display.';
comment on column main.companies.name_en is 'English name.';
comment on column main.companies.name_zh_hant is 'Traditional Chinese name.';
comment on column main.companies.name_zh_hans is 'Simplified Chinese name.';
comment on column main.companies.aliases is 'Other names.';
comment on column main.companies.sectors is 'Sector ids, likeliest first.';
comment on column main.companies.status is 'listed, private, applicant ...';
comment on column main.companies.relation is 'client, prospect, dormant, borrower, competitor.';
comment on column main.companies.owner is 'RM who owns the relation.';
comment on column main.companies.issuer is 'Main record of the issuer.';
comment on column main.companies.website is 'Website.';

create table main.events as
select e.id, (e.occurred at time zone 'Asia/Hong_Kong')::date as day, e.occurred, e.first_seen, e.trigger, e.stage, e.polarity, e.company_key, e.company_name, e.sectors, e.story_id, e.document_id,
    e.source_id, e.url, e.quote, json_merge_patch(e.facts, '{"cfo": null, "person": null}') as facts, e.near_top, e.role
from source.desk.events e join source.desk.documents d on d.id = e.document_id where d.examined_by is not null order by e.occurred;
comment on table main.events is 'Triggers of companies with their evidence; by time.';
comment on column main.events.id is 'Event.';
comment on column main.events.day is 'Hong Kong day of the document.';
comment on column main.events.occurred is 'Effective time of the document.';
comment on column main.events.first_seen is 'When leadscan first saw it.';
comment on column main.events.trigger is 'Type, e.g. IPO_FILED.';
comment on column main.events.stage is 'rumour, planned, announced, filed, completed or failed.';
comment on column main.events.polarity is 'O opportunity, R risk, C courtesy.';
comment on column main.events.company_key is 'Company; null = the register does not know it, or there is none.';
comment on column main.events.company_name is 'Company as written.';
comment on column main.events.sectors is 'Sector ids.';
comment on column main.events.story_id is 'Story.';
comment on column main.events.document_id is 'Document.';
comment on column main.events.source_id is 'Source.';
comment on column main.events.url is 'Address of the evidence.';
comment on column main.events.quote is 'Words that prove it.';
comment on column main.events.facts is 'Typed facts as printed, as JSON; names of persons left out.';
comment on column main.events.near_top is 'Company in headline or first paragraph.';
comment on column main.events.role is 'subject or counterparty.';

create table main.cases as
select c.key, c.venue, c.issuer, c.issuer_zh, c.company_key, c.stage, c.kind, c.attempt, c.filed, c.lapses, c.updated, c.lead_grade, c.contact_url
from source.desk.cases c order by c.key;
comment on table main.cases is 'Issuers'' ways to a listing, as they stand.';
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

create table main.case_history as
select e.case_key, c.issuer, c.venue, e.event_date as day, e.form, e.raw_status,
    case
        when e.raw_status = 'LP' or e.form ilike '%lapse%' then 'lapsed'
        when e.raw_status in ('W', 'RJ', 'R') then case e.raw_status when 'W' then 'withdrawn' when 'RJ' then 'rejected' else 'returned' end
        when e.raw_status = 'LT' then 'listed'
        when e.form in ('RW', 'RW/A') then 'withdrawn'
        when e.form ilike 'application proof%' or e.form like '申請版本%' or e.form like '申请版本%' then 'applied'
        when e.form ilike 'phip%' or e.form ilike 'post hearing%' or e.form like '聆訊後%' or e.form like '聆讯后%' then 'cleared'
        when regexp_full_match(e.form, '(S|F)-1|DRS|10-12B') then 'applied'
        when regexp_full_match(e.form, '(S|F)-1/A|DRS/A|10-12B/A') then 'amended'
        when e.form = 'EFFECT' then 'effective'
        when regexp_full_match(e.form, '424B[134]') or e.form ilike 'prospectus%' or e.form like '招股%' then 'prospectus'
        when e.form ilike 'allotment%' or e.form like '配發%' then 'allotted'
        else 'other'
    end as step,
    e.url, e.seen_at, e.document_id
from source.desk.case_events e left join source.desk.cases c on c.key = e.case_key order by e.case_key, e.event_date;
comment on table main.case_history is 'What venues published about each case; by case and day.';
comment on column main.case_history.case_key is 'Case.';
comment on column main.case_history.issuer is 'Issuer.';
comment on column main.case_history.venue is 'Venue.';
comment on column main.case_history.day is 'Day of it.';
comment on column main.case_history.form is 'Form or notice.';
comment on column main.case_history.raw_status is 'Status as the venue has it.';
comment on column main.case_history.step is 'applied (A1, S-1, F-1), amended, cleared (PHIP), effective, prospectus, allotted, listed, lapsed, withdrawn, rejected, returned or other.';
comment on column main.case_history.url is 'Address.';
comment on column main.case_history.seen_at is 'When leadscan first saw it.';
comment on column main.case_history.document_id is 'Document, where read.';

create table main.case_changes as
select h.case_key, c.issuer, h.seen_at, (h.seen_at at time zone 'Asia/Hong_Kong')::date as day, h.what, h.old, h.new
from source.desk.case_changes h left join source.desk.cases c on c.key = h.case_key
where h.what not in ('cfo_name', 'ceo_name', 'phone', 'company_secretaries') order by h.case_key, h.seen_at;
comment on table main.case_changes is 'What was not as it had been when a case was looked at again; persons and telephones left out.';
comment on column main.case_changes.case_key is 'Case.';
comment on column main.case_changes.issuer is 'Issuer.';
comment on column main.case_changes.seen_at is 'When it was seen.';
comment on column main.case_changes.day is 'Hong Kong day on which it was seen.';
comment on column main.case_changes.what is 'stage, attempt, lapses, auditor, offer_amount, sponsors, underwriters, principal_bankers or counsel.';
comment on column main.case_changes.old is 'As it was.';
comment on column main.case_changes.new is 'As it is.';

create table main.leads as
select l.edition, l.id, l.rm, l.company_key, l.company_name, l.relation, l.sectors, l.trigger, l.triggers, l.stage, l.polarity, l.score, l.need, l.call, l.suppressed, l.matter, s.status,
    (l.record ->> '$.held')::date as held, w.id is not null as left_out
from source.desk.leads l left join source.desk.lead_status s on s.lead_id = l.id
left join (select distinct edition, unnest(json_extract_string(record, '$.left[*]')) as id from source.desk.digests where kind = 'morning') w on w.edition = l.edition and w.id = l.id
order by l.edition, l.rm, l.score desc;
comment on table main.leads is 'Matters of companies that RMs should know, by edition.';
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
comment on column main.leads.held is 'Day of its first news, where an earlier email had no room for it; null = news of this edition.';
comment on column main.leads.left_out is 'True: the morning email of this edition had no room for it; it competes again for the next.';

create table main.lead_reasons as
select edition, lead_id, rm, reason.signal as signal, reason.score as score, if(reason.signal = 'cfo_known', null, reason.detail) as detail
from (select l.edition, l.id as lead_id, l.rm, unnest(from_json(l.reasons, '[{"signal":"VARCHAR","score":"DOUBLE","detail":"VARCHAR"}]')) as reason from source.desk.leads l)
order by edition, lead_id;
comment on table main.lead_reasons is 'Signals of each lead''s score.';
comment on column main.lead_reasons.edition is 'Hong Kong business day.';
comment on column main.lead_reasons.lead_id is 'Lead.';
comment on column main.lead_reasons.rm is 'RM.';
comment on column main.lead_reasons.signal is 'Signal.';
comment on column main.lead_reasons.score is 'Points.';
comment on column main.lead_reasons.detail is 'What in particular; null where it is a person''s name.';

create table main.digests as
select g.edition, g.rm, g.kind, g.language, g.quiet, i.section, i.rank, i.lead_id, i.company_key, i.company_name, i.trigger, i.stage, i.story, i.changed, i.urls, o.status as mail_status, o.sent_at
from source.desk.digests g left join source.desk.digest_items i using (rm, edition, kind) left join source.desk.outbox o using (rm, edition, kind) order by g.edition, g.rm, i.position;
comment on table main.digests is 'Stories as told to RMs.';
comment on column main.digests.edition is 'Hong Kong business day.';
comment on column main.digests.rm is 'RM.';
comment on column main.digests.kind is 'morning ...';
comment on column main.digests.language is 'Language of the email.';
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
comment on column main.digests.mail_status is 'ready, sending, sent or failed.';
comment on column main.digests.sent_at is 'When the email went out.';

create table main.touches as
select t.id, (t.happened at time zone 'Asia/Hong_Kong')::date as day, t.happened, t.rm, t.lead_id, t.company_key, t.company_name, t.kind, t.outcome, t.next_step, t.next_at
from source.desk.touches t order by t.happened;
comment on table main.touches is 'Steps of outreach; an RM''s own words are in private.touch_notes.';
comment on column main.touches.id is 'Touch.';
comment on column main.touches.day is 'Hong Kong day.';
comment on column main.touches.happened is 'When.';
comment on column main.touches.rm is 'RM.';
comment on column main.touches.lead_id is 'Lead.';
comment on column main.touches.company_key is 'Company.';
comment on column main.touches.company_name is 'Company as shown.';
comment on column main.touches.kind is 'letter, fax, call, call_back, meeting or note.';
comment on column main.touches.outcome is 'What came of it.';
comment on column main.touches.next_step is 'What comes next.';
comment on column main.touches.next_at is 'When it is due.';

create table main.sources_health as
select s.id, s.title, s.kind, s.lang, s.url, s.enabled, h.state, h.since, h.detail, h.last_ok, h.newest, h.new_entries, h.failures
from source.desk.sources s left join source.desk.health h on h.source_id = s.id order by s.position, s.id;
comment on table main.sources_health is 'Sources and how they answered last.';
comment on column main.sources_health.id is 'Source.';
comment on column main.sources_health.title is 'As the publisher writes it.';
comment on column main.sources_health.kind is 'rss, atom, edgar_atom, hkex_json ...';
comment on column main.sources_health.lang is 'Language the publisher says; empty = unknown.';
comment on column main.sources_health.url is 'Address polled.';
comment on column main.sources_health.enabled is 'False: not polled.';
comment on column main.sources_health.state is 'ok, unchanged, empty, stale ...; null = never polled.';
comment on column main.sources_health.since is 'Hong Kong day on which it entered the state.';
comment on column main.sources_health.detail is 'What was seen.';
comment on column main.sources_health.last_ok is 'Last good poll.';
comment on column main.sources_health.newest is 'Newest entry ever seen.';
comment on column main.sources_health.new_entries is 'New entries of the last poll.';
comment on column main.sources_health.failures is 'Failed polls in a row.';

create table main.model_runs as
select x.version, d.lang, count(*) as documents, count(x.copy_of) as copies, min(x.first_seen) as first_document, max(x.first_seen) as last_document,
    coalesce(any_value(m.mentions), 0) as mentions, coalesce(any_value(m.linked), 0) as linked
from source.desk.examined x join source.desk.documents d on d.id = x.document_id left join (
    select y.version, e.lang, count(*) as mentions, count(n.company_key) as linked
    from source.desk.mentions n join source.desk.examined y on y.document_id = n.document_id join source.desk.documents e on e.id = n.document_id group by 1, 2
) m on m.version = x.version and m.lang = d.lang
group by 1, 2 order by 1, 2;
comment on table main.model_runs is 'Which version of the reading models read how much, by language, and what it found.';
comment on column main.model_runs.version is 'Version of the examination.';
comment on column main.model_runs.lang is 'Language of the documents.';
comment on column main.model_runs.documents is 'Documents it has read.';
comment on column main.model_runs.copies is 'Of them equal copies, not read twice.';
comment on column main.model_runs.first_document is 'The oldest of them came at this time.';
comment on column main.model_runs.last_document is 'The newest of them came at this time.';
comment on column main.model_runs.mentions is 'Names found.';
comment on column main.model_runs.linked is 'Of them linked to a company.';

create table main.runs as
select r.id, r.kind, r.slot, r.started, r.finished, epoch(r.finished - r.started) as seconds from source.desk.runs r order by r.started;
comment on table main.runs is 'Log of stages and commands.';
comment on column main.runs.id is 'Run.';
comment on column main.runs.kind is 'Stage or command.';
comment on column main.runs.slot is 'Slot or edition.';
comment on column main.runs.started is 'Start on the desk''s clock.';
comment on column main.runs.finished is 'End; null = under way or killed.';
comment on column main.runs.seconds is 'From start to end; a recorded day run later shows the years between.';
