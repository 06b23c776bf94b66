-- grain: one thing that is asked of the channels of a brand in the edition ($brand NULL: of all brands, the own one first)
SELECT a.*, b.name AS brand_name
FROM channel_audit a JOIN brands b ON b.brand = a.brand
WHERE a.edition = $edition AND a.brand = coalesce($brand, a.brand)
ORDER BY
    b.own DESC, b.position,
    list_position(
        ['chat', 'chatbot', 'chat_hours', 'human_answer', 'phone', 'phone_hours', 'email', 'messenger', 'contact_form',
         'self_service', 'tickets', 'app', 'languages'], a.aspect),
    a.place
