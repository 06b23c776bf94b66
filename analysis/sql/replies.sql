-- grain: one text that a brand answered reviews with, written from $start to $end, the newest of each brand: `record_id` is the newest
-- review that it answers. Without a digit it promises nothing that can be compared. `said_at`: when it was written, or its review was.
WITH written AS (
    SELECT brand, language, reply_body AS body, review_id AS record_id, page_or_source(url, source) AS url,
           coalesce(replied_at, published_at) AS said_at
    FROM reviews
    WHERE list_contains($brands, brand) AND list_contains($languages, language) AND regexp_matches(reply_body, '[0-9]')
),
texts_of_replies AS (
    SELECT brand, language, body, max(said_at) AS said_at, arg_max(record_id, (said_at, record_id)) AS record_id,
           arg_max(url, (said_at, record_id)) AS url
    FROM written WHERE in_window(said_at, $start::TIMESTAMP, $end::TIMESTAMP)
    GROUP BY brand, language, body
)
SELECT * FROM texts_of_replies
QUALIFY row_number() OVER (PARTITION BY brand ORDER BY said_at DESC, record_id) <= (SELECT promise_replies FROM thresholds)
ORDER BY brand, language, body;
