-- grain: one way to reach a brand that came (`opened`) or went after $since: its page was read without it before, or since.
WITH reads AS (
    SELECT DISTINCT brand, page, fetched_at FROM page_visits
    WHERE kind = 'channels' AND status IN ('observed', 'absent') AND list_contains($brands, brand)
),
kept AS (
    SELECT *, page_of(coalesce(url, '')) AS page, to_minutes((SELECT same_visit_minutes FROM thresholds)) AS visit
    FROM channels WHERE list_contains($brands, brand)
)
SELECT
    k.brand, k.kind, coalesce(k.vendor, 'none') AS vendor, coalesce(k.address, '') AS address, k.url, true AS opened,
    max(r.fetched_at) AS before_seen, k.first_seen AS seen_at
FROM kept k JOIN reads r ON r.brand = k.brand AND r.page = k.page AND r.fetched_at < k.first_seen - k.visit
WHERE k.first_seen > $since
GROUP BY ALL
UNION ALL
SELECT k.brand, k.kind, coalesce(k.vendor, 'none'), coalesce(k.address, ''), k.url, false, k.last_seen, min(r.fetched_at)
FROM kept k JOIN reads r ON r.brand = k.brand AND r.page = k.page AND r.fetched_at > k.last_seen + k.visit
GROUP BY ALL HAVING min(r.fetched_at) > $since
ORDER BY 1, 8, 2, 3, 4;
