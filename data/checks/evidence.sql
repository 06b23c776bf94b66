-- structural: a SWOT line that opens to nothing, or to a quote without a page.
SELECT s.edition, s.brand, s.line_id, s.statement
FROM swot s LEFT JOIN swot_evidence e USING (edition, line_id)
WHERE e.line_id IS NULL OR e.quote IS NULL OR e.quote = '' OR e.url IS NULL OR e.url = '';
