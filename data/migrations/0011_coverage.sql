-- grain: one stretch of time (UTC, both ends included) in which everything of one kind was seen of one brand at one source; how:
-- crawl (read without anything held back), stated (the range that people gave for a file) or rate (no gap is improbable)
CREATE TABLE coverage (
    brand VARCHAR, source VARCHAR, kind VARCHAR, start TIMESTAMP, "end" TIMESTAMP, how VARCHAR
);
