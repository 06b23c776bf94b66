-- Name in `forgotten` (record_kind, record_id) what of $suppressed (what, source, key, asked_at) the warehouse holds, and delete what has
-- no record of its own: answers to surveys, rows of a brand. erase.sql deletes the rest.
CREATE OR REPLACE TEMP TABLE forgotten AS
SELECT 'review' AS record_kind, r.review_id AS record_id
FROM reviews r JOIN suppressed s
  ON (s.what = 'author' AND s.source = r.source AND s.key = r.author_key)
  OR (s.what = 'record' AND s.source = 'review' AND s.key = r.review_id)
  OR (s.what = 'brand' AND s.key = r.brand AND r.fetched_at <= s.asked_at)
UNION
SELECT 'mention', m.mention_id
FROM mentions m JOIN suppressed s
  ON (s.what = 'author' AND s.source = m.network AND s.key = m.author_key)
  OR (s.what = 'record' AND s.source = 'mention' AND s.key = m.mention_id)
  OR (s.what = 'brand' AND s.key = m.brand AND m.fetched_at <= s.asked_at)
UNION
SELECT 'mention', m.mention_id
FROM mentions m JOIN mention_brands b USING (mention_id)
LEFT JOIN suppressed s ON s.what = 'brand' AND s.key = b.brand AND m.fetched_at <= s.asked_at
GROUP BY m.mention_id
HAVING bool_and(s.key IS NOT NULL)
UNION
SELECT 'faq', f.faq_id
FROM faqs f JOIN suppressed s
  ON (s.what = 'record' AND s.source = 'faq' AND s.key = f.faq_id)
  OR (s.what = 'brand' AND s.key = f.brand AND f.last_seen <= s.asked_at);

DELETE FROM surveys WHERE (survey, respondent_key) IN (SELECT (source, key) FROM suppressed WHERE what = 'author');
DELETE FROM rejects WHERE EXISTS (
    SELECT 1 FROM suppressed s
    WHERE (s.what = 'author' AND contains(payload, s.key))
       OR (s.what = 'brand' AND contains(payload, '"' || s.key || '"')));
DELETE FROM faq_versions WHERE faq_id IN (SELECT record_id FROM forgotten WHERE record_kind = 'faq');
DELETE FROM faqs WHERE faq_id IN (SELECT record_id FROM forgotten WHERE record_kind = 'faq');
