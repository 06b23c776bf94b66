-- grain: one sentence on one driver.
SELECT * FROM opinions
