-- grain: one brand on one day of one keyword, engine, market and device, oldest first. observed: there was a result page; position, ad:
-- the brand's best organic place and best place among the ads on it, NULL where it is on neither; answered, own_faq, url: as in ranks
SELECT l.day, l.looked_up, l.observed, b.brand, b.name, b.own, r.position, r.ad, coalesce(r.answered, false) AS answered, r.url,
       coalesce(r.own_faq, false) AS own_faq
FROM ranks l CROSS JOIN brands b
LEFT JOIN ranks r ON r.brand = b.brand AND r.day = l.day AND r.keyword = l.keyword AND r.engine = l.engine
    AND r.market = l.market AND r.device = l.device
WHERE l.brand = '' AND l.keyword = $keyword AND l.engine = $engine AND l.market = $market AND l.device = $device
ORDER BY l.day, b.own DESC, b.position
