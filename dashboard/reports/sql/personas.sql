-- grain: one persona of one edition, in the order of overheard.toml
SELECT persona, name, conditions, texts, unmatched FROM personas WHERE edition = $edition ORDER BY position
