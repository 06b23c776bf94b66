-- grain: one goal of one brand ($brand NULL: of any), the next due first
SELECT g.*, b.name AS brand_name
FROM goals g JOIN brands b ON b.brand = g.brand
WHERE $brand IS NULL OR g.brand = $brand
ORDER BY b.own DESC, b.position, g.due, g.metric
