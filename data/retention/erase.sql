-- Erase the records named in `forgotten` (record_kind, record_id): mentions, reviews and survey comments are deleted or
-- emptied with all that came of them. A quote in a frozen edition goes too, and the values that its figures were made of: its line keeps
-- its figures, and the edition is marked as redacted.
UPDATE editions SET status = 'redacted'
WHERE status = 'frozen' AND edition IN (
    SELECT edition FROM swot_evidence
    WHERE (record_kind, record_id) IN (SELECT (record_kind, record_id) FROM forgotten) AND quote <> '[removed]'
    UNION
    SELECT edition FROM edition_values WHERE (record_kind, record_id) IN (SELECT (record_kind, record_id) FROM forgotten));

UPDATE swot_evidence SET quote = '[removed]'
WHERE (record_kind, record_id) IN (SELECT (record_kind, record_id) FROM forgotten);

UPDATE questions SET text = '[removed]'
WHERE (asked_kind, asked_id) IN (SELECT (record_kind, record_id) FROM forgotten);
UPDATE journey SET pain = '[removed]'
WHERE (pain_record_kind, pain_record_id) IN (SELECT (record_kind, record_id) FROM forgotten);
UPDATE journey SET delight = '[removed]'
WHERE (delight_record_kind, delight_record_id) IN (SELECT (record_kind, record_id) FROM forgotten);
UPDATE contradictions SET quote_one = '[removed]'
WHERE source_one = 'reply' AND record_one IN (SELECT record_id FROM forgotten WHERE record_kind = 'review');
UPDATE contradictions SET quote_two = '[removed]'
WHERE source_two = 'reply' AND record_two IN (SELECT record_id FROM forgotten WHERE record_kind = 'review');

DELETE FROM persona_texts WHERE (record_kind, record_id) IN (SELECT (record_kind, record_id) FROM forgotten);
DELETE FROM text_sample WHERE (record_kind, record_id) IN (SELECT (record_kind, record_id) FROM forgotten);
DELETE FROM edition_values WHERE (record_kind, record_id) IN (SELECT (record_kind, record_id) FROM forgotten);

DELETE FROM opinions WHERE (record_kind, record_id) IN (SELECT (record_kind, record_id) FROM forgotten);

DELETE FROM mention_metrics WHERE mention_id IN (SELECT record_id FROM forgotten WHERE record_kind = 'mention');
DELETE FROM mention_brands WHERE mention_id IN (SELECT record_id FROM forgotten WHERE record_kind = 'mention');
DELETE FROM mentions WHERE mention_id IN (SELECT record_id FROM forgotten WHERE record_kind = 'mention');

DELETE FROM review_versions WHERE review_id IN (SELECT record_id FROM forgotten WHERE record_kind = 'review');
DELETE FROM review_native_ids WHERE review_id IN (SELECT record_id FROM forgotten WHERE record_kind = 'review');
DELETE FROM reviews WHERE review_id IN (SELECT record_id FROM forgotten WHERE record_kind = 'review');
