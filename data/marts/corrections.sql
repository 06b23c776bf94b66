-- grain: one corrected field of one sentence of one record.
SELECT * FROM corrections
