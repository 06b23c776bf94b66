-- structural: a tested line that its own numbers do not carry (q < 0.05, an interval beyond ±0.05, 30 units a side).
SELECT edition, brand, line_id, statement, gap, low, high, q, n_own, n_other
FROM swot
WHERE tested AND NOT coalesce(q < 0.05 AND (low > 0.05 OR high < -0.05) AND n_own >= 30 AND n_other >= 30, false);
