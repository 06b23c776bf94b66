-- grain: one brand at one source: from when to when everything was seen, with the days within that were not, how that is known
-- (crawl, stated, rate), and the imported files whose users stated it.
WITH stretches AS (
    SELECT
        *, date_diff('day', "end", lead(start) OVER (PARTITION BY brand, source, kind ORDER BY start)) AS hole
    FROM coverage
),
stated AS (
    SELECT brand, source, string_agg(DISTINCT file, ', ' ORDER BY file) AS files FROM stated_ranges GROUP BY ALL
)
SELECT
    b.name AS brand_name, s.source, min(s.start) AS oldest, max(s."end") AS newest, count(*) FILTER (s.hole >= 1) AS holes,
    coalesce(sum(s.hole) FILTER (s.hole >= 1), 0)::BIGINT AS hole_days,
    list_sort(list_distinct(flatten(list(string_split(s.how, ', '))))) AS how, any_value(f.files) AS files
FROM stretches s
JOIN brands b ON b.brand = s.brand
LEFT JOIN stated f ON f.brand = s.brand AND f.source = s.source
GROUP BY b.name, b.own, b.position, s.source
ORDER BY b.own DESC, b.position, s.source
