-- grain: one brand, kind and status of visits in the newest run that asked for that kind.
WITH newest AS (SELECT brand, kind, arg_max(run_id, fetched_at) AS run_id FROM visits WHERE kind <> 'imports' GROUP BY brand, kind)
SELECT v.brand, v.kind, v.status, count(*) AS visits
FROM visits v JOIN newest n USING (brand, kind, run_id)
WHERE list_contains($brands, v.brand)
GROUP BY v.brand, v.kind, v.status
ORDER BY v.brand, v.kind, v.status;
