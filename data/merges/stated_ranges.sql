-- grain of staged: one file's statement for one brand at one source. A later statement on the same file corrects the earlier one.
MERGE INTO stated_ranges r USING staged s
    ON r.brand = s.brand AND r.source = s.source AND r.record_kind = s.record_kind AND r.digest = s.digest
WHEN MATCHED AND s.fetched_at >= r.stated_at THEN UPDATE SET
    start = s.start, "end" = s."end", file = s.file, run_id = s.run_id, stated_at = s.fetched_at
WHEN NOT MATCHED THEN INSERT (brand, source, record_kind, digest, start, "end", file, run_id, stated_at)
    VALUES (s.brand, s.source, s.record_kind, s.digest, s.start, s."end", s.file, s.run_id, s.fetched_at);
