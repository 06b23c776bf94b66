-- grain: one sentence on one driver of one brand, in the window, language, source ('*' = any) and persona ('' = any)
-- asked for, by $mood (an emotion or intent it shows, '*' = any); the strongest complaint and the strongest praise by turns, then what is neutral or
-- was not scored. drivers: all that the sentence is about, ids set apart by spaces, '' if it is about none
WITH about AS (
    SELECT record_kind, record_id, start, coalesce(string_agg(DISTINCT driver, ' ' ORDER BY driver) FILTER (driver <> ''), '') AS drivers
    FROM opinions WHERE brand = $brand GROUP BY record_kind, record_id, start
)
SELECT
    o.record_kind, o.record_id, r.body, o.start AS start_at, o."end" AS end_at, o.driver, a.drivers, o.label, o.score, o.emotion,
    o.intent, o.language, o.source, r.url, r.rating, r.rating_max, r.published_at, r.fetched_at
FROM opinions o
JOIN window_texts r ON r.edition = $edition AND r.record_kind = o.record_kind AND r.record_id = o.record_id
JOIN about a ON a.record_kind = o.record_kind AND a.record_id = o.record_id AND a.start = o.start
WHERE o.brand = $brand
  AND ($driver = '*' OR o.driver = $driver)
  AND coalesce(o.language, 'und') = $language
  AND ($source = '*' OR o.source = $source)
  AND ($persona = '' OR (o.record_kind, o.record_id) IN (SELECT (record_kind, record_id) FROM persona_texts WHERE persona = $persona))
  AND ($label IS NULL OR o.label = $label)
  AND ($mood = '*' OR o.emotion = $mood OR o.intent = $mood)
QUALIFY row_number() OVER (PARTITION BY o.record_kind, o.record_id, o.start ORDER BY o.driver) = 1
ORDER BY
    coalesce(o.label, 0) = 0,
    row_number() OVER (PARTITION BY o.label ORDER BY abs(o.score) DESC NULLS LAST, r.published_at DESC, o.record_id, o.start),
    o.label
LIMIT $limit
