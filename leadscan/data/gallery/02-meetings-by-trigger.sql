-- Which share of the leads became a meeting, by trigger?
SELECT trigger, leads, called, met, share_met FROM lead_funnel(as_of() - 365, as_of()) ORDER BY share_met DESC, leads DESC
