-- grain of staged: brand, kind, vendor, address. The page kept is the one nearest to the home page.
MERGE INTO channels c USING staged s
ON c.brand = s.brand AND c.kind = s.kind AND c.vendor = s.vendor AND c.address = s.address
WHEN MATCHED AND s.fetched_at >= c.last_seen THEN UPDATE SET url = s.url, clicks_from_home = s.clicks_from_home,
    hours = coalesce(s.hours, c.hours), languages = coalesce(s.languages, c.languages), last_seen = s.fetched_at
WHEN MATCHED THEN UPDATE SET first_seen = least(c.first_seen, s.fetched_at)
WHEN NOT MATCHED THEN INSERT (brand, kind, vendor, address, url, clicks_from_home, hours, languages, first_seen, last_seen)
    VALUES (s.brand, s.kind, s.vendor, s.address, s.url, s.clicks_from_home, s.hours, s.languages, s.fetched_at, s.fetched_at);
