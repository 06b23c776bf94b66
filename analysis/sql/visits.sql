-- grain: one visit for FAQs or channels.
SELECT run_id, url, kind, brand, status, http_status, coalesce(items, 0) AS items, reason, fetched_at
FROM visits
WHERE kind IN ('faqs', 'channels') AND fetched_at IS NOT NULL AND list_contains($brands, brand)
ORDER BY run_id, url, kind;
