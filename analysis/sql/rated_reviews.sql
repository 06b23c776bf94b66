-- grain: one third-party review with a text and stars, the newest first; at most $most for each language.
SELECT review_id, brand, coalesce(title, '') AS title, body, language, author_key, published_at,
       rating / rating_max AS share
FROM reviews
WHERE rating IS NOT NULL AND rating_max > 0 AND rating BETWEEN 0 AND rating_max AND NOT coalesce(first_party, false)
  AND trim(coalesce(body, '')) <> ''
QUALIFY row_number() OVER (PARTITION BY language ORDER BY published_at DESC NULLS LAST, review_id) <= $most
ORDER BY published_at DESC NULLS LAST, review_id;
