-- grain: one unread text of one batch ($batch), with all that its opinions repeat. Its hash is taken from `unread`: asked for
-- here, it would be computed for every text there is.
SELECT t.* EXCLUDE (text_hash), u.text_hash, u.taught
FROM ({texts}) t JOIN unread u ON u.record_id = t.record_id
WHERE u.batch = $batch;
