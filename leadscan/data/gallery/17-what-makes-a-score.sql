-- Which signals carry the scores of leads that may be called?
SELECT r.signal, count(*) AS leads, round(avg(r.score), 3) AS mean_points FROM lead_reasons r JOIN leads l ON l.id = r.lead_id AND l.edition = r.edition AND l.rm = r.rm
WHERE l.call GROUP BY r.signal ORDER BY mean_points DESC, r.signal
