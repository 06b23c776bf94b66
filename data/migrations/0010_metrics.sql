-- Figures of a brand that other tools measure; what goals say in words; what mystery shoppers were answered.

-- grain: one measure of one brand in one period (YYYY, YYYY-MM or YYYY-MM-DD) as one source says: value in unit ('' where none is
-- said), n what it rests on (NULL where unknown)
CREATE TABLE metrics (
    brand VARCHAR, metric VARCHAR, period VARCHAR, source VARCHAR, value DOUBLE, unit VARCHAR, n BIGINT, imported_at TIMESTAMP
);

ALTER TABLE goals ADD COLUMN wording VARCHAR;
ALTER TABLE mystery_shops ADD COLUMN answer VARCHAR;
