-- grain of staged: run_id, engine, market, device, keyword, position.
MERGE INTO answers a USING staged s
ON a.run_id = s.run_id AND a.engine = s.engine AND a.market = s.market AND a.device = s.device
   AND a.keyword = s.keyword AND a.position = s.position
WHEN MATCHED THEN UPDATE SET question = s.question, kind = s.kind, place = s.place, brand = nullif(s.brand, ''), url = s.url,
    domain = s.domain, title = s.title, passage = s.passage, asked_n = s.asked_n, named_n = s.named_n,
    unanswered_n = s.unanswered_n, reason = s.reason, model = s.model, fetched_at = s.fetched_at
WHEN NOT MATCHED THEN INSERT
    (run_id, engine, market, device, keyword, position, question, kind, place, brand, url, domain, title, passage, asked_n,
     named_n, unanswered_n, reason, model, fetched_at)
    VALUES (s.run_id, s.engine, s.market, s.device, s.keyword, s.position, s.question, s.kind, s.place, nullif(s.brand, ''), s.url,
            s.domain, s.title, s.passage, s.asked_n, s.named_n, s.unanswered_n, s.reason, s.model, s.fetched_at);
