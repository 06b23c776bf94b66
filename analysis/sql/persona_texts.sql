-- What the readers of a build look up: the texts of all personas, as the conditions are now.
DELETE FROM persona_texts;
INSERT INTO persona_texts SELECT persona, record_kind, record_id FROM persona_members;
