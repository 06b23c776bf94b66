-- grain: one reason lines of landing files were left out for, most frequent first
SELECT reason, kind, count(*) AS lines, max(rejected_at) AS last_at, any_value(file) AS example_file, min(line) AS example_line
FROM rejects GROUP BY reason, kind ORDER BY lines DESC, last_at DESC LIMIT $limit
