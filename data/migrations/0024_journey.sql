-- Whether the text says where on the journey a part is ('text'), or its driver's usual place is taken ('driver'); NULL: neither.
ALTER TABLE opinions ADD COLUMN place_from VARCHAR;

-- grain: what customers say of one brand at one touchpoint of one stage of the journey, in the edition's window, of one persona ('' =
-- all). n units (authors), net -1..1 with its 95 % interval, all languages with a validated model together; emotion: the one most
-- shown, NULL where fewer than 3 parts show one; pain and delight: the plainest complaint and praise, pain_driver and delight_driver
-- the driver most complained of and praised; defaulted: the share 0..1 of parts placed by their driver alone; status as driver_scores
CREATE TABLE journey (
    edition VARCHAR, brand VARCHAR, persona VARCHAR, stage VARCHAR, touchpoint VARCHAR, net DOUBLE, low DOUBLE, high DOUBLE,
    n INTEGER, parts INTEGER, emotion VARCHAR, emotion_parts INTEGER, pain VARCHAR, pain_driver VARCHAR, pain_record_kind VARCHAR,
    pain_record_id VARCHAR, delight VARCHAR, delight_driver VARCHAR, delight_record_kind VARCHAR, delight_record_id VARCHAR,
    defaulted DOUBLE, status VARCHAR
);
