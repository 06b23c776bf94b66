-- grain: one run, newest first
SELECT run_id, command, started_at, finished_at, status, items, error FROM runs ORDER BY started_at DESC LIMIT $limit
