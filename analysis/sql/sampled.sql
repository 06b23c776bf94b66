-- grain: one text of the random sample that users label, as it is now. `probability`: of being drawn, the same for all texts of
-- its `stratum`; `label` -1, 0, 1 of the whole text, NULL where there is none.
SELECT record_kind, record_id, text_kind, source, language, stratum, author, published_at, title, body, drawn_at, probability, label
FROM sampled_texts
ORDER BY stratum, record_kind, record_id;
