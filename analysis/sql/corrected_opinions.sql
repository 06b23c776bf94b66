-- grain: one opinion of a part of a text that `parts` names.
SELECT o.*
FROM opinions o SEMI JOIN parts p
    ON o.record_kind = p.record_kind AND o.record_id = p.record_id AND o.start = p.start
ORDER BY o.record_kind, o.record_id, o.brand, o.start, o.confidence NULLS FIRST, o.driver;
