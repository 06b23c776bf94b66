-- grain: one language and source ('*' = all) with scores in the edition, largest first
SELECT language, source, sum(n) AS n, bool_or(net IS NOT NULL) AS validated
FROM driver_scores
WHERE edition = $edition AND driver = '*'
GROUP BY language, source
ORDER BY validated DESC, n DESC, language, source
