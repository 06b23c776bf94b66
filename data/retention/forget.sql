-- Forget what was last seen before $limit: reviews that their source has not shown since then, their past wordings and
-- rejected lines. What still stands in public is kept, however old: the next crawl would only bring it back. Opinions follow at the next analysis (analysis/sql/forget.sql). A quote in a frozen
-- edition goes too: its line keeps its figures, and the edition is marked as redacted.
CREATE OR REPLACE TEMP TABLE forgotten AS
SELECT review_id FROM reviews WHERE fetched_at < $limit;

UPDATE editions SET status = 'redacted'
WHERE status = 'frozen' AND edition IN (
    SELECT edition FROM swot_evidence WHERE record_kind = 'review' AND record_id IN (FROM forgotten) AND quote <> '[removed]');

UPDATE swot_evidence SET quote = '[removed]'
WHERE record_kind = 'review' AND record_id IN (FROM forgotten);

DELETE FROM review_versions WHERE review_id IN (FROM forgotten) OR replaced_at < $limit;
DELETE FROM reviews WHERE review_id IN (FROM forgotten);
DELETE FROM rejects WHERE rejected_at < $limit;
