-- grain: one action of one brand: what is done about something that was found; state planned, doing, done or dropped; cause people,
-- policy, process or technology; effort small, medium or large; metric the measure that it is to move; line_id what it comes from
CREATE TABLE actions (
    brand VARCHAR, title VARCHAR, state VARCHAR, owner VARCHAR, due DATE, started DATE, done DATE, effort VARCHAR, cause VARCHAR,
    metric VARCHAR, line_id VARCHAR, notes VARCHAR, imported_at TIMESTAMP
);

-- grain: one finished action and measure: how the brand's figure and its rivals' moved from the time before it to the time after it.
-- effect: the brand's move less the rivals', with its 95 % interval; NULL where a side has too little (status says so)
CREATE TABLE action_effects (
    brand VARCHAR, title VARCHAR, metric VARCHAR, before_start TIMESTAMP, before_end TIMESTAMP, after_start TIMESTAMP,
    after_end TIMESTAMP, own_before DOUBLE, own_after DOUBLE, rivals_before DOUBLE, rivals_after DOUBLE, n_before INTEGER,
    n_after INTEGER, n_rivals_before INTEGER, n_rivals_after INTEGER, effect DOUBLE, low DOUBLE, high DOUBLE, status VARCHAR
);
