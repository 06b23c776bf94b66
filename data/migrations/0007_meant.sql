-- What users say of who is meant. The file meant.jsonl of the state folder is where it is written; this is what analysis has
-- read of it.

-- grain: one brand that one mention was taken to mean, judged by a user: meant says whether it does. The newest wins.
CREATE TABLE meant_labels (mention_id VARCHAR, brand VARCHAR, meant BOOLEAN, labelled_at TIMESTAMP);
