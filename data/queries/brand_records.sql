-- grain: one brand id that records are of, in overheard.toml or not, with how many: what was collected or imported of it.
SELECT brand, sum(n)::BIGINT AS n
FROM (
    SELECT brand, count(*) AS n FROM reviews GROUP BY brand
    UNION ALL SELECT brand, count(*) FROM live_faqs GROUP BY brand
    UNION ALL SELECT brand, count(*) FROM channels GROUP BY brand
    UNION ALL SELECT brand, count(*) FROM mention_brands GROUP BY brand
    UNION ALL SELECT brand, count(*) FROM surveys GROUP BY brand
    UNION ALL SELECT brand, count(*) FROM goals GROUP BY brand
    UNION ALL SELECT brand, count(*) FROM actions GROUP BY brand
    UNION ALL SELECT brand, count(*) FROM mystery_shops GROUP BY brand
    UNION ALL SELECT brand, count(*) FROM metrics GROUP BY brand
)
WHERE coalesce(brand, '') <> ''
GROUP BY brand
ORDER BY brand;
