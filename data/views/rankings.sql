-- grain: one brand of the workspace on one result page: its best organic place and the page there, its best place among the ads
-- (NULL where it is on neither), and whether an answer box or AI overview names a page of it. A brand that is nowhere on a page has no row.
CREATE OR REPLACE TEMP VIEW brand_places AS
SELECT
    run_id, engine, coalesce(market, '') AS market, coalesce(device, '') AS device, keyword, brand,
    min(position) FILTER (kind = 'organic') AS position, arg_min(url, position) FILTER (kind = 'organic') AS url,
    min(position) FILTER (kind = 'ad') AS ad, bool_or(kind IN ('featured_snippet', 'ai_overview')) AS answered
FROM rankings WHERE coalesce(brand, '') <> ''
GROUP BY ALL;

-- grain: one result page, with the last moment at which it was read.
CREATE OR REPLACE TEMP VIEW result_pages AS
SELECT run_id, engine, coalesce(market, '') AS market, coalesce(device, '') AS device, keyword, max(fetched_at) AS looked_up
FROM rankings
GROUP BY ALL;
