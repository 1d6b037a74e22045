-- Which companies show signs of stress: risk events of the last 30 days, by company?
SELECT coalesce(company_key, company_name) AS company, any_value(company_name) AS name, count(*) AS events, list(DISTINCT trigger ORDER BY trigger) AS triggers, max(day) AS newest
FROM events WHERE polarity = 'R' AND day > as_of() - 30 AND company_name <> '' GROUP BY 1 ORDER BY events DESC, company LIMIT 50
