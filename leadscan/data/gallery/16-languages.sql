-- How much is written in which language each month, and how much of it is business?
SELECT date_trunc('month', day)::DATE AS month, lang, count(*) AS articles, count(*) FILTER (beat = 'business') AS business FROM articles WHERE day > as_of() - 365 GROUP BY ALL ORDER BY month, lang
