-- Opinions of texts that are gone (deleted at the source, or by retention) or blank now go too.
DELETE FROM opinions
WHERE record_kind = 'review'
  AND record_id NOT IN (SELECT review_id FROM reviews WHERE trim(coalesce(body, '')) <> '');
DELETE FROM scored
WHERE (record_kind = 'review'
       AND record_id NOT IN (SELECT review_id FROM reviews WHERE trim(coalesce(body, '')) <> ''))
   OR (record_kind = 'faq' AND record_id NOT IN (SELECT faq_id FROM faqs));
