-- grain: one review in the window, the newest first, $limit of them from the $offset-th on (NULL: all), of those that are what is asked
-- for (NULL: any): of $brand, $source, $stars (whole stars), $language, about $driver, $answered (yes, no, not_shown), whose $against
-- is text_complains or text_praises, and of $persona ('' = anybody's); total: how many these are. answered: NULL where its source
-- never shows an answer; label: the mean label of its parts, NULL where no model reads it; drivers: ids set apart by spaces; against:
-- what the text says where the stars say the opposite
WITH said AS (
    SELECT record_id, avg(label) AS label, string_agg(DISTINCT driver, ' ' ORDER BY driver) FILTER (driver <> '') AS drivers
    FROM opinions WHERE record_kind = 'review' GROUP BY record_id
),
kept AS (
    SELECT
        r.*, b.name AS brand_name, s.label, coalesce(s.drivers, '') AS drivers,
        CASE WHEN was_answered(r.reply_body, r.replied_at) THEN true WHEN e.source IS NOT NULL THEN false END AS answered,
        date_diff('minute', r.published_at, r.replied_at) / 1440.0 AS answer_days,
        CASE WHEN r.rating BETWEEN 0 AND r.rating_max AND r.rating_max > 0 THEN 5.0 * r.rating / r.rating_max END AS stars
    FROM reviews r
    JOIN brands b ON b.brand = r.brand
    LEFT JOIN answering_sources e ON e.source = r.source
    LEFT JOIN said s ON s.record_id = r.review_id
    WHERE in_window(r.published_at, $window_start, $window_end) AND ($brand IS NULL OR r.brand = $brand)
),
judged AS (
    SELECT kept.*, CASE
        WHEN stars >= (SELECT praise_stars FROM thresholds) AND label < 0 THEN 'text_complains'
        WHEN stars < (SELECT blame_stars FROM thresholds) AND label > 0 THEN 'text_praises'
    END AS against
    FROM kept
)
SELECT
    review_id, brand, brand_name, source, coalesce(first_party, false) AS first_party, url, product, rating, rating_max, title, body,
    language, market, published_at, fetched_at, reply_body, replied_at, label, drivers, answered, answer_days, stars, against,
    count(*) OVER () AS total
FROM judged
WHERE ($source IS NULL OR source = $source)
    AND ($stars IS NULL OR floor(stars) = $stars)
    AND ($language IS NULL OR language = $language)
    AND ($driver IS NULL OR list_contains(string_split(drivers, ' '), $driver))
    AND ($answered IS NULL OR CASE answered WHEN true THEN 'yes' WHEN false THEN 'no' ELSE 'not_shown' END = $answered)
    AND ($against IS NULL OR against = $against)
    AND ($persona = '' OR review_id IN (SELECT record_id FROM persona_texts WHERE persona = $persona AND record_kind = 'review'))
ORDER BY published_at DESC, review_id
LIMIT $limit OFFSET $offset
