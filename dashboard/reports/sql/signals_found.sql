-- grain: one signal of one brand ($brand NULL: any) that began before the window's end and ended after its start, the newest first
SELECT s.*, b.name AS brand_name, b.own, r.name AS rival_name, e.quote, e.form, e.published_at, e.url
FROM signals s
JOIN brands b ON b.brand = s.brand
LEFT JOIN brands r ON s.kind = 'switching' AND r.brand = s.topic
LEFT JOIN signal_evidence e ON e.signal_id = s.signal_id AND e.position = 1
WHERE s.first_day <= $window_end::DATE AND s.last_day >= $window_start::DATE AND ($brand IS NULL OR s.brand = $brand)
ORDER BY s.last_day DESC, s.first_day DESC, b.own DESC, b.position, s.kind, s.topic
