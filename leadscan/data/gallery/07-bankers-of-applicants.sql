-- Which banks do the applicants of the last year name as their principal bankers, and how often?
SELECT bank, count(DISTINCT case_key) AS cases, list(DISTINCT issuer ORDER BY issuer)[:5] AS some FROM (SELECT unnest(principal_bankers) AS bank, case_key, issuer FROM filings WHERE day > as_of() - 365)
GROUP BY bank ORDER BY cases DESC, bank
