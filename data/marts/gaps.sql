-- grain: one comparison of one brand with one rival in one edition.
SELECT * FROM gaps
