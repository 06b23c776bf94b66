-- grain: one text that has been read: what it said then (text_hash) and what it was read with (method). Analysis's own
-- note, so that the next run reads only what is new; never published, and safe to drop.
CREATE TABLE IF NOT EXISTS scored (record_kind VARCHAR, record_id VARCHAR, text_hash VARCHAR, method VARCHAR);
