-- grain: one part of a text in $language of which no user has corrected the drivers, with who wrote it; $most of them, the
-- same ones in every run.
SELECT coalesce(t.author_key, t.record_id) AS author, substring(t.body, o.start + 1, o."end" - o.start) AS said
FROM (
    SELECT DISTINCT record_kind, record_id, start, "end" FROM opinions WHERE language = $language
) o
JOIN (
    SELECT 'review' AS record_kind, review_id AS record_id, body, author_key FROM reviews
    UNION ALL
    SELECT 'mention', mention_id, CASE WHEN trim(coalesce(body, '')) <> '' THEN body ELSE title END, author_key
    FROM mentions
) t ON t.record_kind = o.record_kind AND t.record_id = o.record_id
ANTI JOIN (FROM corrections WHERE field = 'driver') f
    ON f.record_kind = o.record_kind AND f.record_id = o.record_id AND f.start = o.start
ORDER BY md5(o.record_id), o.record_kind, o.record_id, o.start
LIMIT $most;
