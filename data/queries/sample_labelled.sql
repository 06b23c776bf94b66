-- grain: one stratum: how many of its texts are labelled, of those in $kinds, $ids and $hashes (record_kind, record_id, text_hash).
SELECT f.stratum, count(*) AS labelled
FROM (SELECT unnest($kinds::VARCHAR[]) AS record_kind, unnest($ids::VARCHAR[]) AS record_id, unnest($hashes::VARCHAR[]) AS text_hash) l
JOIN sampling_frame f ON f.record_kind = l.record_kind AND f.record_id = l.record_id
WHERE text_hash_of(f.title, f.body) = l.text_hash
GROUP BY f.stratum;
