-- grain: one comparison of one brand, or of the whole market (unmet needs), the proven ones first within a kind
SELECT g.kind, g.topic, g.rival, g.metric, g.unit, g.own, g.other, g.gap, g.low, g.high, g.q, g.n_own, g.n_other, g.status,
       g.interval_holds
FROM gaps g LEFT JOIN brands r ON r.brand = g.rival
WHERE g.edition = $edition AND (g.brand = $brand AND g.kind <> 'unmet' OR g.brand = '*')
ORDER BY
    list_position(['overall', 'driver', 'response', 'trend', 'unmet', 'faq_intent', 'channel'], g.kind), g.q IS NULL,
    coalesce(g.q >= (SELECT alpha FROM thresholds), true), abs(g.gap) DESC NULLS LAST, g.topic, g.rival <> '*', r.position
