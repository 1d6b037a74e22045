-- Which stories were told to an RM again because something moved, and what?
SELECT edition, rm, company_name, trigger, story, changed FROM digests WHERE changed IS NOT NULL ORDER BY edition DESC, rm, company_name LIMIT 100
