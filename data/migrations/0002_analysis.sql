-- What analysis makes of the observations. All of it can be made again from 0001's tables, except frozen editions.

-- grain: one brand of overheard.toml as of the last analysis; position is its place in the file, from 1
CREATE TABLE brands (brand VARCHAR, name VARCHAR, own BOOLEAN, site VARCHAR, position INTEGER);

-- grain: one sentence (start) of one record on one driver ('' if none); label -1, 0, 1, NULL where no model reads the language
CREATE TABLE opinions (
    record_kind VARCHAR, record_id VARCHAR, start INTEGER, driver VARCHAR, "end" INTEGER, brand VARCHAR,
    source VARCHAR, language VARCHAR, author_key VARCHAR, stage VARCHAR, touchpoint VARCHAR,
    label INTEGER, score DOUBLE, emotion VARCHAR, intent VARCHAR, model VARCHAR, segmenter VARCHAR,
    confidence DOUBLE, published_at TIMESTAMP
);

-- grain: net sentiment of one brand on one driver ('*' = all) in one language at one source ('*' = all), in the edition's window
CREATE TABLE driver_scores (
    edition VARCHAR, brand VARCHAR, driver VARCHAR, language VARCHAR, source VARCHAR,
    n INTEGER, net DOUBLE, low DOUBLE, high DOUBLE, neutral_share DOUBLE, status VARCHAR
);

-- grain: one FAQ intent of one record (a question of a brand's FAQ, or a question people also ask)
CREATE TABLE question_intents (record_kind VARCHAR, record_id VARCHAR, brand VARCHAR, intent VARCHAR);

-- grain: one comparison of brand with rival ('*' = the rivals) on one metric of one topic
CREATE TABLE gaps (
    edition VARCHAR, brand VARCHAR, rival VARCHAR, kind VARCHAR, topic VARCHAR, metric VARCHAR, unit VARCHAR,
    window_start TIMESTAMP, window_end TIMESTAMP, own DOUBLE, other DOUBLE, gap DOUBLE, low DOUBLE, high DOUBLE,
    p DOUBLE, q DOUBLE, n_own INTEGER, n_other INTEGER, status VARCHAR
);

-- grain: one line of one brand's SWOT
CREATE TABLE swot (
    edition VARCHAR, brand VARCHAR, line_id VARCHAR, quadrant VARCHAR, rank INTEGER, rule VARCHAR, kind VARCHAR,
    topic VARCHAR, rival VARCHAR, statement VARCHAR, tested BOOLEAN, prior_weight DOUBLE, gap DOUBLE, low DOUBLE,
    high DOUBLE, q DOUBLE, n_own INTEGER, n_other INTEGER, first_seen TIMESTAMP, expires_at TIMESTAMP
);

-- grain: one piece of evidence of one line of the SWOT or of the leads
CREATE TABLE swot_evidence (
    edition VARCHAR, line_id VARCHAR, position INTEGER, record_kind VARCHAR, record_id VARCHAR,
    quote VARCHAR, url VARCHAR, fetched_at TIMESTAMP
);

-- grain: one claim that is not (yet) proven; status says why not, needed how much more it takes
CREATE TABLE leads (
    edition VARCHAR, brand VARCHAR, line_id VARCHAR, quadrant VARCHAR, rank INTEGER, rule VARCHAR, kind VARCHAR,
    topic VARCHAR, rival VARCHAR, statement VARCHAR, tested BOOLEAN, prior_weight DOUBLE, gap DOUBLE, low DOUBLE,
    high DOUBLE, q DOUBLE, n_own INTEGER, n_other INTEGER, first_seen TIMESTAMP, expires_at TIMESTAMP,
    status VARCHAR, needed VARCHAR
);

-- grain: one edition of the SWOT (a month)
CREATE TABLE editions (
    edition VARCHAR, status VARCHAR, window_start TIMESTAMP, window_end TIMESTAMP,
    parameters JSON, models JSON, coverage JSON, created_at TIMESTAMP
);

-- grain: how good one model is in one language, measured
CREATE TABLE evaluations (
    language VARCHAR, model VARCHAR, measured_on VARCHAR, n INTEGER, accuracy DOUBLE, macro_f1 DOUBLE,
    low DOUBLE, high DOUBLE, confusion JSON, floor DOUBLE, status VARCHAR
);

-- grain: one measure of one brand in the edition's window (rating, response_rate, response_time ...); value NULL where not observed
CREATE TABLE kpis (
    edition VARCHAR, brand VARCHAR, kpi VARCHAR, source VARCHAR, unit VARCHAR, n INTEGER,
    value DOUBLE, low DOUBLE, high DOUBLE, status VARCHAR
);
