-- grain: one channel of a brand of the workspace that is there as far as was seen since $start. `hours`: where their page is known
-- and was not read again without them.
SELECT
    c.brand, c.kind, coalesce(c.vendor, 'none') AS vendor, coalesce(c.address, '') AS address, coalesce(c.url, '') AS url,
    c.clicks_from_home, CASE WHEN NOT gone THEN c.hours END AS hours, c.hours_url, c.hours_seen, c.languages, c.last_seen
FROM (
    SELECT *, hours_url IS NULL OR EXISTS (
        SELECT 1 FROM page_visits v
        WHERE v.brand = l.brand AND v.kind = 'channels' AND v.status IN ('observed', 'absent') AND v.page = page_of(l.hours_url)
          AND v.fetched_at > l.hours_seen + to_minutes((SELECT same_visit_minutes FROM thresholds))
    ) AS gone
    FROM live_channels_since($start::TIMESTAMP) l
) c
WHERE list_contains($brands, c.brand)
ORDER BY c.brand, c.kind, vendor, address;
