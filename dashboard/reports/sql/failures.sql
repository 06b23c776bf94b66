-- grain: one URL and kind that could not be fully measured when last asked, not older than 30 days before the newest visit
SELECT b.name AS brand_name, n.brand, n.kind, n.url, n.status, n.http_status, coalesce(n.reason, '') AS reason, n.fetched_at,
    n.keyless
FROM recent_visits n LEFT JOIN brands b ON b.brand = n.brand
WHERE n.status IN ('failed', 'blocked', 'partial')
ORDER BY list_position(['blocked', 'failed', 'partial'], n.status), b.position, n.kind, n.url
