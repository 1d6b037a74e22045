-- What did other banks do in the last 30 days?
SELECT day, bank, quote, sources, url FROM competitor_watch(30)
