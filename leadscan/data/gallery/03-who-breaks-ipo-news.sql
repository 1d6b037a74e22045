-- Which papers break news of listings first: of the stories that two papers or more told, how many did each tell first?
SELECT s.first_paper, count(*) AS first_told, round(avg(s.papers), 1) AS papers_that_told
FROM stories s SEMI JOIN events e ON e.story_id = s.id AND e.day > as_of() - 365 AND e.trigger IN ('IPO_INTENT', 'IPO_FILED', 'IPO_PROGRESS', 'IPO_SETBACK')
WHERE s.papers >= 2 AND s.day > as_of() - 365 GROUP BY s.first_paper ORDER BY first_told DESC, s.first_paper
