-- grain: one question that a mystery shopper asked until $end.
SELECT brand, channel, minutes, waited, resolved, quality
FROM shop_answers
WHERE list_contains($brands, brand) AND asked_at <= $end::TIMESTAMP
ORDER BY brand, channel, asked_at, question;
