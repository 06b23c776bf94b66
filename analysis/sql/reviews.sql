-- grain: one review of a brand of the workspace; an unknown market is ''. What an imported file gives no address is known by
-- the file's source: a quote without a page is still a quote.
SELECT 'review' AS record_kind, review_id AS record_id, brand, source, coalesce(first_party, false) AS first_party,
       coalesce(nullif(trim(url), ''), 'import:' || if(source = 'import', 'file', source)) AS url, rating, rating_max,
       coalesce(body, '') AS body, language, coalesce(market, '') AS market, author_key, published_at,
       coalesce(trim(reply_body), '') <> '' OR replied_at IS NOT NULL AS has_reply, replied_at, fetched_at, true AS alone
FROM reviews
WHERE list_contains($brands, brand)
ORDER BY review_id;
