-- What is known of texts, so that copies are found without reading all again: hashes of texts and of their parts, never words.
-- Analysis's own, never published. They are safe to drop: all is then worked out again. `analysis_notes`: what else it remembers.
CREATE TABLE IF NOT EXISTS known_texts (body UBIGINT, plain UBIGINT, letters INTEGER, length INTEGER, starts INTEGER[],
                                        lengths INTEGER[], tails UBIGINT[], cores UBIGINT[]);
CREATE TABLE IF NOT EXISTS known_signatures (words UBIGINT, bands UBIGINT[]);
CREATE TABLE IF NOT EXISTS known_pairs ("first" UBIGINT, "second" UBIGINT, alike DOUBLE);
CREATE TABLE IF NOT EXISTS analysis_notes (name VARCHAR, value VARCHAR);
