-- grain: how good one model is in one language.
SELECT * FROM evaluations
