-- grain: one brand and driver in one language at one source; brands without a row were not observed on that driver
SELECT d.brand, b.name AS brand_name, d.driver, d.n, d.net, d.low, d.high, d.neutral_share, d.status
FROM driver_scores d JOIN brands b USING (brand)
WHERE d.edition = $edition AND d.language = $language AND d.source = $source
ORDER BY b.own DESC, b.position, d.driver
