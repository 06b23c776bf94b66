-- grain of staged: brand, metric, period, source. A figure imported again is replaced by what the newer file says.
MERGE INTO metrics t USING staged s
ON t.brand = s.brand AND t.metric = s.metric AND t.period = s.period AND t.source = s.source
WHEN MATCHED AND s.fetched_at >= t.imported_at THEN UPDATE SET
    value = s.value, unit = s.unit, n = s.n, imported_at = s.fetched_at
WHEN NOT MATCHED THEN INSERT
    (brand, metric, period, source, value, unit, n, imported_at)
    VALUES (s.brand, s.metric, s.period, s.source, s.value, s.unit, s.n, s.fetched_at);
