-- grain: one FAQ intent and brand: how many questions answer it; NULL where the brand's questions were not observed
-- (its pages could not be read, or none of its questions is in a language whose intents are known)
WITH live AS (
    SELECT q.brand, q.intent, count(DISTINCT f.faq_id) AS questions
    FROM question_intents q JOIN live_faqs f ON f.faq_id = q.record_id
    WHERE q.record_kind = 'faq' AND q.intent <> ''
    GROUP BY q.brand, q.intent
),
readable AS (
    SELECT f.brand, count(q.record_id) AS understood, count(*) AS questions
    FROM live_faqs f LEFT JOIN question_intents q ON q.record_kind = 'faq' AND q.record_id = f.faq_id
    GROUP BY f.brand
),
intents AS (SELECT DISTINCT intent FROM live)
SELECT
    i.intent, b.brand, b.name AS brand_name,
    CASE
        WHEN l.questions > 0 THEN l.questions
        WHEN t.brand IS NOT NULL AND t.own IS NULL THEN NULL
        WHEN s.observed AND (coalesce(r.questions, 0) = 0 OR r.understood > 0) THEN 0
    END::BIGINT AS questions
FROM intents i CROSS JOIN brands b
LEFT JOIN observed_kinds s ON s.brand = b.brand AND s.kind = 'faqs'
LEFT JOIN presences t ON t.brand = b.brand AND t.kind = 'faq_intent' AND t.topic = i.intent
LEFT JOIN readable r ON r.brand = b.brand
LEFT JOIN live l ON l.brand = b.brand AND l.intent = i.intent
ORDER BY i.intent, b.own DESC, b.position
