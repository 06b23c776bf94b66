-- structural: a quote of a review or mention that does not stand in it.
SELECT e.edition, e.line_id, e.position, e.record_id, e.quote
FROM swot_evidence e
JOIN (SELECT 'review' AS record_kind, review_id AS record_id, title, body FROM reviews
      UNION ALL SELECT 'mention', mention_id, title, body FROM mentions) r USING (record_kind, record_id)
WHERE NOT contains(r.body, e.quote) AND NOT contains(coalesce(r.title, ''), e.quote)
  AND e.edition IN (SELECT edition FROM editions WHERE status = 'provisional');
