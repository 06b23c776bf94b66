-- grain: one measure of one brand at one source ('*' = all; of visibility: an engine, market and device) in the edition
SELECT k.source, b.brand, b.name, b.own, k.unit, k.n, k.value, k.low, k.high, k.status
FROM kpis k JOIN brands b USING (brand)
WHERE k.edition = $edition AND k.kpi = $kpi
ORDER BY k.source <> '*', k.source, b.own DESC, b.position
