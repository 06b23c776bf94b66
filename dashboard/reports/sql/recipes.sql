-- grain: one brand, kind and host that a recipe of the workspace is for, with how many records it reads, and how many the
-- general reading gave in its place when it matched nothing
WITH records AS (
    SELECT brand, 'faqs' AS kind, url, layer, last_seen AS seen_at FROM live_faqs
    UNION ALL
    SELECT brand, 'reviews', url, layer, fetched_at FROM reviews
)
SELECT r.brand, b.name AS brand_name, r.kind, regexp_extract(r.url, '^[a-z]+://([^/?#]+)', 1) AS host,
    count(*) FILTER (r.layer = 'recipe') AS by_recipe, count(*) FILTER (r.layer LIKE '%/no recipe') AS in_its_place,
    max(r.seen_at) AS seen_at
FROM records r LEFT JOIN brands b ON b.brand = r.brand
WHERE r.layer = 'recipe' OR r.layer LIKE '%/no recipe'
GROUP BY ALL ORDER BY min(b.position), r.kind, host
