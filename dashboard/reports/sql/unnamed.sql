-- grain: one language of customers' texts in the edition's window: how many there are, how many have no sentence that a driver
-- names, and topics that recur among these, the most spoken of first, as JSON: name, texts
WITH about AS (
    SELECT o.record_kind, o.record_id, any_value(o.language) AS language, bool_or(o.driver <> '') AS named
    FROM opinions o
    JOIN window_texts w ON w.edition = $edition AND w.record_kind = o.record_kind AND w.record_id = o.record_id
    GROUP BY o.record_kind, o.record_id
), recurring AS (
    SELECT language, to_json(list({'name': name, 'texts': n_records} ORDER BY n_records DESC, name)) AS topics
    FROM topic_proposals WHERE status = 'proposed' AND last_seen >= (SELECT max(created_at) FROM editions) GROUP BY language
)
SELECT a.language, count(*) AS texts, count(*) FILTER (NOT a.named) AS unnamed, any_value(t.topics) AS topics
FROM about a LEFT JOIN recurring t ON t.language = a.language
WHERE a.language IS NOT NULL
GROUP BY a.language ORDER BY texts DESC, a.language
