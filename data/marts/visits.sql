-- grain: one URL asked for one kind in one run, of the last 30 runs that asked for that brand's pages of that kind.
SELECT * FROM visits
QUALIFY dense_rank() OVER (PARTITION BY brand, kind ORDER BY run_id DESC) <= 30
