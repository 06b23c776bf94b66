-- grain of staged: file, line, of_kind, reason. A row refused again by the same import adds nothing.
INSERT INTO rejects (file, line, kind, reason, payload, rejected_at)
SELECT s.file, s.line, s.of_kind, s.reason, s.payload, s.fetched_at
FROM staged s
WHERE NOT EXISTS (
    FROM rejects r WHERE r.file = s.file AND r.line = s.line AND r.kind = s.of_kind AND r.reason = s.reason
        AND r.payload = s.payload);
