-- What "observed" and "live" mean to every query here; made as temporary views on each cursor, a build being read-only.

-- grain: one visit that asked for its page; a crawl that left a page out (its limit reached) says nothing about the page
CREATE TEMP VIEW asked_visits AS
SELECT * FROM visits WHERE status <> 'partial' OR http_status IS NOT NULL;

-- grain: one brand and kind: was it observed in the newest run that asked for it? True when at least one page was read,
-- or every page was learned to be absent (a count is then 0); false when all failed or were blocked.
CREATE TEMP VIEW observed_kinds AS
WITH newest AS (SELECT brand, kind, arg_max(run_id, fetched_at) AS run_id FROM asked_visits GROUP BY brand, kind)
SELECT
    v.brand, v.kind, n.run_id,
    bool_or(v.status IN ('observed', 'partial')) OR bool_and(v.status = 'absent') AS observed
FROM asked_visits v
JOIN newest n ON n.run_id = v.run_id AND n.kind = v.kind AND n.brand IS NOT DISTINCT FROM v.brand
GROUP BY v.brand, v.kind, n.run_id;

-- grain: one brand and topic (FAQ intent or kind of channel) in the newest edition: has the brand got it? NULL where the
-- analysis could not tell, because a page that may hold it was not read; the SWOT says the same.
CREATE TEMP VIEW told AS
SELECT brand, kind, topic, own FROM gaps
WHERE edition = (SELECT max(edition) FROM editions) AND kind IN ('faq_intent', 'channel');

-- grain: one way to reach a brand that stands as far as was seen: seen within the newest edition's window, and its page was
-- not read again without it (as analysis/pipeline/inputs.py has it)
CREATE TEMP VIEW live_channels AS
SELECT c.*
FROM channels c
WHERE c.last_seen >= coalesce((SELECT max(window_start) FROM editions), c.last_seen)
  AND NOT EXISTS (
      SELECT 1 FROM visits v
      WHERE v.brand = c.brand AND v.kind = 'channels' AND v.status IN ('observed', 'absent')
        AND v.fetched_at > c.last_seen + INTERVAL 10 MINUTE
        AND rtrim(split_part(v.url, '#', 1), '/') = rtrim(split_part(coalesce(c.url, ''), '#', 1), '/')
  );

-- grain: one text in which a customer speaks where a comparison may use it: a review on a third party's page, or a mention (read by
-- its title where it has no body)
CREATE TEMP VIEW customer_texts AS
SELECT 'review' AS record_kind, review_id AS record_id, body, url, rating, rating_max, published_at, fetched_at
FROM reviews WHERE NOT coalesce(first_party, false)
UNION ALL
SELECT
    'mention', mention_id, CASE WHEN trim(coalesce(body, '')) <> '' THEN body ELSE title END, url, NULL, NULL, published_at,
    fetched_at
FROM mentions WHERE voice = 'customer';
