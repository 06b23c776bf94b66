-- The languages found in a batch (`read_texts`), into the texts' own table.
UPDATE "{table}" SET language = t.code
FROM read_texts t
WHERE "{table}"."{key}" = t.record_id AND "{table}".language IS DISTINCT FROM t.code
