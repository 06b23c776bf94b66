-- grain: one line of one brand's SWOT in one edition.
SELECT * FROM swot
