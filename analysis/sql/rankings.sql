-- grain: one entry of a result page seen from $since on.
SELECT run_id, engine, coalesce(market, '') AS market, coalesce(device, '') AS device, keyword, overall_position, kind, position,
       coalesce(url, '') AS url, brand, coalesce(title, '') AS title, coalesce(snippet, '') AS snippet, fetched_at
FROM rankings
WHERE fetched_at >= $since
ORDER BY run_id, engine, market, device, keyword, overall_position;
