-- What happened to the bank's own clients in the last 14 days?
SELECT e.day, c.name, c.owner, e.trigger, e.stage, e.polarity, e.quote, e.url FROM events e JOIN companies c ON c.key = e.company_key
WHERE c.relation IN ('client', 'borrower') AND e.day > as_of() - 14 ORDER BY e.day DESC, c.name
