-- grain: one brand and kind in the newest run that asked for it, or of the files imported as each was last: how many URLs came to
-- which end
WITH shown AS (
    SELECT v.*
    FROM visits v JOIN observed_kinds n
        ON n.run_id = v.run_id AND n.kind = v.kind AND n.brand IS NOT DISTINCT FROM v.brand
    UNION ALL
    SELECT * FROM visits WHERE kind = 'imports'
    QUALIFY row_number() OVER (PARTITION BY brand, url ORDER BY fetched_at DESC, run_id DESC) = 1
)
SELECT
    coalesce(b.name, '') AS brand_name, v.kind, count(*) AS urls,
    count(*) FILTER (v.status = 'observed') AS observed, count(*) FILTER (v.status = 'partial') AS partial,
    count(*) FILTER (v.status = 'absent') AS absent, count(*) FILTER (v.status = 'blocked') AS blocked,
    count(*) FILTER (v.status = 'failed') AS failed, sum(v.items)::BIGINT AS items,
    coalesce(sum(v.ratings), 0)::BIGINT AS ratings, coalesce(sum(v.ratings_unread), 0)::BIGINT AS ratings_unread,
    max(v.fetched_at) AS fetched_at
FROM shown v
LEFT JOIN brands b ON b.brand = v.brand
GROUP BY b.name, b.own, b.position, v.kind
ORDER BY b.own DESC NULLS LAST, b.position, v.kind
