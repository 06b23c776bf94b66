-- grain: one mention of one brand by one voice on one network ('*' = any) in the edition's window, the newest first, with its
-- counts as last seen
SELECT
    m.mention_id, m.network, m.title, m.body, m.url, m.content_kind, m.published_at, m.fetched_at,
    n.likes, n.replies, n.shares, n.views
FROM window_mentions m
JOIN mention_brands mb ON mb.mention_id = m.mention_id AND mb.brand = $brand
LEFT JOIN newest_metrics n ON n.mention_id = m.mention_id
WHERE m.edition = $edition AND m.voice = $voice AND ($voice <> 'brand' OR m.brand = $brand)
  AND ($network = '*' OR m.network = $network)
ORDER BY m.published_at DESC, m.mention_id
LIMIT $limit
