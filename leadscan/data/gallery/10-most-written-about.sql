-- Who was written about most in the last 30 days, and is it more than in the 30 days before?
SELECT company_key, any_value(company_name) AS company, sum(documents) FILTER (day > as_of() - 30) AS documents, coalesce(sum(documents) FILTER (day <= as_of() - 30), 0) AS before
FROM coverage WHERE day > as_of() - 60 GROUP BY company_key HAVING documents > 0 ORDER BY documents DESC, company_key LIMIT 20
