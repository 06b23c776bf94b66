-- grain: one keyword in one market by one source in one month.
SELECT * FROM keywords
