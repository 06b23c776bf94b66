-- grain: one thing that customers look for at a brand in the edition ($brand NULL: of all brands, the own one first)
SELECT f.*, b.name AS brand_name
FROM findability f JOIN brands b ON b.brand = f.brand
WHERE f.edition = $edition AND f.brand = coalesce($brand, f.brand)
ORDER BY b.own DESC, b.position, list_position(['faq', 'contact', 'way'], f.target)
