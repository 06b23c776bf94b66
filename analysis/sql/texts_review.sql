-- grain: one review with a text. The wording that counts is hashed, and whatever else its opinions repeat.
SELECT record_id, title, body, brand, source, author_key, published_at,
       md5(concat_ws(chr(31), brand, source, coalesce(author_key, ''), coalesce(published_at::VARCHAR, ''),
                     title, body)) AS text_hash
FROM texts
WHERE record_kind = 'review' AND says_something(body)
