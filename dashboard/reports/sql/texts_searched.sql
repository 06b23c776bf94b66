-- grain: one row: how many texts a search goes through
SELECT count(*) AS texts FROM texts_within($of_brand, $of_kind, $of_source, $of_language, $opens, $closes)
