-- grain: one third-party review with a text and stars, the newest first; at most $most for each language. Texts of the sample that
-- measures models teach none.
SELECT record_id AS review_id, brand, title, body, language, author_key, published_at, rating / rating_max AS share
FROM customer_texts
ANTI JOIN text_sample USING (record_kind, record_id)
WHERE record_kind = 'review' AND rating IS NOT NULL AND rating_max > 0 AND rating BETWEEN 0 AND rating_max
  AND says_something(body)
QUALIFY row_number() OVER (PARTITION BY language ORDER BY published_at DESC NULLS LAST, record_id) <= $most
ORDER BY published_at DESC NULLS LAST, record_id;
