-- grain: one entry of one result page, of the last 30 captures of each engine, market, device and keyword.
SELECT * FROM rankings
QUALIFY dense_rank() OVER (PARTITION BY engine, market, device, keyword ORDER BY fetched_at DESC) <= 30
