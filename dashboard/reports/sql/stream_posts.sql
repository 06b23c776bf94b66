-- grain: one mention in the window that means one brand ($brand NULL: any) or was said by it, the newest first, with its counts as
-- last seen; brand '' where it means none. engagement: likes, replies and shares, NULL where none of them is exposed
SELECT
    m.mention_id, coalesce(b.name, '') AS brand_name, m.network, m.voice, coalesce(m.content_kind, 'text') AS content_kind,
    m.title, m.body, m.language, m.url, m.query, m.published_at, m.fetched_at, n.likes, n.replies, n.shares, n.views,
    CASE WHEN coalesce(n.likes, n.replies, n.shares) IS NOT NULL
        THEN coalesce(n.likes, 0) + coalesce(n.replies, 0) + coalesce(n.shares, 0) END AS engagement
FROM mentions m
LEFT JOIN mention_brands mb ON mb.mention_id = m.mention_id
LEFT JOIN brands b ON b.brand = coalesce(mb.brand, m.brand)
LEFT JOIN newest_metrics n ON n.mention_id = m.mention_id
WHERE in_window(m.published_at, $window_start, $window_end) AND ($brand IS NULL OR coalesce(mb.brand, m.brand) = $brand)
ORDER BY m.published_at DESC, m.mention_id, b.own DESC, b.position
