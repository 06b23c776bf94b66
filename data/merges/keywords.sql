-- grain of staged: keyword, market, source, month. A volume imported again is replaced by what the newer file says.
MERGE INTO keywords t USING staged s
ON t.keyword = s.keyword AND t.market = s.market AND t.source = s.source AND t.month = s.month
WHEN MATCHED AND s.fetched_at >= t.imported_at THEN UPDATE SET
    volume = s.volume, imported_at = s.fetched_at
WHEN NOT MATCHED THEN INSERT
    (keyword, market, source, month, volume, imported_at)
    VALUES (s.keyword, s.market, s.source, s.month, s.volume, s.fetched_at);
