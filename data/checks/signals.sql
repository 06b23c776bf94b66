-- structural: a signal that opens to nothing, or to a quote of a text that does not hold it.
SELECT s.signal_id, s.brand, s.kind, s.topic, count(e.quote) AS evidence
FROM signals s
LEFT JOIN signal_evidence e ON e.signal_id = s.signal_id AND coalesce(e.quote, '') <> ''
LEFT JOIN texts t ON t.record_kind = e.record_kind AND t.record_id = e.record_id
GROUP BY s.signal_id, s.brand, s.kind, s.topic
HAVING count(e.quote) = 0
    OR bool_or(e.form = 'quote' AND NOT coalesce(contains(t.body, e.quote) OR contains(t.title, e.quote), false));
