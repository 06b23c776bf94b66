-- Name in `forgotten` what was last seen before $limit: reviews and mentions that their source has not shown since then.
-- What still stands in public is kept, however old: the next crawl would only bring it back. erase.sql deletes them. Past
-- wordings, rejected lines, survey comments and shoppers' notes as old go here: the score of a survey stays. What is gone at its source is remembered as long as an old file could bring it back.
CREATE OR REPLACE TEMP TABLE forgotten AS
SELECT 'review' AS record_kind, review_id AS record_id FROM reviews WHERE fetched_at < $limit
UNION ALL
SELECT 'mention', mention_id FROM mentions WHERE fetched_at < $limit;

DELETE FROM review_versions WHERE replaced_at < $limit;
DELETE FROM mention_metrics WHERE observed_at < $limit AND mention_id IN (
    SELECT mention_id FROM mention_metrics GROUP BY mention_id HAVING max(observed_at) >= $limit);
UPDATE surveys SET comment = NULL WHERE coalesce(asked_at, imported_at) < $limit AND comment IS NOT NULL;
UPDATE mystery_shops SET notes = NULL, answer = NULL
WHERE asked_at < $limit AND (notes IS NOT NULL OR answer IS NOT NULL);
DELETE FROM removals WHERE removed_at < $limit;
DELETE FROM rejects WHERE rejected_at < $limit;
