-- grain: one emotion or intent that sentences of one cell of the heat map, of one persona ('' = of all), show, and in how many of them
WITH said AS (
    SELECT DISTINCT o.record_kind, o.record_id, o.start, o.emotion, o.intent
    FROM opinions o
    JOIN window_texts r ON r.edition = $edition AND r.record_kind = o.record_kind AND r.record_id = o.record_id
    WHERE o.brand = $brand
      AND ($driver = '*' OR o.driver = $driver)
      AND coalesce(o.language, 'und') = $language
      AND ($source = '*' OR o.source = $source)
      AND ($persona = '' OR (o.record_kind, o.record_id) IN (SELECT (record_kind, record_id) FROM persona_texts WHERE persona = $persona))
),
named AS (
    SELECT 'emotion' AS kind, emotion AS name, record_kind, record_id, start FROM said
    UNION ALL SELECT 'intent', intent, record_kind, record_id, start FROM said
)
SELECT kind, name, count(DISTINCT (record_kind, record_id, start)) AS n
FROM named WHERE name IS NOT NULL GROUP BY kind, name ORDER BY kind, n DESC, name
