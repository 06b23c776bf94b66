-- After the reviews of run $run_id: what the warehouse holds of each source that the run read, beside what it claims.
CREATE OR REPLACE TEMP TABLE collected AS
SELECT brand, source, count(*) AS n, min(published_at) AS oldest, max(published_at) AS newest
FROM reviews
WHERE (brand, source) IN (SELECT (brand, source) FROM touched_sources)
GROUP BY ALL;

MERGE INTO source_totals t USING collected s ON t.run_id = $run_id AND t.brand = s.brand AND t.source = s.source
WHEN MATCHED THEN UPDATE SET collected_n = s.n, oldest = s.oldest, newest = s.newest,
    truncated = t.truncated OR coalesce(s.n < t.claimed_n, false)
WHEN NOT MATCHED THEN INSERT (run_id, brand, source, collected_n, oldest, newest, truncated)
    VALUES ($run_id, s.brand, s.source, s.n, s.oldest, s.newest, false);

DROP TABLE collected;
