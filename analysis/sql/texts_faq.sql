-- grain: one question. Only its language is read: a brand's own words hold no customer's opinion.
SELECT faq_id AS record_id, question AS title, coalesce(answer, '') AS body, brand, NULL::VARCHAR AS source,
       NULL::VARCHAR AS author_key, NULL::TIMESTAMP AS published_at,
       md5(concat_ws(chr(31), question, coalesce(answer, ''))) AS text_hash
FROM faqs
