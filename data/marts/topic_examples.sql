-- grain: one sentence that speaks of one proposed topic, only of texts that still stand and still say so.
SELECT e.*
FROM topic_examples e JOIN texts t USING (record_kind, record_id)
WHERE md5(part_of(t.body, e.start, e."end")) = e.sentence_hash
