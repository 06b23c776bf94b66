-- structural: a tested line that its own numbers do not carry: its q, its interval, the units a side.
SELECT s.edition, s.brand, s.line_id, s.statement, s.gap, s.low, s.high, s.q, s.n_own, s.n_other
FROM swot s CROSS JOIN thresholds t
WHERE s.tested AND NOT coalesce(
    s.q < t.alpha AND (s.low > t.interval_beyond OR s.high < -t.interval_beyond)
    AND s.n_own >= t.min_units AND s.n_other >= t.min_units, false);
