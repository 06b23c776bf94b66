-- grain: one kind of channel and brand: in how many ways; NULL where the brand's channels were not observed
WITH live AS (
    SELECT brand, kind, count(*) AS ways, min(clicks_from_home) AS clicks FROM live_channels GROUP BY brand, kind
),
kinds AS (SELECT DISTINCT kind FROM live_channels)
SELECT
    k.kind, b.brand, b.name AS brand_name, CASE WHEN s.observed THEN coalesce(l.ways, 0) END AS ways, l.clicks
FROM kinds k CROSS JOIN brands b
LEFT JOIN observed_kinds s ON s.brand = b.brand AND s.kind = 'channels'
LEFT JOIN live l ON l.brand = b.brand AND l.kind = k.kind
ORDER BY k.kind, b.own DESC, b.position
