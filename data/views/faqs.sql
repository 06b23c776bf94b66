-- grain: one question that is still there.
CREATE OR REPLACE TEMP VIEW live_faqs AS
SELECT * FROM faqs WHERE removed_at IS NULL;
