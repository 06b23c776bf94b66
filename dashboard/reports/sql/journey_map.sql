-- grain: one touchpoint of one stage and brand ($brand NULL: any) in the edition, of $persona ('' = of all customers), with the pages
-- that what is quoted is on
SELECT j.*, b.name AS brand_name, p.url AS pain_url, d.url AS delight_url
FROM journey j JOIN brands b ON b.brand = j.brand
LEFT JOIN texts p ON p.record_kind = j.pain_record_kind AND p.record_id = j.pain_record_id
LEFT JOIN texts d ON d.record_kind = j.delight_record_kind AND d.record_id = j.delight_record_id
WHERE j.edition = $edition AND j.persona = $persona AND ($brand IS NULL OR j.brand = $brand)
ORDER BY b.own DESC, b.position, list_position(['awareness', 'engagement', 'transaction', 'retention'], j.stage), j.n DESC, j.touchpoint
