-- grain: one text that was collected and may be searched. `text` is all of its words, its title or question first; `voice` who
-- speaks: customer, brand, press or shopper. `dated_at` is the day that `dated_by` says: published, first seen (FAQs say no
-- day themselves), asked. `brand` is NULL for a mention that no brand wrote: whom it means is in mention_brands.
CREATE OR REPLACE TEMP VIEW collected_texts AS
SELECT
    record_kind, record_id, brand, source, language, voice, page_or_source(url, source) AS url, title,
    if(title = '', body, concat(title, chr(10), body)) AS text, rating, rating_max, published_at AS dated_at, 'published' AS dated_by,
    fetched_at
FROM texts
UNION ALL
SELECT
    'reply', review_id, brand, source, NULL, 'brand', page_or_source(url, source), '', reply_body, NULL, NULL, replied_at, 'published',
    fetched_at
FROM reviews WHERE says_something(reply_body)
UNION ALL
SELECT
    'faq', faq_id, brand, coalesce(regexp_extract(url, '^https?://(?:www\.)?([^/:?#]+)', 1), ''), language, 'brand', url,
    coalesce(question, ''), concat_ws(chr(10), question, answer), NULL, NULL, first_seen, 'first seen', last_seen
FROM live_faqs
UNION ALL
-- an answer that several scores were given with is one text
SELECT DISTINCT
    'survey', md5(concat_ws(chr(31), brand, survey, respondent_key, asked_at, question)), brand, survey, language, 'customer',
    page_or_source('', 'import'), coalesce(question, ''), comment, NULL::DOUBLE, NULL::DOUBLE, asked_at, 'asked', imported_at
FROM surveys WHERE says_something(comment)
UNION ALL
SELECT
    'shop', md5(concat_ws(chr(31), brand, channel, asked_at, question)), brand, channel, NULL, 'shopper', page_or_source('', 'import'),
    coalesce(question, ''), concat_ws(chr(10), question, answer, notes), NULL, NULL, asked_at, 'asked', imported_at
FROM mystery_shops;

-- grain: one text that was collected, of those that a search is limited to (NULL: to none). A mention is of every brand it means.
CREATE OR REPLACE TEMP MACRO texts_within(of_brand, of_kind, of_source, of_language, opens, closes) AS TABLE
SELECT * FROM collected_texts
WHERE (of_kind IS NULL OR record_kind = of_kind)
  AND (of_source IS NULL OR source = of_source)
  AND (of_language IS NULL OR language = of_language)
  AND (opens IS NULL OR dated_at >= opens)
  AND (closes IS NULL OR dated_at < closes)
  AND (of_brand IS NULL OR brand = of_brand
       OR record_kind = 'mention' AND record_id IN (SELECT mention_id FROM mention_brands m WHERE m.brand = of_brand));
