-- grain: one page of a brand and kind (faqs, channels) as it was last asked for or, where no run asked, left out: the pages of
-- the window that begins at $start, those of the newest run, and those known to hold the kind: configured ($configured_brands
-- and $configured_urls side by side), or where something of it is. `current`: of the newest run, or known.
WITH seen AS (
    SELECT * FROM page_visits
    WHERE kind IN ('faqs', 'channels') AND fetched_at IS NOT NULL AND list_contains($brands, brand)
),
known AS (
    SELECT unnest($configured_brands::VARCHAR[]) AS brand, 'faqs' AS kind, page_of(unnest($configured_urls::VARCHAR[])) AS page
    UNION SELECT brand, 'faqs', page_of(url) FROM live_faqs
    UNION SELECT brand, 'channels', page_of(url) FROM live_channels_since($start::TIMESTAMP)
),
newest AS (SELECT brand, kind, arg_max(run_id, (fetched_at, run_id)) AS run_id FROM seen GROUP BY brand, kind),
pages AS (
    SELECT s.brand, s.kind, s.page FROM seen s JOIN newest n USING (brand, kind, run_id)
    UNION SELECT brand, kind, page FROM known
)
SELECT
    s.run_id, s.url, s.page, s.kind, s.brand, s.status, coalesce(s.items, 0) AS items, s.fetched_at, s.asked,
    s.clicks_from_home, coalesce(s.rendered, false) AS rendered,
    p.page IS NOT NULL AS current
FROM seen s LEFT JOIN pages p USING (brand, kind, page)
WHERE p.page IS NOT NULL OR s.fetched_at >= $start::TIMESTAMP
QUALIFY row_number() OVER (
    PARTITION BY s.brand, s.kind, s.page ORDER BY s.asked DESC, s.fetched_at DESC, s.run_id DESC, s.url DESC) = 1
ORDER BY s.run_id, s.url, s.kind, s.brand;
