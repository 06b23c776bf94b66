-- grain of staged: mention_id. A later reading replaces an earlier one; counts are kept whenever one has changed, also
-- those of readings that do not replace anything.
CREATE OR REPLACE TEMP TABLE newer AS
SELECT s.line_no, s.mention_id, m.mention_id IS NOT NULL AS known
FROM staged s LEFT JOIN mentions m USING (mention_id)
WHERE m.mention_id IS NULL OR s.fetched_at > m.fetched_at;

UPDATE mentions m SET
    voice = s.voice, brand = nullif(s.brand, ''), url = s.url,
    language = CASE WHEN m.body = s.body AND m.title IS NOT DISTINCT FROM s.title THEN m.language END,
    title = s.title, body = s.body, stated_language = s.language, author_key = coalesce(s.author_key, m.author_key),
    published_at = coalesce(s.published_at, m.published_at), utc_offset = coalesce(s.utc_offset, m.utc_offset),
    content_kind = s.content_kind, layer = s.layer, query = s.query, parent_id = coalesce(s.parent_id, m.parent_id),
    fetched_at = s.fetched_at
FROM staged_mention s JOIN newer n USING (line_no)
WHERE n.known AND m.mention_id = s.mention_id;

INSERT INTO mentions (mention_id, network, voice, brand, url, title, body, stated_language, author_key, published_at,
                      utc_offset, content_kind, layer, query, native_id, parent_id, fetched_at)
SELECT s.mention_id, s.network, s.voice, nullif(s.brand, ''), s.url, s.title, s.body, s.language, s.author_key,
       s.published_at, s.utc_offset, s.content_kind, s.layer, s.query, s.native_id, s.parent_id, s.fetched_at
FROM staged_mention s SEMI JOIN (FROM newer WHERE NOT known) n USING (line_no);

DELETE FROM mention_brands WHERE mention_id IN (SELECT mention_id FROM newer WHERE known);
INSERT INTO mention_brands
SELECT DISTINCT mention_id, meant
FROM (SELECT s.mention_id, unnest(list_append(s.brands, s.brand)) AS meant
      FROM staged_mention s SEMI JOIN newer USING (line_no))
WHERE meant <> '';

CREATE OR REPLACE TEMP TABLE counted AS
SELECT mention_id, fetched_at AS observed_at, likes, replies, shares, views
FROM staged_mention
WHERE coalesce(likes, replies, shares, views) IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY mention_id, fetched_at ORDER BY line_no DESC) = 1;

INSERT INTO mention_metrics
SELECT mention_id, observed_at, likes, replies, shares, views
FROM (
    SELECT *, lag([likes, replies, shares, views]) OVER (PARTITION BY mention_id ORDER BY observed_at) AS before
    FROM (
        SELECT *, true AS fresh FROM counted ANTI JOIN mention_metrics USING (mention_id, observed_at)
        UNION ALL
        SELECT *, false FROM mention_metrics SEMI JOIN counted USING (mention_id)
    )
)
WHERE fresh AND before IS DISTINCT FROM [likes, replies, shares, views];

DROP TABLE newer;
DROP TABLE counted;
