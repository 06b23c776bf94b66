-- grain: one topic that no driver names, with examples: a JSON list of {record_kind, record_id, quote, url}, only of texts that
-- still stand and still say so.
WITH texts AS (
    SELECT 'review' AS record_kind, review_id AS record_id, body, url FROM reviews
    UNION ALL
    SELECT 'mention', mention_id, CASE WHEN trim(coalesce(body, '')) <> '' THEN body ELSE title END, url FROM mentions
),
quoted AS (
    SELECT e.proposal_id, to_json(list({
               record_kind: e.record_kind, record_id: e.record_id, url: t.url,
               quote: substring(t.body, e.start + 1, e."end" - e.start)} ORDER BY e.position)) AS examples
    FROM topic_examples e JOIN texts t ON t.record_kind = e.record_kind AND t.record_id = e.record_id
    WHERE md5(substring(t.body, e.start + 1, e."end" - e.start)) = e.sentence_hash
    GROUP BY e.proposal_id
)
SELECT p.*, coalesce(q.examples, '[]') AS examples
FROM topic_proposals p LEFT JOIN quoted q ON q.proposal_id = p.proposal_id
