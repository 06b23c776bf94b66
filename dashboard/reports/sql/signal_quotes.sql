-- grain: one piece of evidence of one signal
SELECT * FROM signal_evidence WHERE signal_id = $signal ORDER BY position
