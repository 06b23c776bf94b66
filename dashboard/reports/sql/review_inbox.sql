-- grain: one review in the window of one brand ($brand NULL: of any), the newest first. answered: NULL where its source never
-- shows an answer; label: the mean label of its parts, NULL where no model reads it; drivers: ids set apart by spaces
WITH said AS (
    SELECT record_id, avg(label) AS label, string_agg(DISTINCT driver, ' ' ORDER BY driver) FILTER (driver <> '') AS drivers
    FROM opinions WHERE record_kind = 'review' GROUP BY record_id
)
SELECT
    r.review_id, b.brand, b.name AS brand_name, r.source, coalesce(r.first_party, false) AS first_party, r.url, r.product, r.rating,
    r.rating_max, r.title, r.body, r.language, r.market, r.published_at, r.fetched_at, r.reply_body, r.replied_at, s.label,
    coalesce(s.drivers, '') AS drivers,
    CASE WHEN was_answered(r.reply_body, r.replied_at) THEN true
        WHEN e.source IS NOT NULL THEN false END AS answered,
    date_diff('minute', r.published_at, r.replied_at) / 1440.0 AS answer_days
FROM reviews r
JOIN brands b ON b.brand = r.brand
LEFT JOIN answering_sources e ON e.source = r.source
LEFT JOIN said s ON s.record_id = r.review_id
WHERE in_window(r.published_at, $window_start, $window_end) AND ($brand IS NULL OR r.brand = $brand)
ORDER BY r.published_at DESC, r.review_id
