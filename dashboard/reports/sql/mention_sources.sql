-- grain: one source of mentions (a feed, an account, a search) as it was last asked for, not older than 30 days before the
-- newest visit; brand '' where it is no brand's own; keyless where it was not asked for want of a key
WITH newest AS (
    SELECT * FROM visits WHERE kind = 'mentions'
    QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC, run_id DESC) = 1
)
SELECT
    n.url, coalesce(n.brand, '') AS brand, coalesce(b.name, '') AS brand_name, n.status, coalesce(n.reason, '') AS reason,
    coalesce(n.items, 0) AS items, n.fetched_at,
    n.status = 'blocked' AND starts_with(coalesce(n.reason, ''), 'not asked: needs ') AS keyless
FROM newest n LEFT JOIN brands b ON b.brand = n.brand
WHERE n.fetched_at >= (SELECT max(fetched_at) FROM visits) - INTERVAL 30 DAY
ORDER BY b.own DESC NULLS FIRST, b.position, n.url
