-- Which Hong Kong applications lapse within 60 days without a hearing passed?
SELECT issuer, issuer_zh, filed, lapses, lapses - as_of() AS days_left FROM ipo_pipeline(as_of()) WHERE lapses BETWEEN as_of() AND as_of() + 60 AND cleared IS NULL ORDER BY lapses
