-- What is deleted at its source is deleted here, with the counts, opinions and quotes that came of it. A frozen edition
-- keeps its figures and is marked as redacted. Runs before mentions and reviews are merged, and takes out of the staged
-- rows those that are no newer than their removal. Of an id that names its author only the keyed hash was kept.
CREATE OR REPLACE TEMP TABLE gone AS
SELECT record_kind, source, native_id, max(fetched_at) AS removed_at
FROM (SELECT record_kind, source, unnest([native_id, native_key]) AS native_id, fetched_at FROM staged)
WHERE native_id IS NOT NULL
GROUP BY ALL;

MERGE INTO removals r USING gone g
ON r.record_kind = g.record_kind AND r.source = g.source AND r.native_id = g.native_id
WHEN MATCHED AND g.removed_at > r.removed_at THEN UPDATE SET removed_at = g.removed_at
WHEN NOT MATCHED THEN INSERT (record_kind, source, native_id, removed_at)
    VALUES (g.record_kind, g.source, g.native_id, g.removed_at);

CREATE OR REPLACE TEMP TABLE forgotten AS
SELECT 'mention' AS record_kind, m.mention_id AS record_id
FROM mentions m JOIN gone g ON g.record_kind = 'mention' AND g.source = m.network AND g.native_id = m.native_id
WHERE m.fetched_at <= g.removed_at
UNION
SELECT 'review', r.review_id
FROM reviews r JOIN review_native_ids i USING (review_id)
JOIN gone g ON g.record_kind = 'review' AND g.source = r.source AND g.native_id = i.native_id
WHERE r.fetched_at <= g.removed_at;

DROP TABLE gone;
