-- grain: one figure of a measure that a goal of the brand names: of another tool, as of the end of its period, or our own, as of the
-- end of its edition's window. A tool's figures come before our own (`imported`).
WITH asked AS (SELECT DISTINCT brand, metric FROM goals)
SELECT
    m.brand, m.metric,
    CASE length(m.period)
        WHEN 4 THEN make_date(m.period::INTEGER, 12, 31)
        WHEN 7 THEN last_day((m.period || '-01')::DATE)
        ELSE m.period::DATE END AS day,
    m.value, NULL AS low, NULL AS high, m.n, true AS imported
FROM metrics m JOIN asked USING (brand, metric)
UNION ALL
SELECT k.brand, k.kpi, e.window_end::DATE, k.value, k.low, k.high, k.n, false
FROM kpis k JOIN editions e USING (edition) JOIN asked a ON a.brand = k.brand AND a.metric = k.kpi
WHERE k.source = '*' AND k.value IS NOT NULL
ORDER BY 1, 2, 3
