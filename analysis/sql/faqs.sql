-- grain: one question that is still there.
SELECT faq_id, brand, coalesce(url, '') AS url, question, language, last_seen
FROM faqs
WHERE removed_at IS NULL AND list_contains($brands, brand)
ORDER BY faq_id;
