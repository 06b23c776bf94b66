-- grain: one value of one filter (source, stars, language or driver) that the reviews of the window have
WITH kept AS (
    SELECT * FROM reviews r SEMI JOIN brands USING (brand) WHERE in_window(r.published_at, $window_start, $window_end)
)
SELECT DISTINCT 'source' AS filter, source AS value FROM kept
UNION SELECT 'language', language FROM kept WHERE language IS NOT NULL
UNION SELECT 'stars', floor(5.0 * rating / rating_max)::INTEGER::VARCHAR FROM kept WHERE rating BETWEEN 0 AND rating_max AND rating_max > 0
UNION SELECT 'driver', o.driver FROM opinions o SEMI JOIN kept ON o.record_kind = 'review' AND o.record_id = kept.review_id WHERE o.driver <> ''
ORDER BY filter, value
