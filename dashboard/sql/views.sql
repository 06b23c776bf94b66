-- What "observed" and "live" mean to every query here; made as temporary views on each cursor, a build being read-only.

-- grain: one brand and kind: was it observed in the newest run that asked for it? True when at least one page was read,
-- or every page was learned to be absent (a count is then 0); false when all failed or were blocked.
CREATE TEMP VIEW observed_kinds AS
WITH newest AS (SELECT brand, kind, arg_max(run_id, fetched_at) AS run_id FROM visits GROUP BY brand, kind)
SELECT
    v.brand, v.kind, n.run_id,
    bool_or(v.status IN ('observed', 'partial')) OR bool_and(v.status = 'absent') AS observed
FROM visits v
JOIN newest n ON n.run_id = v.run_id AND n.kind = v.kind AND n.brand IS NOT DISTINCT FROM v.brand
GROUP BY v.brand, v.kind, n.run_id;

-- grain: one way to reach a brand that its newest observation still showed (a run may take hours, hence the day)
CREATE TEMP VIEW live_channels AS
SELECT c.*
FROM channels c
JOIN (SELECT brand, max(last_seen) AS newest FROM channels GROUP BY brand) n
    ON n.brand = c.brand AND c.last_seen >= n.newest - INTERVAL 1 DAY;
