-- grain: one query that was asked of one network in one run: when, and since when everything it has was seen then; NULL where
-- it was not read, or where that is not known.
SELECT source, query, reaches_to, fetched_at
FROM visits
WHERE kind = 'mentions' AND query IS NOT NULL AND fetched_at IS NOT NULL
ORDER BY source, query, fetched_at;
