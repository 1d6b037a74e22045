-- How many days lie between the application proof (A1) and the post-hearing pack (PHIP), by month of the PHIP?
SELECT date_trunc('month', cleared)::DATE AS month, count(*) AS cases, median(cleared - applied) AS median_days, min(cleared - applied) AS shortest, max(cleared - applied) AS longest
FROM (
    SELECT case_key, max(day) FILTER (step = 'applied' AND day <= phip) AS applied, any_value(phip) AS cleared
    FROM (SELECT *, min(day) FILTER (step = 'cleared') OVER (PARTITION BY case_key) AS phip FROM case_history WHERE venue = 'HKEX')
    WHERE phip IS NOT NULL GROUP BY case_key
)
WHERE applied IS NOT NULL GROUP BY month ORDER BY month
