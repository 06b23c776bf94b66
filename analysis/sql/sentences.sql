-- grain: one opinion of a review published from $since on.
SELECT o.record_id, o.start, o."end", o.driver, o.label, o.score
FROM opinions o JOIN reviews r ON r.review_id = o.record_id
WHERE o.record_kind = 'review' AND r.published_at >= $since AND list_contains($brands, r.brand)
ORDER BY o.record_id, o.start, o.driver;
