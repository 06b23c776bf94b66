-- grain of staged: one claim on one page. Pages of one list repeat their claim, so each product's claim counts once;
-- the products of a source add up. What was collected is counted by source_collected.sql.
CREATE OR REPLACE TEMP TABLE claims AS
WITH one AS (
    SELECT run_id, brand, source, coalesce(product, '') AS product, max(claimed_n) AS n,
           max_by(claimed_rating, fetched_at) AS rating, max_by(claimed_rating_max, fetched_at) AS rating_max,
           bool_or(truncated) AS truncated
    FROM staged GROUP BY ALL
)
SELECT run_id, brand, source, sum(n)::BIGINT AS claimed_n,
       CASE WHEN count(rating) = 1 THEN max(rating)
            ELSE sum(rating * n) FILTER (rating IS NOT NULL) / sum(n) FILTER (rating IS NOT NULL) END AS claimed_rating,
       CASE WHEN count(DISTINCT rating_max) = 1 THEN max(rating_max) END AS claimed_rating_max,
       bool_or(truncated) AS truncated
FROM one GROUP BY ALL;

MERGE INTO source_totals t USING claims s ON t.run_id = s.run_id AND t.brand = s.brand AND t.source = s.source
WHEN MATCHED THEN UPDATE SET claimed_n = s.claimed_n, claimed_rating = s.claimed_rating,
    claimed_rating_max = s.claimed_rating_max, truncated = t.truncated OR s.truncated
WHEN NOT MATCHED THEN INSERT (run_id, brand, source, claimed_n, claimed_rating, claimed_rating_max, truncated)
    VALUES (s.run_id, s.brand, s.source, s.claimed_n, s.claimed_rating, s.claimed_rating_max, s.truncated);

DROP TABLE claims;
