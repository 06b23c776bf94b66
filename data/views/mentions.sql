-- grain: one mention, with its counts as last seen.
CREATE OR REPLACE TEMP VIEW newest_metrics AS
SELECT * FROM mention_metrics QUALIFY row_number() OVER (PARTITION BY mention_id ORDER BY observed_at DESC) = 1;
