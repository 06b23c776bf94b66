-- structural: an author that is not a hash.
SELECT review_id, author_key FROM reviews WHERE author_key IS NOT NULL AND NOT regexp_full_match(author_key, '[0-9a-f]{16}');
