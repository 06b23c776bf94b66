-- A model is measured for a kind of text (reviews, posts, survey answers): good at reviews is not good at posts. Cards made
-- before were of reviews; the next analysis makes them anew. A random sample of texts, labelled by users, measures a model here;
-- the file sample.jsonl of the state folder is where it is written, this is what analysis has read of it.
ALTER TABLE evaluations ADD COLUMN text_kind VARCHAR;
UPDATE evaluations SET text_kind = 'reviews';

-- grain: one text drawn into the sample; label -1, 0, 1 of the text as a whole, NULL where the user could not tell. text_hash
-- (md5 of title and body) tells whether the text still says what was labelled.
CREATE TABLE text_sample (
    record_kind VARCHAR, record_id VARCHAR, text_hash VARCHAR, drawn_at TIMESTAMP, label INTEGER, labelled_at TIMESTAMP
);

-- How the text of an opinion judges as a whole: the same for all its parts. NULL where no model reads it, and until it is read again.
ALTER TABLE opinions ADD COLUMN text_label INTEGER;
