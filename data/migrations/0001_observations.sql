-- What crawls observed. All timestamps are UTC. Keys are enforced by the load and proven by data/checks/keys.sql:
-- DuckDB refuses many later migrations of tables that carry an index, so there are none.

-- grain: one landing file
CREATE TABLE ledger (
    file VARCHAR, bytes BIGINT, sha256 VARCHAR, records BIGINT, rejected BIGINT, loaded_at TIMESTAMP
);

-- grain: one line of a landing file that could not be loaded
CREATE TABLE rejects (
    file VARCHAR, line BIGINT, kind VARCHAR, reason VARCHAR, payload VARCHAR, rejected_at TIMESTAMP
);

-- grain: one run of a command
CREATE TABLE runs (
    run_id VARCHAR, command VARCHAR, started_at TIMESTAMP, finished_at TIMESTAMP,
    status VARCHAR, items BIGINT, error VARCHAR
);

-- grain: one URL asked for one kind in one run; status is observed, absent, failed, blocked or partial
CREATE TABLE visits (
    run_id VARCHAR, url VARCHAR, kind VARCHAR, brand VARCHAR, spider VARCHAR, status VARCHAR,
    http_status INTEGER, items INTEGER, reason VARCHAR, fetched_at TIMESTAMP, rendered BOOLEAN, page_hash VARCHAR
);

-- grain: one brand at one source in one run: what the source claims beside what was collected
CREATE TABLE source_totals (
    run_id VARCHAR, brand VARCHAR, source VARCHAR, claimed_n BIGINT, claimed_rating DOUBLE,
    claimed_rating_max DOUBLE, collected_n BIGINT, oldest TIMESTAMP, newest TIMESTAMP, truncated BOOLEAN
);

-- grain: one question on one page of one brand, in its present wording
CREATE TABLE faqs (
    faq_id VARCHAR, brand VARCHAR, url VARCHAR, category VARCHAR, question VARCHAR, answer VARCHAR,
    language VARCHAR, layer VARCHAR, confidence DOUBLE, position INTEGER,
    first_seen TIMESTAMP, last_seen TIMESTAMP, removed_at TIMESTAMP
);

-- grain: one past wording of a question or its answer
CREATE TABLE faq_versions (
    faq_id VARCHAR, question VARCHAR, answer VARCHAR, seen_until TIMESTAMP, replaced_at TIMESTAMP
);

-- grain: one review, in its present wording
CREATE TABLE reviews (
    review_id VARCHAR, brand VARCHAR, source VARCHAR, first_party BOOLEAN, url VARCHAR, product VARCHAR,
    rating DOUBLE, rating_max DOUBLE, title VARCHAR, body VARCHAR, language VARCHAR, market VARCHAR,
    author_key VARCHAR, published_at TIMESTAMP, reply_body VARCHAR, replied_at TIMESTAMP,
    layer VARCHAR, fetched_at TIMESTAMP
);

-- grain: one past wording of a review
CREATE TABLE review_versions (
    review_id VARCHAR, title VARCHAR, body VARCHAR, rating DOUBLE, seen_until TIMESTAMP, replaced_at TIMESTAMP
);

-- grain: one entry of one result page; position counts within the kind, overall_position over the page, both from 1
CREATE TABLE rankings (
    run_id VARCHAR, engine VARCHAR, market VARCHAR, device VARCHAR, keyword VARCHAR, overall_position INTEGER,
    kind VARCHAR, position INTEGER, url VARCHAR, domain VARCHAR, brand VARCHAR, title VARCHAR, snippet VARCHAR,
    fetched_at TIMESTAMP
);

-- grain: one way to reach one brand; vendor is 'none' where there is none
CREATE TABLE channels (
    brand VARCHAR, kind VARCHAR, vendor VARCHAR, address VARCHAR, url VARCHAR, clicks_from_home INTEGER,
    hours VARCHAR, languages VARCHAR, first_seen TIMESTAMP, last_seen TIMESTAMP
);
