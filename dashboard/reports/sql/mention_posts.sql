-- grain: one mention of one brand by one voice on one network ('*' = any) in the edition's window, the newest first, with its
-- counts as last seen
WITH newest AS (
    SELECT * FROM mention_metrics QUALIFY row_number() OVER (PARTITION BY mention_id ORDER BY observed_at DESC) = 1
)
SELECT
    m.mention_id, m.network, m.title, m.body, m.url, m.content_kind, m.published_at, m.fetched_at,
    n.likes, n.replies, n.shares, n.views
FROM mentions m
JOIN mention_brands mb ON mb.mention_id = m.mention_id AND mb.brand = $brand
JOIN editions e ON e.edition = $edition
LEFT JOIN newest n ON n.mention_id = m.mention_id
WHERE m.voice = $voice AND ($voice <> 'brand' OR m.brand = $brand)
  AND ($network = '*' OR m.network = $network)
  AND m.published_at >= e.window_start AND m.published_at <= e.window_end
ORDER BY m.published_at DESC, m.mention_id
LIMIT $limit
