-- What a batch (`read_texts`) said before goes.
DELETE FROM opinions WHERE record_kind = $kind AND record_id IN (SELECT record_id FROM read_texts);
