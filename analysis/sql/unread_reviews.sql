-- grain: one review with a text that is new, has changed, or was read with another method ($method).
WITH texts AS (
    SELECT review_id, brand, source, author_key, published_at, coalesce(title, '') AS title, body,
           md5(concat_ws(chr(31), brand, source, coalesce(author_key, ''), coalesce(published_at::VARCHAR, ''),
                         coalesce(title, ''), body)) AS text_hash
    FROM reviews
    WHERE trim(coalesce(body, '')) <> ''
)
SELECT t.*
FROM texts t LEFT JOIN scored s ON s.record_kind = 'review' AND s.record_id = t.review_id
WHERE s.text_hash IS DISTINCT FROM t.text_hash OR s.method IS DISTINCT FROM $method
ORDER BY t.review_id;
