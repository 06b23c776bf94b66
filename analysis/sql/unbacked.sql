-- A note without opinions is no note: the opinions were deleted with their text (at its source, by retention), and the text
-- may have come back since.
DELETE FROM scored
WHERE record_kind = $kind AND NOT EXISTS (
    FROM opinions o WHERE o.record_kind = $kind AND o.record_id = scored.record_id);
