-- grain: one question that a mystery shopper asked.
SELECT * FROM mystery_shops
