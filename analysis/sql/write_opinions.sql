-- The opinions of a batch: `read_opinions` (n: the text's place in the batch) beside what `read_texts` knows of each text.
-- A mention that means several brands is an opinion of each. Who says they switch to another brand leaves this one.
INSERT INTO opinions (record_kind, record_id, start, driver, "end", brand, source, language, author_key, stage, touchpoint, place_from,
                      label, score, emotion, intent, model, segmenter, confidence, published_at, text_label)
SELECT $kind, t.record_id, o.start, o.driver, o."end", {brand}, t.source, t.code, t.author_key, o.stage, o.touchpoint, o.place_from,
       o.label, o.score, o.emotion,
       CASE WHEN o.switched_to <> {brand} THEN 'switch' ELSE o.intent END,
       o.model, t.segmenter, o.confidence, t.published_at, o.text_label
FROM read_opinions o JOIN read_texts t ON t.n = o.n {brands}
