-- grain: one question that a mystery shopper asked; minutes to its answer, NULL where none came
SELECT
    s.brand, s.channel, coalesce(strftime(s.asked_at, '%Y-%m'), '') AS month, s.asked_at, s.question, s.answer, s.notes, s.minutes,
    s.waited, s.resolved, s.quality
FROM shop_answers s JOIN brands b ON b.brand = s.brand
WHERE s.asked_at <= $window_end
ORDER BY b.own DESC, b.position, s.channel, s.asked_at, s.question
