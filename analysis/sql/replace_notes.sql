-- The notes of a batch (`read_texts`) are made anew.
DELETE FROM scored WHERE record_kind = $kind AND record_id IN (SELECT record_id FROM read_texts);
