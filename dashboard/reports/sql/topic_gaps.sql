-- grain: one rival ('*' = the rivals) compared with one brand on one driver
SELECT g.rival, r.name AS rival_name, g.metric, g.own, g.other, g.gap, g.low, g.high, g.q, g.n_own, g.n_other, g.status
FROM gaps g LEFT JOIN brands r ON r.brand = g.rival
WHERE g.edition = $edition AND g.brand = $brand AND g.kind = 'driver' AND g.topic = $topic
ORDER BY g.rival = '*' DESC, r.position
