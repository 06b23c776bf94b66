-- grain: one language, market or source (lower case) that customers' texts have.
WITH places AS (SELECT DISTINCT language, market, source FROM customer_texts)
SELECT DISTINCT 'languages' AS key, lower(language) AS name FROM places
UNION ALL SELECT DISTINCT 'markets', lower(market) FROM places
UNION ALL SELECT DISTINCT 'sources', lower(source) FROM places;
