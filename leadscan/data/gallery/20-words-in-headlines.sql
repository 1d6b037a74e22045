-- Who wrote of bridging loans in the last 90 days, whatever the script?
SELECT day, source, lang, title, url
FROM ((FROM search('過橋貸款', days := 90) LIMIT 100) UNION (FROM search('bridge loan', days := 90) LIMIT 100) UNION (FROM search('bridging loan', days := 90) LIMIT 100))
ORDER BY published DESC LIMIT 100
