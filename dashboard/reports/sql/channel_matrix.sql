-- grain: one kind of channel and brand: in how many ways; NULL where the brand's channels were not observed
WITH live AS (
    SELECT brand, kind, count(*) AS ways, min(clicks_from_home) AS clicks FROM live_channels GROUP BY brand, kind
),
kinds AS (SELECT DISTINCT kind FROM live_channels)
SELECT
    k.kind, b.brand, b.name AS brand_name,
    CASE
        WHEN l.ways > 0 THEN l.ways
        WHEN t.brand IS NOT NULL AND t.own IS NULL THEN NULL
        WHEN s.observed THEN 0
    END::BIGINT AS ways,
    l.clicks
FROM kinds k CROSS JOIN brands b
LEFT JOIN observed_kinds s ON s.brand = b.brand AND s.kind = 'channels'
LEFT JOIN presences t ON t.brand = b.brand AND t.kind = 'channel' AND t.topic = k.kind
LEFT JOIN live l ON l.brand = b.brand AND l.kind = k.kind
ORDER BY k.kind, b.own DESC, b.position
