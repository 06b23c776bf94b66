-- A note without opinions is no note: the opinions were deleted with their text (at its source, by retention), and the text
-- may have come back since. (A join: DuckDB takes four times as long over NOT EXISTS.)
DELETE FROM scored
WHERE rowid IN (
    SELECT s.rowid
    FROM scored s ANTI JOIN (FROM opinions WHERE record_kind = $kind) o ON o.record_id = s.record_id
    WHERE s.record_kind = $kind);
