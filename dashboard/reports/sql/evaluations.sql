-- grain: one model on one kind of text in one language: how good it is as measured, how many sentences of such texts of this build it
-- labelled, and how many texts of the random sample users have labelled (of such texts, whichever model reads them)
WITH labelled AS (
    SELECT language, model, text_kind_of(record_kind) AS text_kind, count(DISTINCT (record_kind, record_id, start)) AS sentences
    FROM opinions WHERE language IS NOT NULL GROUP BY ALL
),
spoken AS (SELECT language, text_kind, sum(sentences) AS all_sentences FROM labelled GROUP BY ALL),
sample AS (SELECT language, text_kind, count(label) AS sampled FROM sampled_texts GROUP BY ALL)
SELECT
    language, model, text_kind, e.measured_on, coalesce(e.n, 0) AS n, e.accuracy, e.macro_f1, e.low, e.high, e.confusion, e.floor,
    coalesce(e.status, 'never measured') AS status, coalesce(l.sentences, 0) AS sentences,
    coalesce(s.all_sentences, 0)::BIGINT AS all_sentences, coalesce(p.sampled, 0) AS sampled
FROM evaluations e FULL JOIN labelled l USING (language, model, text_kind)
LEFT JOIN spoken s USING (language, text_kind)
LEFT JOIN sample p USING (language, text_kind)
ORDER BY max(coalesce(s.all_sentences, 0)) OVER (PARTITION BY language) DESC, language, all_sentences DESC, text_kind,
    sentences DESC, status = 'not chosen', model
