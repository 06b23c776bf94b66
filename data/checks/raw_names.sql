-- structural: an author or respondent that is not a hash.
SELECT review_id AS id, author_key FROM reviews WHERE author_key IS NOT NULL AND NOT regexp_full_match(author_key, '[0-9a-f]{16}')
UNION ALL
SELECT mention_id, author_key FROM mentions WHERE author_key IS NOT NULL AND NOT regexp_full_match(author_key, '[0-9a-f]{16}')
UNION ALL
SELECT survey, respondent_key FROM surveys WHERE NOT coalesce(regexp_full_match(respondent_key, '[0-9a-f]{16}'), false);
