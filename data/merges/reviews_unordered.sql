-- How many staged reviews word one of another file otherwise where no edit time says which wording is later: the file read later
-- counts then. What crawls read is in order, by the time of the reading.
SELECT count(*) FROM staged s JOIN reviews r USING (review_id)
WHERE s.layer = 'import' AND r.layer = 'import'
  AND (s.edited_at IS NULL OR r.edited_at IS NULL OR s.edited_at = r.edited_at)
  AND (s.body <> r.body OR s.title IS DISTINCT FROM r.title OR s.rating IS DISTINCT FROM r.rating);
