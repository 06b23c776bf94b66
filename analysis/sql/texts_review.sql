-- grain: one review with a text. The wording that counts is hashed, and whatever else its opinions repeat.
SELECT review_id AS record_id, coalesce(title, '') AS title, body AS body, brand, source, author_key, published_at,
       md5(concat_ws(chr(31), brand, source, coalesce(author_key, ''), coalesce(published_at::VARCHAR, ''),
                     coalesce(title, ''), body)) AS text_hash
FROM reviews
-- Nearly every text shows in its first signs that it is not blank; trimming them all whole takes longer than hashing them.
WHERE trim(left(body, 8)) <> '' OR trim(body) <> ''
