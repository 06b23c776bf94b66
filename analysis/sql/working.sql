-- grain: one text that has been read: what it said then (text_hash), the language found, and what texts of that language
-- were read with (method), and users' corrections of it (taught, a hash). Analysis's own note, so that the next run reads only what is new; never published. It is safe to
-- drop: everything is then read again.
CREATE TABLE IF NOT EXISTS scored (record_kind VARCHAR, record_id VARCHAR, text_hash VARCHAR, method VARCHAR);
ALTER TABLE scored ADD COLUMN IF NOT EXISTS language VARCHAR;
ALTER TABLE scored ADD COLUMN IF NOT EXISTS taught VARCHAR;
