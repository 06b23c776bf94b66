-- grain: one correction that the analysis behind this build has read
SELECT record_kind, record_id, start AS start_at, driver, field, new, made_at FROM corrections
