-- The opinions of the parts in `changed_parts` go; what the user says of them comes instead.
DELETE FROM opinions
WHERE EXISTS (
    FROM changed_parts p
    WHERE p.record_kind = opinions.record_kind AND p.record_id = opinions.record_id AND p.start = opinions.start
      AND p.brand = opinions.brand);
