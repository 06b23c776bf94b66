-- grain: one group of customers that may be a persona, in one edition: texts of the window and of one language that write of the same
-- need, by the words that tell them (JSON), named by the first two. n customers write one of the words, in `texts` texts; share 0..1
-- (95 % interval low to high) of the `customers` of that language whose texts were looked at, the newest of them
CREATE TABLE persona_proposals (
    edition VARCHAR, proposal_id VARCHAR, language VARCHAR, name VARCHAR, words VARCHAR, n INTEGER, texts INTEGER,
    customers INTEGER, share DOUBLE, low DOUBLE, high DOUBLE
);

-- grain: one part of a text that shows a proposed persona, by the place of its text and a hash of its words
CREATE TABLE persona_examples (
    edition VARCHAR, proposal_id VARCHAR, position INTEGER, record_kind VARCHAR, record_id VARCHAR, start INTEGER, "end" INTEGER,
    sentence_hash VARCHAR
);
