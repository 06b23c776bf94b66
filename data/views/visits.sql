-- grain: one visit of a page; files that were imported are none. `asked`: it asked for its page; a crawl that left a page out (its limit reached) says nothing about it.
-- `keyless`: a source that was not asked for want of a key.
CREATE OR REPLACE TEMP VIEW page_visits AS
SELECT
    *, page_of(url) AS page, status <> 'partial' OR http_status IS NOT NULL AS asked,
    status = 'blocked' AND starts_with(coalesce(reason, ''), 'not asked: needs ') AS keyless
FROM visits
WHERE kind <> 'imports';

-- grain: one brand and kind: was it observed in the newest run that asked for it? True when at least one page was read,
-- or every page was learned to be absent (a count is then 0); false when all failed or were blocked.
CREATE OR REPLACE TEMP VIEW observed_kinds AS
WITH newest AS (SELECT brand, kind, arg_max(run_id, fetched_at) AS run_id FROM page_visits WHERE asked GROUP BY brand, kind)
SELECT
    v.brand, v.kind, n.run_id,
    bool_or(v.status IN ('observed', 'partial')) OR bool_and(v.status = 'absent') AS observed
FROM page_visits v
JOIN newest n ON n.run_id = v.run_id AND n.kind = v.kind AND n.brand IS NOT DISTINCT FROM v.brand
WHERE v.asked
GROUP BY v.brand, v.kind, n.run_id;

-- grain: one URL and kind as it was last visited, not longer than 30 days before the newest visit.
CREATE OR REPLACE TEMP VIEW recent_visits AS
SELECT * FROM page_visits
WHERE fetched_at >= (SELECT max(fetched_at) FROM page_visits) - INTERVAL 30 DAY
QUALIFY row_number() OVER (PARTITION BY url, kind ORDER BY fetched_at DESC, run_id DESC) = 1;
