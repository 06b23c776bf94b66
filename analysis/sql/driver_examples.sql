-- grain: one part of a text in $language of which no user has corrected the drivers, with who wrote it; $most of them, the
-- same ones in every run.
SELECT t.author, part_of(t.body, o.start, o."end") AS text
FROM (
    SELECT DISTINCT record_kind, record_id, start, "end" FROM opinions WHERE language = $language
) o
JOIN texts t USING (record_kind, record_id)
ANTI JOIN (FROM corrections WHERE field = 'driver') f
    ON f.record_kind = o.record_kind AND f.record_id = o.record_id AND f.start = o.start
ORDER BY md5(o.record_id), o.record_kind, o.record_id, o.start
LIMIT $most;
