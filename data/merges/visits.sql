-- grain of staged: run_id, url, kind. A later word on the same page in the same run (a rendered second look) replaces the first.
MERGE INTO visits v USING staged s ON v.run_id = s.run_id AND v.url = s.url AND v.kind = s.kind
WHEN MATCHED THEN UPDATE SET brand = nullif(s.brand, ''), spider = s.spider, status = s.status, http_status = s.http_status,
    items = s.items, reason = s.reason, fetched_at = s.fetched_at, rendered = s.rendered, page_hash = s.page_hash,
    clicks_from_home = s.clicks_from_home, ratings = s.ratings, ratings_unread = s.ratings_unread,
    source = s.source, query = s.query, reaches_to = s.reaches_to
WHEN NOT MATCHED THEN INSERT
    (run_id, url, kind, brand, spider, status, http_status, items, reason, fetched_at, rendered, page_hash,
     clicks_from_home, ratings, ratings_unread, source, query, reaches_to)
    VALUES (s.run_id, s.url, s.kind, nullif(s.brand, ''), s.spider, s.status, s.http_status, s.items, s.reason, s.fetched_at,
            s.rendered, s.page_hash, s.clicks_from_home, s.ratings, s.ratings_unread, s.source, s.query,
            s.reaches_to);
