-- How many days before the filing did papers first tell that a company means to list?
SELECT e.company_name, min(e.day) FILTER (e.trigger = 'IPO_INTENT') AS first_told, min(e.day) FILTER (e.trigger = 'IPO_FILED') AS filed,
    min(e.day) FILTER (e.trigger = 'IPO_FILED') - min(e.day) FILTER (e.trigger = 'IPO_INTENT') AS days_ahead
FROM events e WHERE e.trigger IN ('IPO_INTENT', 'IPO_FILED') AND e.company_key IS NOT NULL GROUP BY e.company_key, e.company_name ORDER BY first_told DESC NULLS LAST, e.company_name LIMIT 100
