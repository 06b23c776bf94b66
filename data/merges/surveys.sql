-- grain of staged: brand, survey, respondent_key, asked_at, question, metric. An answer imported again is replaced by what the newer file says.
MERGE INTO surveys t USING staged s
ON t.brand = s.brand AND t.survey = s.survey AND t.respondent_key = s.respondent_key AND t.asked_at IS NOT DISTINCT FROM s.asked_at AND t.question = s.question AND t.metric = s.metric
WHEN MATCHED AND s.fetched_at >= t.imported_at THEN UPDATE SET
    score = s.score, scale_max = s.scale_max, comment = s.comment, language = s.language, channel = s.channel, imported_at = s.fetched_at
WHEN NOT MATCHED THEN INSERT
    (brand, survey, respondent_key, asked_at, question, metric, score, scale_max, comment, language, channel, imported_at)
    VALUES (s.brand, s.survey, s.respondent_key, s.asked_at, s.question, s.metric, s.score, s.scale_max, s.comment, s.language, s.channel, s.fetched_at);
