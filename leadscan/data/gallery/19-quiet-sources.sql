-- Which sources are not in order, since when, and what was their last good day?
SELECT id, title, state, since, (last_ok AT TIME ZONE 'Asia/Hong_Kong')::DATE AS last_ok, newest, detail FROM sources_health WHERE state IS DISTINCT FROM 'ok' AND state IS DISTINCT FROM 'unchanged' ORDER BY since, id
