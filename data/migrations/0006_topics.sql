-- Topics that customers speak of and no driver of the taxonomy names. Proposed to people; nothing is added by itself.

-- grain: one topic proposed in one language; its id is the same in every run. words: JSON list of words beside it. n_authors,
-- n_records, n_sentences: who spoke of it in the window in which it was last seen. status: proposed, or settled once a driver of
-- the taxonomy covers the term.
CREATE TABLE topic_proposals (
    proposal_id VARCHAR, language VARCHAR, term VARCHAR, words JSON, n_authors INTEGER, n_records INTEGER, n_sentences INTEGER,
    score DOUBLE, first_seen TIMESTAMP, last_seen TIMESTAMP, status VARCHAR
);

-- grain: one sentence ("end" is where it ends) that speaks of a proposed topic. Its words are not kept here, so that they go with
-- their text when that is deleted; sentence_hash (md5) tells whether they still stand there.
CREATE TABLE topic_examples (
    proposal_id VARCHAR, position INTEGER, record_kind VARCHAR, record_id VARCHAR, start INTEGER, "end" INTEGER,
    sentence_hash VARCHAR
);
