-- grain: one question that a mystery shopper asked; minutes to its answer, NULL where none came
SELECT
    s.brand, s.channel, coalesce(strftime(s.asked_at, '%Y-%m'), '') AS month, s.asked_at, s.question, s.answer, s.notes,
    date_diff('second', s.asked_at, s.answered_at) / 60.0 AS minutes,
    date_diff('second', s.asked_at, s.imported_at) / 60.0 AS waited,
    s.resolved, s.quality / nullif(s.quality_max, 0) AS quality
FROM mystery_shops s JOIN brands b ON b.brand = s.brand
WHERE s.asked_at <= $window_end
ORDER BY b.own DESC, b.position, s.channel, s.asked_at, s.question
