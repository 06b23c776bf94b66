-- grain: one brand, network, voice and span of seven days, counted back from the end of the edition's window (0 = the newest):
-- mentions of the brand; of the voice 'brand' only its own posts
SELECT
    b.brand, m.network, m.voice,
    floor((epoch(m.window_end) - epoch(m.published_at)) / (7 * 86400))::INTEGER AS weeks_ago,
    count(DISTINCT m.mention_id) AS n
FROM window_mentions m
JOIN mention_brands b USING (mention_id)
WHERE m.edition = $edition
  AND (m.voice <> 'brand' OR m.brand = b.brand)
GROUP BY ALL
ORDER BY ALL
