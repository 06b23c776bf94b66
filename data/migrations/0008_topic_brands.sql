-- Proposed topics by brand, with the phrases that name them. What was proposed before had neither, by rules that are no more: it
-- goes, and the next analysis proposes anew.

DROP TABLE topic_proposals;
DELETE FROM topic_examples;

-- grain: one topic proposed in one language; its id is the same in every run. term: the keys of its words, of which the id is
-- made; name: how it was written most often when first proposed; phrases: JSON list of its forms, as a taxonomy takes them; words: JSON
-- list of terms beside it; brands: JSON list of {brand, n_authors, n_sentences, n_read, n_negative}, most authors first; n_authors,
-- n_records, n_sentences: who spoke of it in the window in which it was last seen. status: proposed; settled once a driver of the
-- taxonomy covers the name; dismissed once a user said so.
CREATE TABLE topic_proposals (
    proposal_id VARCHAR, language VARCHAR, term VARCHAR, name VARCHAR, phrases JSON, words JSON, brands JSON, n_authors INTEGER,
    n_records INTEGER, n_sentences INTEGER, score DOUBLE, first_seen TIMESTAMP, last_seen TIMESTAMP, status VARCHAR
);
