-- The notes of a batch: what was read, in which language, with which method.
INSERT INTO scored (record_kind, record_id, text_hash, language, method)
SELECT $kind, record_id, text_hash, code, method FROM read_texts
