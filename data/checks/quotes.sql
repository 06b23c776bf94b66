-- structural: a quote of a review or mention that does not stand in it.
SELECT e.edition, e.line_id, e.position, e.record_id, e.quote
FROM swot_evidence e JOIN texts t USING (record_kind, record_id)
WHERE e.form IS DISTINCT FROM 'observation' AND NOT contains(t.body, e.quote) AND NOT contains(t.title, e.quote)
  AND e.edition IN (SELECT edition FROM editions WHERE status = 'provisional');
