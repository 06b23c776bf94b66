-- grain: one text that values of an edition about $brands are from
SELECT record_kind, record_id, body, url, rating, rating_max
FROM texts
WHERE (record_kind, record_id) IN (
    SELECT (record_kind, record_id) FROM edition_values WHERE edition = $edition AND list_contains($brands, brand))
