-- grain: one question of one brand on one FAQ intent, as it is now
SELECT f.question, f.answer, f.category, f.url, f.first_seen, f.last_seen AS fetched_at
FROM question_intents q JOIN live_faqs f ON f.faq_id = q.record_id
WHERE q.record_kind = 'faq' AND q.intent = $intent AND f.brand = $brand
ORDER BY f.url, f.position
