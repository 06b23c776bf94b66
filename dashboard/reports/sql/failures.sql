-- grain: one URL and kind that could not be fully measured when last asked, not older than 30 days before the newest visit
WITH newest AS (
    SELECT * FROM visits QUALIFY row_number() OVER (PARTITION BY url, kind ORDER BY fetched_at DESC, run_id DESC) = 1
)
SELECT b.name AS brand_name, n.brand, n.kind, n.url, n.status, n.http_status, coalesce(n.reason, '') AS reason, n.fetched_at,
    n.status = 'blocked' AND starts_with(coalesce(n.reason, ''), 'not asked: needs ') AS keyless
FROM newest n LEFT JOIN brands b ON b.brand = n.brand
WHERE n.status IN ('failed', 'blocked', 'partial')
  AND n.fetched_at >= (SELECT max(fetched_at) FROM visits) - INTERVAL 30 DAY
ORDER BY list_position(['blocked', 'failed', 'partial'], n.status), b.position, n.kind, n.url
