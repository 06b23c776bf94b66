-- grain: one line of one brand's SWOT in one edition
SELECT edition, line_id, coalesce(headline, statement) AS title, topic, tested, low, high
FROM swot WHERE brand = $brand ORDER BY edition, quadrant, rank
