-- Before the FAQs are merged: a question that stands on its page under another id keeps that id, if its wording is known
-- there, or if it was reworded over the same answer (one that stands once before and once now, and says enough to tell).
CREATE OR REPLACE TEMP MACRO fold(text) AS
    regexp_replace(lower(nfc_normalize(text)), '[^\p{L}\p{M}\p{N}\p{S}]', '', 'g');
CREATE OR REPLACE TEMP MACRO page_key(url) AS
    regexp_replace(regexp_replace(regexp_replace(url, '#.*$', ''), '^https?://(www\.)?', ''), '/+($|\?)', '\1');

CREATE OR REPLACE TEMP TABLE known_faqs AS
SELECT faq_id, brand, page_key(url) AS page, fold(question) AS question, fold(answer) AS answer
FROM faqs
WHERE (brand, page_key(url)) IN (SELECT (brand, page_key(url)) FROM staged_faq);

UPDATE staged_faq s SET faq_id = k.faq_id
FROM (SELECT brand, page, question, min(faq_id) AS faq_id FROM known_faqs GROUP BY ALL) k
WHERE s.brand = k.brand AND page_key(s.url) = k.page AND fold(s.question) = k.question AND s.faq_id <> k.faq_id;

UPDATE staged_faq s SET faq_id = k.faq_id
FROM (
    SELECT brand, page, answer, min(faq_id) AS faq_id
    FROM known_faqs
    WHERE faq_id NOT IN (SELECT faq_id FROM staged_faq) AND length(answer) >= 15
    GROUP BY ALL HAVING count(*) = 1
) k
WHERE s.brand = k.brand AND page_key(s.url) = k.page AND fold(s.answer) = k.answer
  AND s.faq_id NOT IN (SELECT faq_id FROM known_faqs)
  AND (SELECT count(DISTINCT fold(o.question)) FROM staged_faq o
       WHERE o.brand = s.brand AND page_key(o.url) = k.page AND fold(o.answer) = k.answer) = 1;

DROP TABLE known_faqs;
