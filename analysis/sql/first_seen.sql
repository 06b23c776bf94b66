-- grain: one claim: when it was first made, in any edition ({table} is swot or leads).
SELECT brand, line_id, min(first_seen) AS first_seen FROM {table} GROUP BY brand, line_id;
