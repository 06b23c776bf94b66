-- grain: one piece of evidence of one line or lead of one brand in one edition, with the brand it speaks of
WITH wanted AS (
    SELECT line_id FROM swot WHERE edition = $edition AND brand = $brand
    UNION
    SELECT line_id FROM leads WHERE edition = $edition AND brand = $brand
),
-- a mention of two brands is evidence of either, so it has no name beside it
meant AS (SELECT mention_id, any_value(brand) AS brand FROM mention_brands GROUP BY mention_id HAVING count(DISTINCT brand) = 1)
SELECT
    e.line_id, e.position, e.form, e.record_kind, e.record_id, e.quote, e.stars, e.published_at, e.url, e.fetched_at,
    b.name AS brand_name
FROM swot_evidence e
JOIN wanted USING (line_id)
LEFT JOIN reviews r ON e.record_kind = 'review' AND r.review_id = e.record_id
LEFT JOIN faqs f ON e.record_kind = 'faq' AND f.faq_id = e.record_id
LEFT JOIN mentions m ON e.record_kind = 'mention' AND m.mention_id = e.record_id
LEFT JOIN meant ON e.record_kind = 'mention' AND meant.mention_id = e.record_id
LEFT JOIN visits v ON e.record_kind = 'visit' AND concat_ws('|', v.run_id, v.url, v.kind) = e.record_id
LEFT JOIN brands b ON b.brand = coalesce(
    r.brand, f.brand, meant.brand, v.brand, CASE WHEN e.record_kind IN ('channel', 'opinions') THEN regexp_extract(e.record_id, '^[^|]*') END)
WHERE e.edition = $edition
ORDER BY e.line_id, e.position
