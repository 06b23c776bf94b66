-- What is of no text any more (deleted at its source, by retention, on request) is not known any more.
DELETE FROM known_texts WHERE body NOT IN (SELECT md5_number_lower(body) FROM texts);
DELETE FROM known_signatures WHERE words NOT IN (SELECT plain FROM known_texts UNION ALL SELECT unnest(cores) FROM known_texts);
DELETE FROM known_pairs
WHERE "first" NOT IN (SELECT words FROM known_signatures) OR "second" NOT IN (SELECT words FROM known_signatures);
