-- grain: one kind of record, source and language of what was collected: how many texts
SELECT record_kind, source, language, count(*) AS texts
FROM collected_texts GROUP BY ALL ORDER BY record_kind, texts DESC, source, language
