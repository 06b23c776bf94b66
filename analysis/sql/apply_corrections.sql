-- A user's label wins over every model's, as long as the sentence still says what was corrected.
UPDATE opinions
SET label = c.new::INTEGER,
    score = CASE WHEN sign(opinions.score) = c.new::INTEGER THEN opinions.score ELSE c.new::DOUBLE END,
    confidence = 1.0
FROM (
    SELECT f.*, t.body
    FROM corrections f JOIN (
        SELECT 'review' AS record_kind, review_id AS record_id, body, language, author_key FROM reviews
        UNION ALL
        SELECT 'mention', mention_id, CASE WHEN trim(coalesce(body, '')) <> '' THEN body ELSE title END, language, author_key
        FROM mentions
    ) t ON t.record_kind = f.record_kind AND t.record_id = f.record_id
    WHERE f.field = 'label'
) c
WHERE opinions.record_kind = c.record_kind AND opinions.record_id = c.record_id AND opinions.start = c.start
  AND c.driver IN ('*', opinions.driver)
  AND md5(substring(c.body, opinions.start + 1, opinions."end" - opinions.start)) = c.sentence_hash
  AND (opinions.label IS DISTINCT FROM c.new::INTEGER OR opinions.confidence IS DISTINCT FROM 1.0)
RETURNING opinions.record_id;
