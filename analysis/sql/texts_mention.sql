-- grain: one customer's mention with a text: its body or, where it has none, its title. Opinions are of the brands meant,
-- which are part of the hash: a brand named later is a change.
WITH meant AS (
    SELECT mention_id, string_agg(DISTINCT brand, ' ' ORDER BY brand) AS brands FROM mention_brands GROUP BY mention_id
),
said AS (
    SELECT *, coalesce(trim(left(body, 8)) <> '' OR trim(body) <> '', false) AS has_body
    FROM mentions
    WHERE voice = 'customer'
)
SELECT s.mention_id AS record_id, CASE WHEN s.has_body THEN coalesce(s.title, '') ELSE '' END AS title,
       CASE WHEN s.has_body THEN s.body ELSE s.title END AS body,
       NULL::VARCHAR AS brand, s.network AS source, s.author_key, s.published_at,
       md5(concat_ws(chr(31), m.brands, s.network, coalesce(s.author_key, ''), coalesce(s.published_at::VARCHAR, ''),
                     coalesce(s.title, ''), coalesce(s.body, ''))) AS text_hash
FROM said s JOIN meant m ON m.mention_id = s.mention_id
WHERE s.has_body OR trim(s.title) <> ''
