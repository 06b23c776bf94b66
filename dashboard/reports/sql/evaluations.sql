-- grain: one model in one language: how good it is as measured, and how many sentences of this build it labelled
WITH labelled AS (
    SELECT language, model, count(DISTINCT (record_kind, record_id, start)) AS sentences
    FROM opinions WHERE language IS NOT NULL GROUP BY language, model
),
spoken AS (SELECT language, sum(sentences) AS all_sentences FROM labelled GROUP BY language)
SELECT
    language, model, e.measured_on, coalesce(e.n, 0) AS n, e.accuracy, e.macro_f1, e.low, e.high, e.confusion, e.floor,
    coalesce(e.status, 'never measured') AS status, coalesce(l.sentences, 0) AS sentences,
    coalesce(s.all_sentences, 0)::BIGINT AS all_sentences
FROM evaluations e FULL JOIN labelled l USING (language, model)
LEFT JOIN spoken s USING (language)
ORDER BY all_sentences DESC, language, sentences DESC, status = 'not chosen', model
