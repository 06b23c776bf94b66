-- grain of staged: brand, kind, vendor, address. The page kept is the one nearest to the home page, and of the hours the nearest that
-- gives some. An account that pages write with an @ and without is one, with it, whichever was read first.
CREATE OR REPLACE TEMP TABLE spelled AS
WITH marked AS (
    SELECT brand, kind, vendor, address FROM channels WHERE starts_with(address, '@')
    UNION
    SELECT brand, kind, vendor, address FROM staged WHERE starts_with(address, '@')
)
SELECT DISTINCT m.brand, m.kind, m.vendor, substr(m.address, 2) AS bare, m.address
FROM marked m WHERE m.kind IN ('line', 'social');

CREATE OR REPLACE TEMP TABLE channels_staged AS
SELECT s.brand, s.kind, s.vendor, coalesce(p.address, s.address) AS address, arg_min(s.url, coalesce(s.clicks_from_home, 1000)) AS url,
    min(s.clicks_from_home) AS clicks_from_home,
    arg_min(s.hours, (coalesce(s.clicks_from_home, 1000), s.url)) FILTER (s.hours IS NOT NULL) AS hours,
    arg_min(s.url, (coalesce(s.clicks_from_home, 1000), s.url)) FILTER (s.hours IS NOT NULL) AS hours_url,
    max(s.fetched_at) FILTER (s.hours IS NOT NULL) AS hours_seen, any_value(s.languages) AS languages,
    max(s.fetched_at) AS fetched_at, min(s.fetched_at) AS first_fetched_at
FROM staged s LEFT JOIN spelled p
    ON p.brand = s.brand AND p.kind = s.kind AND p.vendor = s.vendor AND p.bare = s.address
GROUP BY s.brand, s.kind, s.vendor, coalesce(p.address, s.address);

MERGE INTO channels c USING channels_staged s
ON c.brand = s.brand AND c.kind = s.kind AND c.vendor = s.vendor AND c.address = s.address
WHEN MATCHED AND s.fetched_at >= c.last_seen THEN UPDATE SET url = s.url, clicks_from_home = s.clicks_from_home,
    hours = coalesce(s.hours, c.hours), hours_url = if(s.hours IS NULL, c.hours_url, s.hours_url),
    hours_seen = if(s.hours IS NULL, c.hours_seen, s.hours_seen), languages = coalesce(s.languages, c.languages), last_seen = s.fetched_at
WHEN MATCHED THEN UPDATE SET first_seen = least(c.first_seen, s.first_fetched_at)
WHEN NOT MATCHED THEN
    INSERT (brand, kind, vendor, address, url, clicks_from_home, hours, hours_url, hours_seen, languages, first_seen, last_seen)
    VALUES (s.brand, s.kind, s.vendor, s.address, s.url, s.clicks_from_home, s.hours, s.hours_url, s.hours_seen, s.languages,
            s.first_fetched_at, s.fetched_at);

-- What was kept before under the other spelling.
UPDATE channels c SET first_seen = least(c.first_seen, b.first_seen)
FROM channels b JOIN spelled p ON p.brand = b.brand AND p.kind = b.kind AND p.vendor = b.vendor AND p.bare = b.address
WHERE c.brand = p.brand AND c.kind = p.kind AND c.vendor = p.vendor AND c.address = p.address;

DELETE FROM channels c USING spelled p
WHERE c.brand = p.brand AND c.kind = p.kind AND c.vendor = p.vendor AND c.address = p.bare;
