-- grain: one way to reach a brand that is there as far as was seen: seen since `since` (NULL: ever), and its page was not read
-- again without it, by another visit than the one that saw it.
CREATE OR REPLACE TEMP MACRO live_channels_since(since) AS TABLE
SELECT c.*
FROM channels c
WHERE c.last_seen >= coalesce(since, c.last_seen)
  AND NOT EXISTS (
      SELECT 1 FROM visits v
      WHERE v.brand = c.brand AND v.kind = 'channels' AND v.status IN ('observed', 'absent')
        AND v.fetched_at > c.last_seen + to_minutes((SELECT same_visit_minutes FROM thresholds))
        AND page_of(v.url) = page_of(coalesce(c.url, ''))
  );

-- grain: the same, seen within the newest edition's window.
CREATE OR REPLACE TEMP VIEW live_channels AS
FROM live_channels_since((SELECT max(window_start) FROM editions));
