-- grain: one value of an edition, in the order of its key.
SELECT kind, record_kind, record_id, start, "end", topic, brand, source, language, market, signed, published_at AS "at", unit,
       value, text_value, truth, probability, confidence, model, comparable
FROM edition_values
WHERE edition = $edition
ORDER BY kind, record_kind, record_id, start, "end", topic, brand;
