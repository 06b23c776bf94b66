-- What an edition was made of is kept with it: a frozen one can be looked into, and recomputed, when labels have changed since.

-- grain: one value that an edition's figures are made of: the label (-1, 0, 1) of a sentence on a driver ('' if none), the stars
-- of a review (of 5), or whether it was answered in time (0, 1; kind text, stars or answer); unit is the author's key or, where
-- nobody signed, the record's id; text_value: the label of the sentence's text as a whole;
-- truth: what people say of that text, and the probability with which it was drawn for them; comparable: a model was validated for
-- such texts
CREATE TABLE edition_values (
    edition VARCHAR, kind VARCHAR, record_kind VARCHAR, record_id VARCHAR, start INTEGER, "end" INTEGER, topic VARCHAR,
    brand VARCHAR, source VARCHAR, language VARCHAR, market VARCHAR, unit VARCHAR, signed BOOLEAN, value DOUBLE,
    text_value DOUBLE, truth DOUBLE, probability DOUBLE, confidence DOUBLE, model VARCHAR, comparable BOOLEAN, published_at TIMESTAMP
);
