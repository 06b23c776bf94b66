-- grain: one scored answer of one respondent to one question; month: when it was asked, as YYYY-MM ('' where unknown)
SELECT s.brand, s.survey, s.metric, s.score, s.scale_max, coalesce(strftime(s.asked_at, '%Y-%m'), '') AS month
FROM surveys s JOIN brands b ON b.brand = s.brand
WHERE s.score IS NOT NULL AND (s.asked_at IS NULL OR s.asked_at <= $window_end)
ORDER BY b.own DESC, b.position, s.survey, s.metric, month, s.respondent_key, s.question
