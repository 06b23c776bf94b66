-- grain: one measure of a brand that can be followed, our own or another tool's
SELECT DISTINCT metric FROM (
    SELECT kpi AS metric FROM kpis WHERE brand = $brand
    UNION ALL SELECT metric FROM metrics WHERE brand = $brand)
ORDER BY metric
