-- grain: one of a brand's own posts in the edition's window with its counts as last seen; a count that the network does not
-- expose is NULL, and so is their sum (likes, replies and shares) where it exposes none
WITH newest AS (
    SELECT * FROM mention_metrics QUALIFY row_number() OVER (PARTITION BY mention_id ORDER BY observed_at DESC) = 1
)
SELECT
    m.brand, b.name AS brand_name, m.network, coalesce(m.content_kind, 'text') AS content_kind, n.likes, n.replies, n.shares,
    CASE WHEN coalesce(n.likes, n.replies, n.shares) IS NOT NULL
        THEN coalesce(n.likes, 0) + coalesce(n.replies, 0) + coalesce(n.shares, 0) END AS engagement
FROM mentions m
JOIN editions e ON e.edition = $edition
JOIN brands b ON b.brand = m.brand
LEFT JOIN newest n USING (mention_id)
WHERE m.voice = 'brand' AND m.published_at >= e.window_start AND m.published_at <= e.window_end
ORDER BY m.network, content_kind, b.own DESC, b.position, m.mention_id
