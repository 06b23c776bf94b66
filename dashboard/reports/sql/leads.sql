-- grain: one lead of one brand in one edition
SELECT * EXCLUDE (edition, brand) FROM leads WHERE edition = $edition AND brand = $brand ORDER BY rank, line_id
