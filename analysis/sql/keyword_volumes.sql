-- grain: one keyword in one market ('' = any): its volume in the newest month that any source states.
SELECT keyword, coalesce(market, '') AS market, arg_max(volume, (coalesce(month, ''), imported_at)) AS volume
FROM keywords
WHERE volume IS NOT NULL
GROUP BY ALL
ORDER BY ALL;
