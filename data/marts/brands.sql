-- grain: one brand of overheard.toml as of the last analysis.
SELECT * FROM brands
