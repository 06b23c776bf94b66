-- The customers' texts that meet every condition of one persona; a list without entries, and a pattern '', are none. Products are
-- those of reviews.
INSERT INTO persona_members
SELECT $persona, record_kind, record_id, published_at
FROM customer_texts
WHERE (len($languages) = 0 OR list_contains($languages, language))
  AND (len($markets) = 0 OR list_contains($markets, lower(market)))
  AND (len($sources) = 0 OR list_contains($sources, lower(source)))
  AND ($products = '' OR record_kind = 'review' AND record_id IN (SELECT review_id FROM reviews WHERE regexp_matches(product, $products)))
  AND ($words = '' OR regexp_matches(body, $words) OR regexp_matches(title, $words));
