-- grain: one emotion or intent that sentences of one cell of the heat map show, and in how many of them
WITH said AS (
    SELECT DISTINCT o.record_kind, o.record_id, o.start, o.emotion, o.intent
    FROM opinions o
    JOIN customer_texts r USING (record_kind, record_id)
    JOIN editions e ON e.edition = $edition
    WHERE o.brand = $brand
      AND ($driver = '*' OR o.driver = $driver)
      AND coalesce(o.language, 'und') = $language
      AND ($source = '*' OR o.source = $source)
      AND r.published_at >= e.window_start AND r.published_at <= e.window_end
),
named AS (
    SELECT 'emotion' AS kind, emotion AS name, record_kind, record_id, start FROM said
    UNION ALL SELECT 'intent', intent, record_kind, record_id, start FROM said
)
SELECT kind, name, count(DISTINCT (record_kind, record_id, start)) AS n
FROM named WHERE name IS NOT NULL GROUP BY kind, name ORDER BY kind, n DESC, name
