-- grain: one brand at one source, as of the newest run that read it.
SELECT * FROM source_totals QUALIFY row_number() OVER (PARTITION BY brand, source ORDER BY run_id DESC) = 1
