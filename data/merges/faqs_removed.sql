-- A question is removed once its page was truly read twice since it was last seen there, and it was not on it.
UPDATE faqs f SET removed_at = gone.second_miss
FROM (
    SELECT faq_id, list_sort(list(DISTINCT v.fetched_at))[2] AS second_miss
    FROM faqs JOIN visits v ON v.brand = faqs.brand AND v.url = faqs.url AND v.kind = 'faqs'
    WHERE v.status IN ('observed', 'absent') AND v.fetched_at > faqs.last_seen
    GROUP BY faq_id
) gone
WHERE f.faq_id = gone.faq_id AND f.removed_at IS NULL AND gone.second_miss IS NOT NULL;
