-- grain of staged: review_id. Past wordings are kept; a reply once seen stays when a later reading does not show it.
INSERT INTO review_versions
SELECT r.review_id, r.title, r.body, r.rating, r.fetched_at, s.fetched_at
FROM reviews r JOIN staged s USING (review_id)
WHERE s.fetched_at >= r.fetched_at
  AND (r.body <> s.body OR r.title IS DISTINCT FROM s.title OR r.rating IS DISTINCT FROM s.rating);

MERGE INTO reviews r USING staged s ON r.review_id = s.review_id
WHEN MATCHED AND s.fetched_at >= r.fetched_at THEN UPDATE SET
    first_party = s.first_party, url = s.url, product = s.product, rating = s.rating, rating_max = s.rating_max,
    language = CASE WHEN r.body = s.body AND r.title IS NOT DISTINCT FROM s.title THEN r.language END,
    title = s.title, body = s.body, market = s.market, published_at = coalesce(s.published_at, r.published_at),
    reply_body = coalesce(s.reply_body, r.reply_body), replied_at = coalesce(s.replied_at, r.replied_at),
    layer = s.layer, fetched_at = s.fetched_at
WHEN NOT MATCHED THEN INSERT
    (review_id, brand, source, first_party, url, product, rating, rating_max, title, body, market, author_key,
     published_at, reply_body, replied_at, layer, fetched_at)
    VALUES (s.review_id, s.brand, s.source, s.first_party, s.url, s.product, s.rating, s.rating_max, s.title, s.body,
            s.market, s.author_key, s.published_at, s.reply_body, s.replied_at, s.layer, s.fetched_at);

INSERT INTO review_native_ids
SELECT review_id, native_id FROM staged WHERE native_id <> '' AND review_id NOT IN (SELECT review_id FROM review_native_ids);
