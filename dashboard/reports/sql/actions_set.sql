-- grain: one action of one brand ($brand NULL: of any) and measure that its effect was looked for in (NULL: of none), the next due
-- first. claim: what the line or lead that it comes from says
SELECT a.*, b.name AS brand_name, e.metric AS measured, e.effect, e.low, e.high, e.n_before, e.n_after, e.status AS effect_status,
    coalesce(
        (SELECT arg_max(statement, edition) FROM swot s WHERE s.line_id = a.line_id),
        (SELECT arg_max(statement, edition) FROM leads l WHERE l.line_id = a.line_id)) AS claim
FROM actions a JOIN brands b ON b.brand = a.brand
LEFT JOIN action_effects e ON e.brand = a.brand AND e.title = a.title
WHERE $brand IS NULL OR a.brand = $brand
ORDER BY b.own DESC, b.position, a.state = 'done', a.due NULLS LAST, a.title, e.metric
