-- grain: one opinion of a review or a customer's mention published from $since on.
SELECT o.record_kind, o.record_id, o.brand, o.start, o."end", o.driver, o.label, o.score, o.model, o.confidence, o.text_label,
    o.emotion, o.intent, o.stage, o.touchpoint, o.place_from
FROM opinions o
WHERE o.published_at >= $since AND list_contains($brands, o.brand)
ORDER BY o.record_kind, o.record_id, o.brand, o.start, o.driver;
