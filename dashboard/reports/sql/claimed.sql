-- grain: one brand at one source: what the source claims beside what is kept, as of the newest run
WITH newest AS (
    SELECT * FROM source_totals QUALIFY row_number() OVER (PARTITION BY brand, source ORDER BY run_id DESC) = 1
),
kept AS (
    SELECT brand, source, bool_or(first_party) AS first_party, count(*) AS kept, min(published_at) AS oldest,
        max(published_at) AS newest
    FROM reviews GROUP BY brand, source
)
SELECT
    b.brand, b.name AS brand_name, source, coalesce(k.first_party, false) AS first_party, n.claimed_n, coalesce(k.kept, 0) AS kept,
    n.claimed_rating, n.claimed_rating_max, k.oldest, k.newest, coalesce(n.truncated, false) AS truncated
FROM newest n FULL JOIN kept k USING (brand, source)
JOIN brands b ON b.brand = coalesce(n.brand, k.brand)
ORDER BY b.own DESC, b.position, kept DESC
