-- grain: one way to reach one brand.
SELECT * FROM channels
