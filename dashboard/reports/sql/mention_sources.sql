-- grain: one source of mentions (a feed, an account, a search) as it was last asked for, not older than 30 days before the
-- newest visit; brand '' where it is no brand's own; keyless where it was not asked for want of a key
SELECT
    n.url, coalesce(n.brand, '') AS brand, coalesce(b.name, '') AS brand_name, n.status, coalesce(n.reason, '') AS reason,
    coalesce(n.items, 0) AS items, n.fetched_at,
    n.keyless
FROM recent_visits n LEFT JOIN brands b ON b.brand = n.brand
WHERE n.kind = 'mentions'
ORDER BY b.own DESC NULLS FIRST, b.position, n.url
