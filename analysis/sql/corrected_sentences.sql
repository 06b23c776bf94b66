-- grain: one corrected sentence that still says what was corrected, with the language and the author of its text. Texts of the
-- sample that measures models teach none.
SELECT t.language, t.author, f.new::INTEGER AS label, part_of(t.body, f.start, o."end") AS sentence
FROM corrections f
JOIN texts t USING (record_kind, record_id)
ANTI JOIN text_sample s ON s.record_kind = f.record_kind AND s.record_id = f.record_id
JOIN (SELECT DISTINCT record_kind, record_id, start, "end" FROM opinions) o
    ON o.record_kind = f.record_kind AND o.record_id = f.record_id AND o.start = f.start
WHERE f.field = 'label' AND md5(part_of(t.body, f.start, o."end")) = f.sentence_hash
ORDER BY f.record_kind, f.record_id, f.start, f.driver;
