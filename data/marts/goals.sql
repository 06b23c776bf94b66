-- grain: one goal of one brand.
SELECT * FROM goals
