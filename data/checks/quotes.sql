-- structural: a quote of a review that does not stand in the review.
SELECT e.edition, e.line_id, e.position, e.record_id, e.quote
FROM swot_evidence e JOIN reviews r ON r.review_id = e.record_id
WHERE e.record_kind = 'review' AND NOT contains(r.body, e.quote) AND NOT contains(coalesce(r.title, ''), e.quote)
  AND e.edition IN (SELECT edition FROM editions WHERE status = 'provisional');
