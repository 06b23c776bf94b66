-- grain: one signal: what was unlike a brand's own past, from its first day to its last (days of the workspace's time zone). kind:
-- complaints, sentiment, leaving, switching, quiet, faq, channel, ranking or rating; topic: a driver or * (any), the rival that is
-- switched to, the source, the channel, the keyword, or * (any question); state: open or over. observed beside expected with its 95 %
-- interval: customers (sentiment: net sentiment; quiet: records; faq, channel, ranking, rating: changes, without an expectation);
-- n: the customers that were heard (quiet: days without a record); p: how improbable it was by the brand's own past; first_seen:
-- when an analysis showed it first
CREATE TABLE signals (
    signal_id VARCHAR, kind VARCHAR, brand VARCHAR, topic VARCHAR, first_day DATE, last_day DATE, state VARCHAR, n INTEGER,
    observed DOUBLE, expected DOUBLE, low DOUBLE, high DOUBLE, p DOUBLE, first_seen TIMESTAMP
);

-- grain: one piece of evidence of a signal, as in swot_evidence
CREATE TABLE signal_evidence (
    signal_id VARCHAR, position INTEGER, form VARCHAR, record_kind VARCHAR, record_id VARCHAR, quote VARCHAR, stars DOUBLE,
    published_at TIMESTAMP, url VARCHAR, fetched_at TIMESTAMP
);
