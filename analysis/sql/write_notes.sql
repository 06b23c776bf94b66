-- The notes of a batch: what was read, in which language, with which method, and which corrections lie over it.
INSERT INTO scored (record_kind, record_id, text_hash, language, method, taught)
SELECT $kind, record_id, text_hash, code, method, taught FROM read_texts
