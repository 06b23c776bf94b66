-- grain: one corrected sentence that still says what was corrected, with the language and the author of its text.
SELECT t.language, coalesce(t.author_key, t.record_id) AS author, f.new::INTEGER AS label,
       substring(t.body, f.start + 1, o.length) AS sentence
FROM corrections f
JOIN (
        SELECT 'review' AS record_kind, review_id AS record_id, body, language, author_key FROM reviews
        UNION ALL
        SELECT 'mention', mention_id, CASE WHEN trim(coalesce(body, '')) <> '' THEN body ELSE title END, language, author_key
        FROM mentions
    ) t ON t.record_kind = f.record_kind AND t.record_id = f.record_id
JOIN (SELECT DISTINCT record_kind, record_id, start, "end" - start AS length FROM opinions) o
    ON o.record_kind = f.record_kind AND o.record_id = f.record_id AND o.start = f.start
WHERE f.field = 'label' AND md5(substring(t.body, f.start + 1, o.length)) = f.sentence_hash
ORDER BY f.record_kind, f.record_id, f.start, f.driver;
