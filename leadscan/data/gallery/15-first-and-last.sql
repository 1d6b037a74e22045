-- How fast does news travel: hours from the first to the last telling of stories with three sources or more, by month?
SELECT date_trunc('month', day)::DATE AS month, count(*) AS stories, round(median(epoch(last_published - first_published)) / 3600, 1) AS median_hours FROM stories
WHERE sources >= 3 AND day > as_of() - 365 GROUP BY month ORDER BY month
