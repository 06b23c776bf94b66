-- grain: one brand at one source in one imported file: from when to when it holds everything, as the user stated.
SELECT brand, source, start, "end"
FROM stated_ranges
WHERE list_contains($brands, brand)
ORDER BY ALL;
