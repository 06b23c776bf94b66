-- grain of staged: brand, channel, asked_at, question. A shop imported again is replaced by what the newer file says. One that was withdrawn is taken out.
MERGE INTO mystery_shops t USING staged s
ON t.brand = s.brand AND t.channel = s.channel AND t.asked_at IS NOT DISTINCT FROM s.asked_at AND t.question = s.question
WHEN MATCHED AND s.fetched_at >= t.imported_at AND s.withdrawn THEN DELETE
WHEN MATCHED AND s.fetched_at >= t.imported_at THEN UPDATE SET
    answered_at = s.answered_at, resolved = s.resolved, quality = s.quality, quality_max = s.quality_max, notes = s.notes, answer = s.answer, imported_at = s.fetched_at
WHEN NOT MATCHED AND s.withdrawn IS NOT TRUE THEN INSERT
    (brand, channel, asked_at, question, answered_at, resolved, quality, quality_max, notes, answer, imported_at)
    VALUES (s.brand, s.channel, s.asked_at, s.question, s.answered_at, s.resolved, s.quality, s.quality_max, s.notes, s.answer, s.fetched_at);
