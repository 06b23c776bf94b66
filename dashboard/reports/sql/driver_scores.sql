-- grain: one brand and driver in one language at one source, of one persona ('' = of all; a persona has no source but '*'); brands
-- without a row were not observed on that driver
WITH scores AS (
    SELECT brand, driver, n, net, low, high, neutral_share, status
    FROM driver_scores
    WHERE $persona = '' AND edition = $edition AND language = $language AND source = $source
    UNION ALL
    SELECT brand, driver, n, value, low, high, neutral_share, status
    FROM persona_scores
    WHERE persona = $persona AND measure = 'net' AND edition = $edition AND language = $language AND $source = '*'
)
SELECT d.brand, b.name AS brand_name, d.driver, d.n, d.net, d.low, d.high, d.neutral_share, d.status
FROM scores d JOIN brands b USING (brand)
ORDER BY b.own DESC, b.position, d.driver
