-- grain of staged: run_id, engine, market, device, keyword, overall_position.
MERGE INTO rankings r USING staged s
ON r.run_id = s.run_id AND r.engine = s.engine AND r.market = s.market AND r.device = s.device
   AND r.keyword = s.keyword AND r.overall_position = s.overall_position
WHEN MATCHED THEN UPDATE SET kind = s.kind, position = s.position, url = s.url, domain = s.domain, brand = nullif(s.brand, ''),
    title = s.title, snippet = s.snippet, fetched_at = s.fetched_at
WHEN NOT MATCHED THEN INSERT
    (run_id, engine, market, device, keyword, overall_position, kind, position, url, domain, brand, title, snippet, fetched_at)
    VALUES (s.run_id, s.engine, s.market, s.device, s.keyword, s.overall_position, s.kind, s.position, s.url, s.domain,
            nullif(s.brand, ''), s.title, s.snippet, s.fetched_at);
