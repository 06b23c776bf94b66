-- grain: one measure, topic and language of one brand, all third-party sources together; of visibility, one engine, market and device.
-- $persona: of one persona only ('' = of all), of which net and rating are known
WITH figures AS (
    SELECT
        1 AS part, 'net' AS measure, driver AS topic, language, brand, net AS value, low, high, n, neutral_share, status
    FROM driver_scores WHERE $persona = '' AND edition = $edition AND source = '*'
    UNION ALL
    SELECT 0, kpi, '', '', brand, value, low, high, n, NULL, status
    FROM kpis
    WHERE $persona = '' AND edition = $edition AND source = '*' AND kpi IN ('rating', 'response_rate', 'response_time', 'share_of_voice', 'nps', 'csat', 'ces')
    UNION ALL
    -- the topic is the engine, market and device: they are never mixed
    SELECT 0, kpi, source, '', brand, value, low, high, n, NULL, status
    FROM kpis WHERE $persona = '' AND edition = $edition AND kpi = 'visibility'
    UNION ALL
    SELECT if(measure = 'net', 1, 0), measure, driver, language, brand, value, low, high, n, neutral_share, status
    FROM persona_scores WHERE persona = $persona AND edition = $edition
)
SELECT figures.*, b.name AS brand_name
FROM figures JOIN brands b USING (brand)
ORDER BY part, measure, language, topic <> '*', topic, b.own DESC, b.position
