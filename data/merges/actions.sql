-- grain of staged: brand, title. An action imported again is as the newer file says. One that was withdrawn is taken out.
MERGE INTO actions t USING staged s
ON t.brand = s.brand AND t.title = s.title
WHEN MATCHED AND s.fetched_at >= t.imported_at AND s.withdrawn THEN DELETE
WHEN MATCHED AND s.fetched_at >= t.imported_at THEN UPDATE SET
    state = s.state, owner = s.owner, due = s.due, started = s.started, done = s.done, effort = s.effort, cause = s.cause,
    metric = s.metric, line_id = s.line_id, notes = s.notes, imported_at = s.fetched_at
WHEN NOT MATCHED AND s.withdrawn IS NOT TRUE THEN INSERT
    (brand, title, state, owner, due, started, done, effort, cause, metric, line_id, notes, imported_at)
    VALUES (s.brand, s.title, s.state, s.owner, s.due, s.started, s.done, s.effort, s.cause, s.metric, s.line_id, s.notes, s.fetched_at);
