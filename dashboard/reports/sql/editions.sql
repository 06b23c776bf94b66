-- grain: one edition, newest first
SELECT edition, status, window_start, window_end, parameters, models, created_at
FROM editions
ORDER BY edition DESC
