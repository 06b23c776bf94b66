-- structural: a SWOT line that opens to nothing, or to a quote without a page; evidence of no form, or of the wrong one.
SELECT s.edition, s.brand, s.line_id, s.statement
FROM swot s LEFT JOIN swot_evidence e USING (edition, line_id)
WHERE e.line_id IS NULL OR coalesce(e.quote, '') = '' OR (coalesce(e.url, '') = '' AND (e.form = 'quote' OR e.record_kind NOT IN ('opinions', 'ranking')))
   OR coalesce(e.form NOT IN ('quote', 'observation'), true)
   OR (e.form = 'quote' AND e.record_kind IN ('visit', 'channel', 'opinions'));
