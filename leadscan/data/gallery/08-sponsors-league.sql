-- Which sponsors and underwriters stand behind the applications of the last year?
SELECT house, venue, count(DISTINCT case_key) AS cases FROM (SELECT unnest(list_concat(sponsors, underwriters)) AS house, venue, case_key FROM filings WHERE day > as_of() - 365)
GROUP BY house, venue ORDER BY cases DESC, house
