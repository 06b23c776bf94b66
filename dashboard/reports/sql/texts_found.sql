-- grain: one collected text that all terms are found in (regular expressions; '' is no term), by $sort, newest or best, with how many
-- there are in all. score: the terms often in few words, and spelled ($spelled) as they were asked for. met: what the first
-- term met, with the signs around it that make it a word; words: without them
WITH found AS (
    SELECT *, count(*) OVER () AS total, avg(length(text)) OVER () AS usual_length
    FROM texts_within($of_brand, $of_kind, $of_source, $of_language, $opens, $closes)
    WHERE regexp_matches(text, $term1)
      AND ($term2 = '' OR regexp_matches(text, $term2))
      AND ($term3 = '' OR regexp_matches(text, $term3))
      AND ($term4 = '' OR regexp_matches(text, $term4))
      AND ($term5 = '' OR regexp_matches(text, $term5))
      AND ($term6 = '' OR regexp_matches(text, $term6))
),
counted AS (
    SELECT *, 1.2 * (0.25 + 0.75 * length(text) / usual_length) AS damping,
        if($sort = 'best', [
            len(regexp_extract_all(text, $term1)),
            if($term2 = '', 0, len(regexp_extract_all(text, $term2))),
            if($term3 = '', 0, len(regexp_extract_all(text, $term3))),
            if($term4 = '', 0, len(regexp_extract_all(text, $term4))),
            if($term5 = '', 0, len(regexp_extract_all(text, $term5))),
            if($term6 = '', 0, len(regexp_extract_all(text, $term6)))
        ], []) AS times,
        if($sort = 'best', regexp_matches(text, $spelled), false) AS as_spelled
    FROM found
),
shown AS (
    SELECT *, list_sum([n / (n + damping) for n in times]) + as_spelled::INTEGER AS score
    FROM counted
    ORDER BY score DESC NULLS LAST, dated_at DESC NULLS LAST, record_kind, record_id
    LIMIT $limit OFFSET $offset
)
SELECT
    s.record_kind, s.record_id, s.source, s.language, s.voice, s.url, s.title, s.text, s.rating, s.rating_max, s.dated_at, s.dated_by,
    s.fetched_at, s.total, s.score, regexp_extract(s.text, $term1) AS met,
    regexp_extract(s.text, $term1, 1) AS words,
    coalesce(b.name, (
        SELECT string_agg(n.name, ', ' ORDER BY n.own DESC, n.position)
        FROM mention_brands m JOIN brands n USING (brand)
        WHERE s.record_kind = 'mention' AND m.mention_id = s.record_id
    ), '') AS brand_names
FROM shown s LEFT JOIN brands b ON b.brand = s.brand
ORDER BY s.score DESC NULLS LAST, s.dated_at DESC NULLS LAST, s.record_kind, s.record_id
