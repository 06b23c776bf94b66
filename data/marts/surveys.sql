-- grain: one answer of one respondent to one question.
SELECT * FROM surveys
