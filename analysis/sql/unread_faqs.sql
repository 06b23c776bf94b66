-- grain: one question whose language is not known yet or whose wording, or the method ($method), has changed.
WITH texts AS (
    SELECT faq_id, question, coalesce(answer, '') AS answer,
           md5(concat_ws(chr(31), question, coalesce(answer, ''))) AS text_hash
    FROM faqs
)
SELECT t.*
FROM texts t LEFT JOIN scored s ON s.record_kind = 'faq' AND s.record_id = t.faq_id
WHERE s.text_hash IS DISTINCT FROM t.text_hash OR s.method IS DISTINCT FROM $method
ORDER BY t.faq_id;
