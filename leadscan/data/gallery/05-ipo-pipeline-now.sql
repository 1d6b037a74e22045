-- Which listing cases are under way, where do they stand, and when do they lapse?
SELECT venue, issuer, stage, step, updated, filed, days_since_filed, lapses, lapses - as_of() AS days_left FROM ipo_pipeline(as_of()) ORDER BY lapses NULLS LAST, updated DESC
