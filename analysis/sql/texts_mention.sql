-- grain: one customer's mention with a text. Opinions are of the brands meant, which are part of the hash: a brand named later
-- is a change.
WITH meant AS (
    SELECT mention_id, string_agg(DISTINCT brand, ' ' ORDER BY brand) AS brands FROM mention_brands GROUP BY mention_id
)
SELECT t.record_id, t.title, t.body, NULL::VARCHAR AS brand, t.source, t.author_key, t.published_at,
       md5(concat_ws(chr(31), m.brands, t.source, coalesce(t.author_key, ''), coalesce(t.published_at::VARCHAR, ''),
                     t.title, t.body)) AS text_hash
FROM customer_texts t JOIN meant m ON m.mention_id = t.record_id
WHERE t.record_kind = 'mention' AND says_something(t.body)
