-- grain: one brand at one source: whether it held back older reviews in any run.
SELECT brand, source, coalesce(bool_or(truncated), false) AS truncated
FROM source_totals
GROUP BY brand, source;
