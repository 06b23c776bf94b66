-- grain: one line of one brand's SWOT in one edition
SELECT * EXCLUDE (edition, brand) FROM swot WHERE edition = $edition AND brand = $brand ORDER BY quadrant, rank
