-- grain: one line that could not be loaded, the newest 1000.
SELECT * FROM rejects ORDER BY rejected_at DESC LIMIT 1000
