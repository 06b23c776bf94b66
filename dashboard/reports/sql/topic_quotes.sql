-- grain: one example of one proposed topic, with the columns of quotes.sql and the brand's name
SELECT
    o.record_kind, o.record_id, t.body, o.start AS start_at, o."end" AS end_at, o.driver, o.driver AS drivers, o.label, o.score,
    o.emotion, o.intent, o.language, o.source, t.url, t.rating, t.rating_max, t.published_at, t.fetched_at, b.name AS brand_name
FROM topic_examples e
JOIN texts t USING (record_kind, record_id)
JOIN opinions o ON o.record_kind = e.record_kind AND o.record_id = e.record_id AND o.start = e.start AND o."end" = e."end"
LEFT JOIN brands b ON b.brand = o.brand
WHERE e.proposal_id = $proposal_id
QUALIFY row_number() OVER (PARTITION BY e.position ORDER BY o.brand, o.driver) = 1
ORDER BY e.position
