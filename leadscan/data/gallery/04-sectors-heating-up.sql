-- Which sectors heat up: events of the last 30 days beside the 30 days before?
SELECT sector, count(*) FILTER (day > as_of() - 30) AS now, count(*) FILTER (day <= as_of() - 30) AS before, count(*) FILTER (day > as_of() - 30) - count(*) FILTER (day <= as_of() - 30) AS more
FROM (SELECT unnest(sectors) AS sector, day FROM events WHERE day > as_of() - 60 AND polarity = 'O')
GROUP BY sector ORDER BY more DESC, sector
