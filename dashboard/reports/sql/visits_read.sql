-- grain: one page of a brand as it was last asked for, for one kind, up to the end of an edition's window
SELECT brand, url, status, items, fetched_at
FROM page_visits
WHERE kind = $visit_kind AND asked AND (brand IS NULL OR list_contains($brands, brand))
  AND fetched_at <= (SELECT greatest(window_end, created_at) FROM editions WHERE edition = $edition)
QUALIFY row_number() OVER (PARTITION BY brand, page ORDER BY fetched_at DESC, run_id DESC) = 1
ORDER BY brand, url
