-- grain: one brand and kind of record (faqs, reviews, channels) of which the newest whole crawl found far less than usual, or
-- lost a field: what was collected before is as old as `good_at` (NULL: not known)
CREATE TABLE stale (brand VARCHAR, kind VARCHAR, since TIMESTAMP, good_at TIMESTAMP, reason VARCHAR);
