-- Which companies are named beside the most written-about one, in the last 30 days?
WITH top AS (SELECT company_key FROM coverage WHERE day > as_of() - 30 GROUP BY 1 ORDER BY sum(documents) DESC, 1 LIMIT 1),
documents AS (SELECT DISTINCT document_id FROM mentions WHERE company_key = (SELECT company_key FROM top) AND day > as_of() - 30)
SELECT m.company_name, count(DISTINCT m.document_id) AS documents FROM mentions m SEMI JOIN documents d ON d.document_id = m.document_id
WHERE m.company_key IS NOT NULL AND m.company_key <> (SELECT company_key FROM top) AND m.day > as_of() - 30 GROUP BY m.company_name ORDER BY documents DESC, m.company_name LIMIT 20
