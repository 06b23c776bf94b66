-- grain: one text of the stratum $stratum, the next $most in the order in which they are drawn.
SELECT record_kind, record_id, title, body, text_hash_of(title, body) AS text_hash
FROM sampling_frame
WHERE stratum = $stratum
ORDER BY lot
LIMIT $most;
