-- grain: one brand at one source in one imported file (told by its content): from when to when (UTC, both included) the file
-- holds everything, as the user stated
CREATE TABLE stated_ranges (
    brand VARCHAR, source VARCHAR, record_kind VARCHAR, digest VARCHAR, start TIMESTAMP, "end" TIMESTAMP, file VARCHAR,
    run_id VARCHAR, stated_at TIMESTAMP
);

-- Where a mention was read: import, or network. Of those read before this was kept, what a crawl fetched while it ran was read by
-- it; of all others nobody knows, and what a file does not state is judged by its rate.
ALTER TABLE mentions ADD COLUMN layer VARCHAR;
UPDATE mentions SET layer = CASE WHEN coalesce(query, '') <> '' AND EXISTS (
    SELECT 1 FROM runs r
    WHERE r.command NOT LIKE 'import%' AND mentions.fetched_at BETWEEN r.started_at AND r.finished_at
) THEN 'network' ELSE 'import' END;

-- Of a source that was asked: which, the query that its records name, and since when everything it has was seen in this reading;
-- NULL where that is not known.
ALTER TABLE visits ADD COLUMN source VARCHAR;
ALTER TABLE visits ADD COLUMN query VARCHAR;
ALTER TABLE visits ADD COLUMN reaches_to TIMESTAMP;

-- What the interval of a gap holds: sampling (how customers differ), reading (also how wrong their texts are read, by
-- prediction-powered inference from labelled_own and labelled_other units that people labelled, with the model weighed by `tuning`) or
-- direct (nothing was read: stars, answers, what is there or not). NULL in editions made before this was kept.
ALTER TABLE gaps ADD COLUMN interval_holds VARCHAR;
ALTER TABLE gaps ADD COLUMN labelled_own INTEGER;
ALTER TABLE gaps ADD COLUMN labelled_other INTEGER;
ALTER TABLE gaps ADD COLUMN tuning DOUBLE;
