-- grain: one text of one persona, published in the window.
SELECT persona, record_kind, record_id FROM persona_members WHERE in_window(published_at, $start, $end);
