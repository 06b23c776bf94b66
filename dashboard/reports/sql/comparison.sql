-- grain: one measure, topic and language of one brand, all third-party sources together; of visibility, one engine, market and device
WITH figures AS (
    SELECT
        1 AS part, 'net' AS measure, driver AS topic, language, brand, net AS value, low, high, n, neutral_share, status
    FROM driver_scores WHERE edition = $edition AND source = '*'
    UNION ALL
    SELECT 0, kpi, '', '', brand, value, low, high, n, NULL, status
    FROM kpis
    WHERE edition = $edition AND source = '*' AND kpi IN ('rating', 'response_rate', 'response_time', 'share_of_voice', 'nps', 'csat', 'ces')
    UNION ALL
    -- the topic is the engine, market and device: they are never mixed
    SELECT 0, kpi, source, '', brand, value, low, high, n, NULL, status
    FROM kpis WHERE edition = $edition AND kpi = 'visibility'
)
SELECT figures.*, b.name AS brand_name
FROM figures JOIN brands b USING (brand)
ORDER BY part, measure, language, topic <> '*', topic, b.own DESC, b.position
