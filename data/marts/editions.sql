-- grain: one edition of the SWOT.
SELECT * FROM editions
