-- The kind of text that records of a kind hold. Models are measured for a kind of text, and count for it only.
CREATE OR REPLACE TEMP MACRO text_kind_of(record_kind) AS
    CASE record_kind WHEN 'review' THEN 'reviews' WHEN 'mention' THEN 'posts' WHEN 'survey' THEN 'survey answers' END;

-- How a labelled text is known again: what was labelled, without its words.
CREATE OR REPLACE TEMP MACRO text_hash_of(title, body) AS md5(concat(title, chr(31), body));

-- grain: one customer's text that may be drawn into the sample that measures models: any that says something in a known language
-- and that an opinion was read of. `lot` puts the texts of a stratum (language and kind of text) in an order that knows nothing of
-- what they say; the first of them are the sample, and what is new later takes its place in the same order.
CREATE OR REPLACE TEMP VIEW sampling_frame AS
SELECT t.record_kind, t.record_id, text_kind_of(t.record_kind) AS text_kind, t.source, t.language,
       concat_ws(' ', t.language, text_kind_of(t.record_kind)) AS stratum, t.author, t.published_at, t.title, t.body,
       md5(concat_ws(chr(31), 'sample', t.record_kind, t.record_id)) AS lot
FROM customer_texts t
SEMI JOIN opinions o ON o.record_kind = t.record_kind AND o.record_id = t.record_id AND o.label IS NOT NULL
WHERE t.language IS NOT NULL AND says_something(t.body);

-- grain: one text of the sample that is still there. `label` -1, 0, 1, of the text as a whole, NULL where the user could not tell or
-- the text has changed since; `probability` 0..1: how likely a text of its stratum was drawn, the same for all of a stratum.
CREATE OR REPLACE TEMP VIEW sampled_texts AS
SELECT f.record_kind, f.record_id, f.text_kind, f.source, f.language, f.stratum, f.author, f.published_at, f.title, f.body,
       s.drawn_at, count(*) OVER (PARTITION BY f.stratum) / n.texts AS probability,
       CASE WHEN s.text_hash = text_hash_of(f.title, f.body) THEN s.label END AS label
FROM text_sample s
JOIN sampling_frame f USING (record_kind, record_id)
JOIN (SELECT stratum, count(*) AS texts FROM sampling_frame GROUP BY stratum) n USING (stratum);
