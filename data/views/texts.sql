-- Whether a text says anything. Nearly every one shows in its first signs that it is not blank; trimming them all whole takes
-- longer than hashing them.
CREATE OR REPLACE TEMP MACRO says_something(body) AS coalesce(trim(left(body, 8)) <> '' OR trim(body) <> '', false);

-- The part of a text from sign `first` (counted from 0) to before sign `last`.
CREATE OR REPLACE TEMP MACRO part_of(body, first, last) AS substring(body, first + 1, last - first);

-- Whether a review was answered: with words, or at a time that its source tells without them.
CREATE OR REPLACE TEMP MACRO was_answered(reply_body, replied_at) AS coalesce(trim(reply_body), '') <> '' OR replied_at IS NOT NULL;

-- grain: one text: a review or a mention. `body` is what is read: of a mention without one its title, and then no `title` is
-- beside it. `author` is who counts as one person: the author or, where none is known, this record alone. The market is ''
-- where it is not known. A mention has no brand of its own: those it means are in mention_brands.
CREATE OR REPLACE TEMP VIEW texts AS
SELECT
    'review' AS record_kind, review_id AS record_id, brand, source, 'customer' AS voice, coalesce(first_party, false) AS first_party,
    url, rating, rating_max, coalesce(title, '') AS title, coalesce(body, '') AS body, language, coalesce(market, '') AS market,
    author_key, coalesce(author_key, review_id) AS author, published_at,
    was_answered(reply_body, replied_at) AS has_reply, replied_at, layer, fetched_at,
    NULL AS query
FROM reviews
UNION ALL
SELECT
    'mention', mention_id, NULL, network, voice, false, url, NULL, NULL,
    CASE WHEN says_something(body) THEN coalesce(title, '') ELSE '' END,
    CASE WHEN says_something(body) THEN body ELSE coalesce(title, '') END,
    language, '', author_key, coalesce(author_key, mention_id), published_at, false, NULL, layer, fetched_at,
    query
FROM mentions;

-- grain: one text in which a customer speaks where a comparison may use it: a review on a third party's page, or a mention.
CREATE OR REPLACE TEMP VIEW customer_texts AS
SELECT * FROM texts WHERE voice = 'customer' AND NOT first_party;

-- grain: one source of reviews that shows answers: any review of any brand there has one.
CREATE OR REPLACE TEMP VIEW answering_sources AS
SELECT DISTINCT source FROM reviews WHERE was_answered(reply_body, replied_at);
