-- What users teach: corrections of single opinions. The file corrections.jsonl of the state folder is where they are written;
-- this is what analysis has read of it.

-- grain: one field of one sentence (start) of one record, corrected; driver '*' = whatever it was about. The newest wins.
-- sentence_hash (md5 of the sentence) tells whether the text still says what was corrected; corrected_by is a tool, no person.
CREATE TABLE corrections (
    record_kind VARCHAR, record_id VARCHAR, start INTEGER, driver VARCHAR, field VARCHAR,
    old VARCHAR, new VARCHAR, sentence_hash VARCHAR, corrected_by VARCHAR, made_at TIMESTAMP
);
