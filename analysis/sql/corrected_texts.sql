-- A text of one part, whose label in `changed_parts` may be a user's now, judges as that part does.
UPDATE opinions SET text_label = c.label
FROM (
    SELECT o.record_kind, o.record_id, min(o.label) AS label
    FROM opinions o SEMI JOIN changed_parts p ON p.record_kind = o.record_kind AND p.record_id = o.record_id
    GROUP BY o.record_kind, o.record_id
    HAVING count(DISTINCT o.start) = 1 AND count(DISTINCT o.label) = 1
) c
WHERE c.record_kind = opinions.record_kind AND c.record_id = opinions.record_id
  AND opinions.text_label IS DISTINCT FROM c.label;
