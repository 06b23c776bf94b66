-- grain: one measure of one brand in one edition.
SELECT * FROM kpis
