-- grain: one rival that a brand is compared with on a topic
SELECT g.rival, g.gap, g.status
FROM gaps g LEFT JOIN brands b ON b.brand = g.rival
WHERE g.edition = $edition AND g.brand = $brand AND g.kind = $gap_kind AND g.topic = $topic AND g.rival <> '*'
ORDER BY b.position, g.rival
