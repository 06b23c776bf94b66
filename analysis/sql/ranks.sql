-- grain: one brand on the last result page of each day since $since of one engine, market, device and keyword; brand '' is the look-up
-- itself, there on every day from its first page on on which any keyword was looked up. Columns as in the table ranks.
WITH pages AS (
    SELECT *, looked_up::DATE AS day FROM result_pages WHERE looked_up >= $since
    QUALIFY row_number() OVER (PARTITION BY engine, market, device, keyword, day ORDER BY looked_up DESC, run_id DESC) = 1
),
days AS (
    SELECT DISTINCT fetched_at::DATE AS day FROM page_visits WHERE kind = 'rankings' AND fetched_at >= $since
    UNION SELECT day FROM pages
),
places AS (SELECT engine, market, device, keyword, min(day) AS first_day FROM pages GROUP BY ALL),
faq_pages AS (SELECT DISTINCT brand, page_of(url) AS page FROM faqs)
SELECT w.engine, w.market, w.device, w.keyword, d.day, p.looked_up, p.run_id IS NOT NULL AS observed, '' AS brand,
       NULL::INTEGER AS position, NULL::INTEGER AS ad, NULL::BOOLEAN AS answered, NULL AS url, NULL::BOOLEAN AS own_faq
FROM places w JOIN days d ON d.day >= w.first_day
LEFT JOIN pages p ON p.engine = w.engine AND p.market = w.market AND p.device = w.device AND p.keyword = w.keyword AND p.day = d.day
UNION ALL
SELECT p.engine, p.market, p.device, p.keyword, p.day, p.looked_up, true, b.brand, b.position, b.ad, b.answered, b.url,
       f.page IS NOT NULL
FROM pages p
JOIN brand_places b ON b.run_id = p.run_id AND b.engine = p.engine AND b.market = p.market AND b.device = p.device
    AND b.keyword = p.keyword
LEFT JOIN faq_pages f ON f.brand = b.brand AND f.page = page_of(b.url)
WHERE list_contains($brands, b.brand)
ORDER BY 1, 2, 3, 4, 5, 8;
