-- grain: one touchpoint that is a channel and brand in the edition ($brand NULL: of all brands, the own one first)
SELECT u.*, b.name AS brand_name
FROM touchpoint_use u JOIN brands b ON b.brand = u.brand
WHERE u.edition = $edition AND u.brand = coalesce($brand, u.brand)
ORDER BY b.own DESC, b.position, u.touchpoint = 'every_channel', u.published IS NULL, u.n DESC, u.touchpoint
