-- What was read from texts of $kind that are gone goes too, and so do the notes: should one come back, it is read again.
DELETE FROM opinions WHERE record_kind = $kind AND record_id IN (SELECT record_id FROM unread WHERE batch IS NULL);
DELETE FROM scored WHERE record_kind = $kind AND record_id IN (SELECT record_id FROM unread WHERE batch IS NULL);
