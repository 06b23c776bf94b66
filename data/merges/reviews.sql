-- grain of staged: review_id. Of two wordings the one edited later counts; one without an edit time is as late as its reading, and
-- of two that are equally late the one read later. Past wordings are kept; a reply once seen stays when a later wording does not
-- show it. A review whose edit alone is dated has that date.
CREATE OR REPLACE TEMP MACRO as_late(edited_at, fetched_at, other_edited_at, other_fetched_at) AS
    (coalesce(edited_at, fetched_at), fetched_at) >= (coalesce(other_edited_at, other_fetched_at), other_fetched_at);

INSERT INTO review_versions
SELECT r.review_id, r.title, r.body, r.rating, r.fetched_at, s.fetched_at
FROM reviews r JOIN staged s USING (review_id)
WHERE as_late(s.edited_at, s.fetched_at, r.edited_at, r.fetched_at)
  AND (r.body <> s.body OR r.title IS DISTINCT FROM s.title OR r.rating IS DISTINCT FROM s.rating);

MERGE INTO reviews r USING staged s ON r.review_id = s.review_id
WHEN MATCHED AND as_late(s.edited_at, s.fetched_at, r.edited_at, r.fetched_at) THEN UPDATE SET
    first_party = s.first_party, url = s.url, product = s.product, rating = s.rating, rating_max = s.rating_max,
    language = CASE WHEN r.body = s.body AND r.title IS NOT DISTINCT FROM s.title THEN r.language END,
    title = s.title, body = s.body, market = s.market,
    published_at = coalesce(s.published_at, s.edited_at),
    reply_body = coalesce(s.reply_body, r.reply_body), replied_at = coalesce(s.replied_at, r.replied_at),
    edited_at = s.edited_at, layer = s.layer, fetched_at = s.fetched_at
WHEN MATCHED AND r.reply_body IS NULL AND s.reply_body IS NOT NULL THEN UPDATE SET
    reply_body = s.reply_body, replied_at = s.replied_at
WHEN NOT MATCHED THEN INSERT
    (review_id, brand, source, first_party, url, product, rating, rating_max, title, body, market, author_key,
     published_at, reply_body, replied_at, edited_at, layer, fetched_at)
    VALUES (s.review_id, s.brand, s.source, s.first_party, s.url, s.product, s.rating, s.rating_max, s.title, s.body,
            s.market, s.author_key, coalesce(s.published_at, s.edited_at), s.reply_body, s.replied_at, s.edited_at, s.layer,
            s.fetched_at);

INSERT INTO review_native_ids
SELECT review_id, native_id FROM staged WHERE native_id <> '' AND review_id NOT IN (SELECT review_id FROM review_native_ids);
