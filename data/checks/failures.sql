-- structural: a failure that pretends to be a measurement, or a failure without a reason.
SELECT run_id, url, kind, status, items, reason
FROM visits
WHERE (status IN ('failed', 'blocked', 'absent') AND items > 0) OR (status = 'observed' AND items = 0)
   OR (status IN ('failed', 'blocked', 'partial') AND coalesce(reason, '') = '');
