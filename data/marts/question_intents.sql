-- grain: one intent of one question.
SELECT * FROM question_intents
