-- grain of staged: brand, metric, due. A goal imported again is replaced by what the newer file says. One that was withdrawn is taken out.
MERGE INTO goals t USING staged s
ON t.brand = s.brand AND t.metric = s.metric AND t.due = s.due
WHEN MATCHED AND s.fetched_at >= t.imported_at AND s.withdrawn THEN DELETE
WHEN MATCHED AND s.fetched_at >= t.imported_at THEN UPDATE SET
    target = s.target, baseline = s.baseline, owner = s.owner, wording = s.wording, imported_at = s.fetched_at
WHEN NOT MATCHED AND s.withdrawn IS NOT TRUE THEN INSERT
    (brand, metric, due, target, baseline, owner, wording, imported_at)
    VALUES (s.brand, s.metric, s.due, s.target, s.baseline, s.owner, s.wording, s.fetched_at);
