-- Personal data: published only where the desk says so ([research] personal = true).

create schema private;

create table private.contacts as
select c.key as case_key, c.issuer, c.company_key, c.contact ->> '$.cfo_name.value' as cfo_name, c.contact ->> '$.cfo_title.value' as cfo_title, c.contact ->> '$.cfo_name.quote' as cfo_quote,
    c.contact ->> '$.ceo_name.value' as ceo_name, c.contact ->> '$.phone.value' as phone, c.contact ->> '$.fax.value' as fax, c.contact ->> '$.address.value' as address,
    json_extract_string(c.contact, '$.company_secretaries[*].value') as company_secretaries, c.contact_url as url
from source.desk.cases c order by c.key;
comment on table private.contacts is 'Whom to call at the issuer of a case, as its filing says.';
comment on column private.contacts.case_key is 'Case.';
comment on column private.contacts.issuer is 'Issuer.';
comment on column private.contacts.company_key is 'Company.';
comment on column private.contacts.cfo_name is 'Finance chief; null = the filing does not say.';
comment on column private.contacts.cfo_title is 'Post.';
comment on column private.contacts.cfo_quote is 'Words of the filing.';
comment on column private.contacts.ceo_name is 'Chief executive.';
comment on column private.contacts.phone is 'Telephone.';
comment on column private.contacts.fax is 'Fax.';
comment on column private.contacts.address is 'Address.';
comment on column private.contacts.company_secretaries is 'Company secretaries.';
comment on column private.contacts.url is 'The filing.';

create table private.people as
select p.document_id, d.published, p.name, p.title, p.company_key, p.current, p.quote
from source.desk.people p join source.desk.documents d on d.id = p.document_id order by p.company_key, d.published;
comment on table private.people is 'Persons with post and company, as documents say.';
comment on column private.people.document_id is 'Article or filing.';
comment on column private.people.published is 'Effective time of the document.';
comment on column private.people.name is 'Person.';
comment on column private.people.title is 'Post.';
comment on column private.people.company_key is 'Company.';
comment on column private.people.current is 'Held when the text speaks.';
comment on column private.people.quote is 'The words that say so.';

create table private.person_mentions as
select m.document_id, m.position, m.published, m.text, m.sure from source.desk.mentions m where m.label = 'PERSON' order by m.published;
comment on table private.person_mentions is 'Names of persons found in documents.';
comment on column private.person_mentions.document_id is 'Article or filing.';
comment on column private.person_mentions.position is 'Order in the document.';
comment on column private.person_mentions.published is 'Effective time of the document.';
comment on column private.person_mentions.text is 'The name.';
comment on column private.person_mentions.sure is '0 to 1.';

create table private.event_persons as
select e.id as event_id, e.occurred, e.trigger, e.company_key, e.facts ->> '$.person' as person, e.facts ->> '$.cfo' as cfo
from source.desk.events e where e.facts ->> '$.person' is not null or e.facts ->> '$.cfo' is not null order by e.occurred;
comment on table private.event_persons is 'Persons of events.';
comment on column private.event_persons.event_id is 'Event.';
comment on column private.event_persons.occurred is 'Effective time of the document.';
comment on column private.event_persons.trigger is 'Trigger.';
comment on column private.event_persons.company_key is 'Company.';
comment on column private.event_persons.person is 'The person it is about.';
comment on column private.event_persons.cfo is 'Finance chief whom the filing names.';

create table private.filing_texts as
select d.id, d.text from source.desk.documents d where d.kind = 'filing' and d.text <> '' order by d.filed;
comment on table private.filing_texts is 'Texts of filings, whose covers name officers and telephones.';
comment on column private.filing_texts.id is 'Filing.';
comment on column private.filing_texts.text is 'Readable text.';

create table private.touch_notes as
select t.id, t.happened, t.rm, t.company_name, t.outcome, t.note from source.desk.touches t where t.note <> '' order by t.happened;
comment on table private.touch_notes is 'What RMs wrote about steps of outreach.';
comment on column private.touch_notes.id is 'Touch.';
comment on column private.touch_notes.happened is 'When.';
comment on column private.touch_notes.rm is 'RM.';
comment on column private.touch_notes.company_name is 'Company as shown.';
comment on column private.touch_notes.outcome is 'What came of it.';
comment on column private.touch_notes.note is 'Words of the RM.';

create table private.rms as
select w.rm, w.name, w.email, w.language, w.sectors, w.companies from source.desk.watchlists w order by w.rm;
comment on table private.rms is 'RMs and what they follow.';
comment on column private.rms.rm is 'RM.';
comment on column private.rms.name is 'Name.';
comment on column private.rms.email is 'Where the digest goes.';
comment on column private.rms.language is 'Language of the digest.';
comment on column private.rms.sectors is 'Sector ids followed.';
comment on column private.rms.companies is 'Number of companies named.';
