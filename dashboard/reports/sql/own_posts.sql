-- grain: one of a brand's own posts in the edition's window with its counts as last seen; a count that the network does not
-- expose is NULL, and so is their sum (likes, replies and shares) where it exposes none
SELECT
    m.brand, b.name AS brand_name, m.network, coalesce(m.content_kind, 'text') AS content_kind, n.likes, n.replies, n.shares,
    CASE WHEN coalesce(n.likes, n.replies, n.shares) IS NOT NULL
        THEN coalesce(n.likes, 0) + coalesce(n.replies, 0) + coalesce(n.shares, 0) END AS engagement
FROM window_mentions m
JOIN brands b ON b.brand = m.brand
LEFT JOIN newest_metrics n USING (mention_id)
WHERE m.edition = $edition AND m.voice = 'brand'
ORDER BY m.network, content_kind, b.own DESC, b.position, m.mention_id
