-- grain: one question of the market and brand in the edition. Of the brand asked for ($brand) `own_standing` says how it stands
SELECT
    q.question_id, q.intent, q.text, q.asked_search, q.asked_customers, q.asked_url, b.brand, b.name AS brand_name, a.answered,
    a.standing, a.passage, a.url, o.standing AS own_standing
FROM questions q
JOIN question_answers a ON a.edition = q.edition AND a.question_id = q.question_id
JOIN brands b ON b.brand = a.brand
LEFT JOIN question_answers o ON o.edition = q.edition AND o.question_id = q.question_id AND o.brand = $brand
WHERE q.edition = $edition
ORDER BY
    list_position(['open', 'missing', 'weak', 'shared', 'ahead', 'alone'], o.standing) NULLS LAST,
    q.asked_search + q.asked_customers DESC, q.intent, b.brand <> $brand, b.own DESC, b.position
