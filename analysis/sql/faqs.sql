-- grain: one question that is still there.
SELECT faq_id, brand, coalesce(url, '') AS url, category, question, answer, language, last_seen
FROM live_faqs
WHERE list_contains($brands, brand)
ORDER BY faq_id;
