-- grain: one page of a brand's FAQ among the organic results of the newest look-up of a keyword (engine, market and device apart)
-- since $since. `looked_up`: how many such look-ups there are; a row without a brand says so where none shows such a page.
WITH look_ups AS (
    SELECT engine, market, device, keyword, arg_max(run_id, (fetched_at, run_id)) AS run_id
    FROM rankings WHERE fetched_at >= $since
    GROUP BY ALL
),
counted AS (SELECT count(*) AS looked_up FROM look_ups),
faq_pages AS (SELECT DISTINCT brand, page_of(url) AS page FROM live_faqs WHERE list_contains($brands, brand)),
placed AS (
    SELECT r.brand, r.keyword, r.engine, r.position, r.url, r.fetched_at
    FROM rankings r
    JOIN look_ups l ON l.run_id = r.run_id AND l.engine = r.engine AND l.keyword = r.keyword
        AND l.market IS NOT DISTINCT FROM r.market AND l.device IS NOT DISTINCT FROM r.device
    JOIN faq_pages f ON f.brand = r.brand AND f.page = page_of(r.url)
    WHERE r.kind = 'organic'
)
SELECT p.*, c.looked_up FROM counted c LEFT JOIN placed p ON true
ORDER BY p.brand, p.position, p.keyword, p.engine, p.url;
