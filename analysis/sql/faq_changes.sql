-- grain: one question of a brand that came (NULL before), went (NULL after) or was worded anew after $since, as its page was read.
-- It came or went only where the same page was read whole before and after; one that is back went and came.
WITH reads AS (
    SELECT DISTINCT brand, page, fetched_at FROM page_visits
    WHERE kind = 'faqs' AND status IN ('observed', 'absent') AND list_contains($brands, brand)
),
kept AS (SELECT *, page_of(url) AS page FROM faqs WHERE list_contains($brands, brand)),
worded AS (
    SELECT faq_id, question, answer, seen_until, replaced_at, gone_at FROM faq_versions
    UNION ALL SELECT faq_id, question, answer, NULL, NULL, NULL FROM kept
),
reworded AS (
    SELECT
        faq_id, question AS was_question, answer AS was_answer, seen_until AS before_seen, replaced_at AS seen_at, gone_at,
        lead(question) OVER later AS question, lead(answer) OVER later AS answer
    FROM worded WINDOW later AS (PARTITION BY faq_id ORDER BY replaced_at NULLS LAST)
)
SELECT k.brand, k.faq_id, k.url, r.was_question, r.was_answer, r.question, r.answer, r.before_seen, r.seen_at
FROM reworded r JOIN kept k USING (faq_id)
WHERE r.seen_at > $since AND r.gone_at IS NULL
UNION ALL
SELECT k.brand, k.faq_id, k.url, r.was_question, r.was_answer, NULL, NULL, r.before_seen, min(v.fetched_at)
FROM reworded r JOIN kept k USING (faq_id) JOIN reads v ON v.brand = k.brand AND v.page = k.page AND v.fetched_at > r.before_seen
WHERE r.gone_at > $since
GROUP BY ALL
UNION ALL
SELECT k.brand, k.faq_id, k.url, NULL, NULL, r.question, r.answer, max(v.fetched_at), r.seen_at
FROM reworded r JOIN kept k USING (faq_id) JOIN reads v ON v.brand = k.brand AND v.page = k.page
    AND v.fetched_at < r.seen_at - to_minutes((SELECT same_visit_minutes FROM thresholds))
WHERE r.gone_at IS NOT NULL AND r.seen_at > $since
GROUP BY ALL
UNION ALL
SELECT k.brand, k.faq_id, k.url, NULL, NULL, k.question, k.answer, max(r.fetched_at), k.first_seen
FROM kept k JOIN reads r ON r.brand = k.brand AND r.page = k.page
    AND r.fetched_at < k.first_seen - to_minutes((SELECT same_visit_minutes FROM thresholds))
WHERE k.first_seen > $since
GROUP BY ALL
UNION ALL
SELECT k.brand, k.faq_id, k.url, k.question, k.answer, NULL, NULL, k.last_seen, min(r.fetched_at)
FROM kept k JOIN reads r ON r.brand = k.brand AND r.page = k.page AND r.fetched_at > k.last_seen
WHERE k.removed_at > $since
GROUP BY ALL
ORDER BY 1, 9, 2;
