-- grain: one customer's mention of a build and one brand ($brands: ids) that it was taken to mean, not labelled yet: a random
-- sample of $most, the same for an equal $seed. The draw looks at ids only, so that it tells nothing of text, network or date.
WITH drawn AS (
    SELECT b.mention_id, b.brand, md5(concat_ws(chr(31), $seed, b.mention_id, b.brand)) AS lot
    FROM mention_brands b
    SEMI JOIN customer_texts t ON t.record_kind = 'mention' AND t.record_id = b.mention_id
    ANTI JOIN meant_labels l ON l.mention_id = b.mention_id AND l.brand = b.brand
    WHERE list_contains($brands, b.brand)
    ORDER BY lot, b.mention_id, b.brand
    LIMIT $most
)
SELECT d.mention_id, d.brand, m.network, coalesce(m.url, '') AS url, coalesce(m.title, '') AS title,
       coalesce(m.body, '') AS body
FROM drawn d JOIN mentions m ON m.mention_id = d.mention_id
ORDER BY d.lot, d.mention_id, d.brand;
