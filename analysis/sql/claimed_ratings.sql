-- grain: one rating that a source claimed of a brand in one run, the oldest first.
SELECT t.brand, t.source, t.claimed_rating, t.claimed_rating_max, r.started_at AS seen_at
FROM source_totals t JOIN runs r USING (run_id)
WHERE t.claimed_rating IS NOT NULL AND r.started_at IS NOT NULL AND list_contains($brands, t.brand)
ORDER BY t.brand, t.source, r.started_at, t.run_id;
