-- grain: one URL and kind that could not be fully measured when last asked, not older than 30 days before the newest visit; or one
-- brand and kind of which far less was found than usual, with its site: what is shown of it is as old as fetched_at
WITH missed AS (
    SELECT brand, kind, url, status, http_status, coalesce(reason, '') AS reason, fetched_at, keyless
    FROM recent_visits
    WHERE status IN ('failed', 'blocked', 'partial')
    UNION ALL
    SELECT s.brand, s.kind, b.site, 'partial', NULL,
        concat(s.reason, coalesce(strftime(s.good_at, '; what is shown is of %Y-%m-%d'), '; what is shown is older')), s.good_at, false
    FROM stale s JOIN brands b ON b.brand = s.brand
)
SELECT b.name AS brand_name, m.brand, m.kind, m.url, m.status, m.http_status, m.reason, m.fetched_at, m.keyless
FROM missed m LEFT JOIN brands b ON b.brand = m.brand
ORDER BY list_position(['blocked', 'failed', 'partial'], m.status), b.position, m.kind, m.url
