-- grain: one review of a brand of the workspace.
SELECT record_kind, record_id, brand, source, first_party, page_or_source(url, source) AS url, rating, rating_max, body,
       md5_number_lower(body) AS body_hash, language, market, author_key, published_at, has_reply, replied_at, layer,
       fetched_at, query, true AS alone
FROM texts
WHERE record_kind = 'review' AND list_contains($brands, brand)
ORDER BY record_id;
