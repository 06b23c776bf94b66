-- grain: one brand in one look-up (a result page of one engine, market, device and keyword) within the window, as kept in the
-- build. position: its best organic place, NULL where it is not on the page; ad: its best place among the ads; answered: it is
-- named in an answer box or AI overview; own_faq: what ranks is a page of its FAQ; above: the names of the brands whose organic
-- place is better, best first (all that rank, where the brand does not)
WITH look_ups AS (SELECT * FROM result_pages WHERE in_window(looked_up, $window_start, $window_end)),
faq_pages AS (SELECT DISTINCT brand, page_of(url) AS page FROM faqs)
SELECT
    l.keyword, l.engine, l.market, l.device, l.looked_up, b.brand, b.name AS brand_name, b.own, r.position, r.ad,
    coalesce(r.answered, false) AS answered, r.url, f.page IS NOT NULL AS own_faq,
    (SELECT string_agg(ob.name, ', ' ORDER BY o.position)
     FROM brand_places o JOIN brands ob ON ob.brand = o.brand
     WHERE o.run_id = l.run_id AND o.engine = l.engine AND o.market = l.market AND o.device = l.device AND o.keyword = l.keyword
       AND o.brand <> b.brand AND o.position < coalesce(r.position, 1000000)) AS above
FROM look_ups l CROSS JOIN brands b
LEFT JOIN brand_places r ON r.run_id = l.run_id AND r.engine = l.engine AND r.market = l.market AND r.device = l.device
    AND r.keyword = l.keyword AND r.brand = b.brand
LEFT JOIN faq_pages f ON f.brand = b.brand AND f.page = page_of(r.url)
ORDER BY l.keyword, l.engine, l.market, l.device, l.looked_up DESC, b.own DESC, b.position
