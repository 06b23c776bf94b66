-- grain: one brand at one source: whether it held back older reviews, as its newest run says.
SELECT brand, source, coalesce(arg_max(truncated, run_id), false) AS truncated
FROM source_totals
GROUP BY brand, source;
