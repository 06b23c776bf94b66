-- grain: one text of a build ($language, '' = any): its least certain sentence, the least certain text first. A lexicon gives no
-- confidence; the further its score lies from 0, the surer it is. drivers: ids set apart by spaces, '' if it has none.
WITH said AS (
    SELECT o.record_kind, o.record_id, o.start, coalesce(o.language, '') AS language, any_value(o.label ORDER BY o.driver) AS label,
           part_of(t.body, o.start, o."end") AS sentence,
           string_agg(DISTINCT o.driver, ' ' ORDER BY o.driver) FILTER (o.driver <> '') AS drivers,
           min(coalesce(o.confidence, 1.0 / 3 + 2.0 / 3 * abs(o.score), 0)) AS certainty
    FROM opinions o JOIN texts t USING (record_kind, record_id)
    WHERE $language IN ('', o.language)
    GROUP BY o.record_kind, o.record_id, o.start, coalesce(o.language, ''), part_of(t.body, o.start, o."end")
)
SELECT record_kind, record_id, start, language, coalesce(label::VARCHAR, '') AS label,
       coalesce(drivers, '') AS drivers, sentence
FROM said
WHERE length(sentence) >= 12
QUALIFY row_number() OVER (PARTITION BY record_kind, record_id ORDER BY certainty, start) = 1
ORDER BY certainty, md5(record_id)
LIMIT $most;
