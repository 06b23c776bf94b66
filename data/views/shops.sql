-- grain: one question that a mystery shopper asked. minutes to its answer, NULL where none came; waited: minutes until it was imported.
CREATE OR REPLACE TEMP VIEW shop_answers AS
SELECT
    brand, channel, asked_at, question, answer, notes, date_diff('second', asked_at, answered_at) / 60.0 AS minutes,
    date_diff('second', asked_at, imported_at) / 60.0 AS waited, resolved, quality / nullif(quality_max, 0) AS quality
FROM mystery_shops;
