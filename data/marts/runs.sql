-- grain: one run of a command, of the last 365.
SELECT * FROM runs ORDER BY started_at DESC LIMIT 365
