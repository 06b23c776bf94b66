-- grain: one scored answer of one respondent to one question, asked within [$start, $end].
SELECT brand, survey, metric, respondent_key, score, scale_max
FROM surveys
WHERE score IS NOT NULL AND asked_at >= $start AND asked_at <= $end AND list_contains($brands, brand)
ORDER BY brand, survey, metric, respondent_key, asked_at, question;
