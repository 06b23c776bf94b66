-- grain: one sentence that speaks of one proposed topic, only of texts that still stand and still say so.
WITH texts AS (
    SELECT 'review' AS record_kind, review_id AS record_id, body FROM reviews
    UNION ALL
    SELECT 'mention', mention_id, CASE WHEN trim(coalesce(body, '')) <> '' THEN body ELSE title END FROM mentions
)
SELECT e.*
FROM topic_examples e JOIN texts t ON t.record_kind = e.record_kind AND t.record_id = e.record_id
WHERE md5(substring(t.body, e.start + 1, e."end" - e.start)) = e.sentence_hash
