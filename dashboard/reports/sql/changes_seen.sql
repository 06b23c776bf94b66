-- grain: one change of one brand ($brand NULL: any) that was seen within the window, the newest first
SELECT c.*, b.name AS brand_name
FROM changes c JOIN brands b ON b.brand = c.brand
WHERE in_window(c.seen_at, $window_start, $window_end) AND ($brand IS NULL OR c.brand = $brand)
ORDER BY c.seen_at DESC, b.own DESC, b.position, c.kind, c.record_id
