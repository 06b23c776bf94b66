-- grain: one brand, own first, then in the order of overheard.toml
SELECT brand, name, own, site FROM brands ORDER BY own DESC, position
