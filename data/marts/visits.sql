-- grain: one URL asked for one kind in one run, of the last 30 runs.
SELECT * FROM visits
WHERE run_id IN (SELECT DISTINCT run_id FROM visits ORDER BY run_id DESC LIMIT 30)
