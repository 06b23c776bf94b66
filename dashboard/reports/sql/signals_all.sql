-- grain: one signal of any brand, the newest first
SELECT s.*, b.name AS brand_name, b.own, r.name AS rival_name
FROM signals s
JOIN brands b ON b.brand = s.brand
LEFT JOIN brands r ON s.kind = 'switching' AND r.brand = s.topic
ORDER BY s.last_day DESC, s.first_day DESC, b.own DESC, b.position, s.kind, s.topic
