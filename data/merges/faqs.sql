-- grain of staged: faq_id. Past wordings are kept, cosmetic edits apart; a question seen again is no longer removed, and when it
-- was is kept with its words.
INSERT INTO faq_versions (faq_id, question, answer, seen_until, replaced_at, gone_at)
SELECT f.faq_id, f.question, f.answer, f.last_seen, s.fetched_at, f.removed_at
FROM faqs f JOIN staged s USING (faq_id)
WHERE s.fetched_at >= f.last_seen
    AND (f.removed_at IS NOT NULL OR fold(f.question) <> fold(s.question) OR fold(f.answer) <> fold(s.answer));

MERGE INTO faqs f USING staged s ON f.faq_id = s.faq_id
WHEN MATCHED AND s.fetched_at >= f.last_seen THEN UPDATE SET
    url = s.url, category = s.category,
    language = CASE WHEN f.question = s.question AND f.answer = s.answer THEN f.language END,
    question = s.question, answer = s.answer,
    layer = s.layer, confidence = s.confidence, position = s.position, last_seen = s.fetched_at, removed_at = NULL
WHEN MATCHED THEN UPDATE SET first_seen = least(f.first_seen, s.fetched_at)
WHEN NOT MATCHED THEN INSERT
    (faq_id, brand, url, category, question, answer, layer, confidence, position, first_seen, last_seen)
    VALUES (s.faq_id, s.brand, s.url, s.category, s.question, s.answer, s.layer, s.confidence, s.position,
            s.fetched_at, s.fetched_at);
