-- Questions with a name. {as_of}, {from_traditional} ... are filled in at publishing. "days" count back from as_of(), the newest day of the snapshot.

create macro main.as_of() as date '{as_of}';
comment on macro main.as_of is 'Newest Hong Kong day of the snapshot; "the last 30 days" end here.';

create macro main.fold(words) as translate(lower(words), '{traditional}', '{simplified}');
comment on macro main.fold is 'Words as articles.head has them: small letters, Simplified characters.';

create macro main.search(q, days := 36525) as table
select a.id, a.day, a.published, a.source, a.lang, a.title, a.url, a.beat, a.sectors, a.story_id
from main.articles a
where a.day > main.as_of() - days::integer
    and contains(a.head, coalesce(string_split(trim(main.fold(q)), ' ')[1], ''))
    and contains(a.head, coalesce(string_split(trim(main.fold(q)), ' ')[2], ''))
    and contains(a.head, coalesce(string_split(trim(main.fold(q)), ' ')[3], ''))
    and contains(a.head, coalesce(string_split(trim(main.fold(q)), ' ')[4], ''))
    and contains(a.head, coalesce(array_to_string(string_split(trim(main.fold(q)), ' ')[5:], ' '), ''))
order by a.published desc;
comment on macro table main.search is 'Articles whose headline or first words hold every word of q, newest first; Traditional and Simplified are one, case and width do not matter.';

create macro main.search_text(q, days := 7) as table
select a.id, a.day, a.published, a.source, a.lang, a.title, a.url, a.beat, a.sectors, a.story_id
from main.articles a
where a.day > main.as_of() - days::integer
    and (contains(lower(a.text), lower(trim(q))) or contains(lower(a.text), main.fold(trim(q))) or contains(lower(a.text), translate(lower(trim(q)), '{plain}', '{full}')) or contains(a.head, main.fold(trim(q))))
order by a.published desc;
comment on macro table main.search_text is 'Articles of the last days (7) whose whole text holds q as one piece, in Traditional or Simplified, newest first.';

create macro main.company_timeline(company) as table
with known as (
    select coalesce(c.issuer, c.key) as main_key from main.companies c
    where company in (c.key, c.code, c.name_zh_hant) or (ltrim(company, '0') <> '' and ltrim(c.code, '0') = ltrim(company, '0'))
        or lower(c.name_en) = lower(company) or lower(c.name_zh_hans) = main.fold(company) or list_contains(c.aliases, company)
), keys as (
    select c.key from main.companies c where coalesce(c.issuer, c.key) in (select main_key from known) union select company
)
select day, at_time, what, detail, words, url from (
    select e.day, e.occurred as at_time, 'event' as what, e.trigger || ' (' || e.stage || ')' as detail, e.quote as words, e.url from main.events e where e.company_key in (select key from keys)
    union all
    select h.day, h.seen_at, 'listing', h.step || ': ' || h.form, h.raw_status, h.url from main.case_history h
    where h.case_key in (select c.key from main.cases c where c.company_key in (select key from keys) or c.key = company)
    union all
    select l.edition, l.edition::timestamptz, 'lead', l.trigger || ' for ' || l.rm || coalesce(', ' || l.status, ''), l.need, null from main.leads l where l.company_key in (select key from keys)
    union all
    select t.day, t.happened, 'outreach', t.kind || ': ' || t.outcome || ' by ' || t.rm, t.next_step, null from main.touches t where t.company_key in (select key from keys)
    union all
    select v.day, v.day::timestamptz, 'coverage', v.documents || ' documents', null, null from main.coverage v where v.company_key in (select key from keys)
) order by day desc, at_time desc;
comment on macro table main.company_timeline is 'All that is known of one company, newest first: events, steps to a listing, leads, outreach, how much was written. company: key, code or name.';

create macro main.sector_pulse(sector, days) as table
with calendar as (
    select unnest(range(main.as_of() - days::integer + 1, main.as_of() + 1, interval 1 day))::date as day
), written as (
    select a.day, count(*) as articles from main.articles a where a.day > main.as_of() - days::integer and list_contains(a.sectors, sector) group by 1
), happened as (
    select e.day, count(*) as events, count(*) filter (e.polarity = 'O') as opportunities, count(*) filter (e.polarity = 'R') as risks, count(distinct e.company_key) as companies
    from main.events e where e.day > main.as_of() - days::integer and list_contains(e.sectors, sector) group by 1
)
select c.day, coalesce(w.articles, 0) as articles, coalesce(h.events, 0) as events, coalesce(h.opportunities, 0) as opportunities, coalesce(h.risks, 0) as risks, coalesce(h.companies, 0) as companies
from calendar c left join written w on w.day = c.day left join happened h on h.day = c.day order by c.day;
comment on macro table main.sector_pulse is 'One row a day of the last days: articles, events, opportunities, risks and companies of a sector.';

create macro main.ipo_pipeline(on_day) as table
with past as (
    select h.case_key, arg_max(h.step, (h.day, h.seen_at)) as step, arg_max(h.form, (h.day, h.seen_at)) as form, max(h.day) as updated,
        min(h.day) filter (h.step = 'applied') as applied, min(h.day) filter (h.step = 'cleared') as cleared, bool_or(h.step in ('listed', 'allotted')) as listed,
        max(h.day) filter (h.step in ('lapsed', 'withdrawn', 'rejected', 'returned')) as ended, max(h.day) filter (h.step in ('applied', 'amended', 'cleared')) as moved
    from main.case_history h where h.day <= on_day::date group by 1
), stages as (
    select g.case_key, arg_max(g.new, g.seen_at) as stage from main.case_changes g where g.what = 'stage' and g.day <= on_day::date group by 1
)
select c.key as case_key, c.venue, c.issuer, c.issuer_zh, c.company_key, c.kind, coalesce(s.stage, if(c.updated <= on_day::date, c.stage, null)) as stage, p.step, p.form, p.updated,
    coalesce(if(c.filed <= on_day::date, c.filed, null), p.applied) as filed, on_day::date - coalesce(if(c.filed <= on_day::date, c.filed, null), p.applied) as days_since_filed, p.cleared,
    if(c.venue = 'HKEX', (coalesce(if(c.filed <= on_day::date, c.filed, null), p.applied) + interval 6 months)::date, null) as lapses, c.lead_grade
from past p join main.cases c on c.key = p.case_key left join stages s on s.case_key = p.case_key
where not p.listed and (p.ended is null or p.ended < p.moved) and coalesce(s.stage, if(c.updated <= on_day::date, c.stage, ''), '') not in ('LISTED', 'LAPSED', 'WITHDRAWN', 'RETURNED', 'REJECTED')
order by p.updated desc, c.key;
comment on macro table main.ipo_pipeline is 'Listing cases that were under way on a day, as venues had published by then; stage as leadscan knew it then, else as it is.';

create macro main.lead_funnel(first_day, last_day) as table
with chosen as (
    select l.id, arg_max(l.trigger, l.edition) as trigger, any_value(l.status) as status, bool_or(l.call) as call from main.leads l where l.edition between first_day::date and last_day::date group by 1
), steps as (
    select t.lead_id, bool_or(t.kind in ('call', 'call_back')) as called, bool_or(t.kind = 'fax' or t.outcome = 'fax_sent') as faxed, bool_or(t.outcome = 'meeting' or t.kind = 'meeting') as met,
        bool_or(t.outcome = 'won') as won, bool_or(t.outcome in ('lost', 'no')) as lost
    from main.touches t group by 1
)
select c.trigger, count(*) as leads, count(*) filter (c.call) as to_call, count(*) filter (c.status <> 'new') as shown, count(*) filter (s.called or c.status in ('called', 'faxed', 'met', 'won', 'lost')) as called,
    count(*) filter (s.faxed or c.status = 'faxed') as faxed, count(*) filter (s.met or c.status in ('met', 'won')) as met, count(*) filter (s.won or c.status = 'won') as won,
    count(*) filter (s.lost or c.status = 'lost') as lost, round(count(*) filter (s.met or c.status in ('met', 'won')) / count(*), 3) as share_met
from chosen c left join steps s on s.lead_id = c.id group by 1 order by leads desc, trigger;
comment on macro table main.lead_funnel is 'By trigger, the leads of the editions from a day to a day (both counted) and how far they came.';

create macro main.competitor_watch(days) as table
select e.day, e.company_name as bank, e.company_key, e.trigger, e.stage, e.polarity, e.quote, s.copies, s.sources, e.url
from main.events e left join main.stories s on s.id = e.story_id
where e.day > main.as_of() - days::integer
    and (e.trigger = 'COMPETITOR_BANK' or e.company_key in (select c.key from main.companies c where c.relation = 'competitor'))
order by e.occurred desc;
comment on macro table main.competitor_watch is 'What other banks did in the last days, newest first.';
