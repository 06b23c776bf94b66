-- grain: one contradiction of a brand in the edition ($brand NULL: of all brands, the own one first)
SELECT c.*, b.name AS brand_name
FROM contradictions c JOIN brands b ON b.brand = c.brand
WHERE c.edition = $edition AND c.brand = coalesce($brand, c.brand)
ORDER BY
    b.own DESC, b.position,
    list_position(
        ['hours', 'phone', 'delivery_fee', 'free_delivery_from', 'delivery_days', 'return_days', 'refund_days'], c.topic),
    c.place, c.scope, c.value_one, c.value_two
