-- grain: one correction of one part of a text that still says what was corrected ("end": where the part ends; `text`: the
-- part), with the language and the author of the text. A text that was read in another way since, so that no part begins and
-- ends there any more, has none.
SELECT f.record_kind, f.record_id, f.start, o."end", f.field, f.driver, f.new, f.made_at,
       t.language, t.author, part_of(t.body, f.start, o."end") AS text
FROM corrections f
JOIN texts t USING (record_kind, record_id)
JOIN (SELECT DISTINCT record_kind, record_id, start, "end" FROM opinions) o
    ON o.record_kind = f.record_kind AND o.record_id = f.record_id AND o.start = f.start
WHERE md5(part_of(t.body, f.start, o."end")) = f.sentence_hash
ORDER BY f.record_kind, f.record_id, f.start, o."end", f.made_at, f.field, f.driver;
