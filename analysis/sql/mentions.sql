-- grain: one customer's mention of one brand of the workspace, with the columns of reviews.sql. `alone`: no other brand is
-- meant, so what it says is said of this one. A mention without a body is read by its title.
SELECT 'mention' AS record_kind, m.mention_id AS record_id, b.brand, m.network AS source, false AS first_party,
       coalesce(nullif(trim(m.url), ''), 'import:' || if(m.network = 'import', 'file', m.network)) AS url,
       NULL::DOUBLE AS rating, NULL::DOUBLE AS rating_max,
       CASE WHEN trim(coalesce(m.body, '')) <> '' THEN m.body ELSE coalesce(m.title, '') END AS body,
       m.language, '' AS market, m.author_key, m.published_at, false AS has_reply, NULL::TIMESTAMP AS replied_at,
       m.fetched_at, count(*) OVER (PARTITION BY m.mention_id) = 1 AS alone
FROM mentions m JOIN (SELECT DISTINCT mention_id, brand FROM mention_brands) b USING (mention_id)
WHERE m.voice = 'customer' AND list_contains($brands, b.brand)
ORDER BY m.mention_id, b.brand;
