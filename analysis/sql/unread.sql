-- Into the temporary table `unread`: the texts of $kind that are new, have changed, or whose language's method ($languages
-- and $methods side by side; $otherwise for languages without one of their own) or whose users' corrections (`taught`) are
-- others now: corrections are laid over what was read, and lifting one needs what lies under it. `batch` counts up with the
-- characters before a text: $characters make a batch, each text counting $each more. It is NULL for texts that were read
-- and are gone (deleted at the source, or by retention) or blank now.
CREATE OR REPLACE TEMP TABLE unread AS
WITH changed AS (
    SELECT coalesce(t.record_id, s.record_id) AS record_id, t.text_hash, c.taught, t.record_id IS NULL AS gone,
           t.characters
    -- Lengths are taken before the join: it would carry all texts else.
    FROM (SELECT record_id, text_hash, length(title) + length(body) + $each AS characters FROM ({texts})) t
    FULL JOIN (FROM scored WHERE record_kind = $kind) s ON s.record_id = t.record_id
    LEFT JOIN (SELECT unnest($languages) AS language, unnest($methods) AS method) m ON m.language = s.language
    LEFT JOIN (
        SELECT record_id, md5(string_agg(concat_ws(chr(31), start, driver, field, new, sentence_hash), chr(30) ORDER BY start, driver, field)) AS taught
        FROM corrections WHERE record_kind = $kind GROUP BY record_id
    ) c ON c.record_id = coalesce(t.record_id, s.record_id)
    WHERE s.text_hash IS DISTINCT FROM t.text_hash OR s.method IS DISTINCT FROM coalesce(m.method, $otherwise)
       OR s.taught IS DISTINCT FROM c.taught OR t.record_id IS NULL
)
SELECT record_id, text_hash, taught, (sum(characters) OVER (ROWS UNBOUNDED PRECEDING) // $characters)::BIGINT AS batch
FROM changed WHERE NOT gone
UNION ALL
SELECT record_id, NULL, NULL, NULL FROM changed WHERE gone;
