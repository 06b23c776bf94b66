-- grain: one customer's mention of one brand of the workspace, with the columns of reviews.sql. `alone`: no other brand is
-- meant, so what it says is said of this one.
SELECT t.record_kind, t.record_id, b.brand, t.source, t.first_party, page_or_source(t.url, t.source) AS url, t.rating,
       t.rating_max, t.body, md5_number_lower(t.body) AS body_hash, t.language, t.market, t.author_key, t.published_at,
       t.has_reply, t.replied_at, t.layer, t.fetched_at, t.query, count(*) OVER (PARTITION BY t.record_id) = 1 AS alone
FROM customer_texts t JOIN (SELECT DISTINCT mention_id, brand FROM mention_brands) b ON b.mention_id = t.record_id
WHERE t.record_kind = 'mention' AND list_contains($brands, b.brand)
ORDER BY t.record_id, b.brand;
