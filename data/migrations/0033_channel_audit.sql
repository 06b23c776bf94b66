-- grain: one thing that a customer may find at one brand (aspect: chat, chatbot, phone, phone_hours, chat_hours, email, messenger,
-- contact_form, self_service, tickets, app, languages), or how soon somebody answers on one channel (aspect human_answer, place the
-- channel), in one edition. present: yes, no (only where all pages were read) or NULL (not observed; doubt: why); detail: vendors,
-- addresses, hours or languages as they were seen; minutes: the median time to an answer, with its 95 % interval and n questions;
-- how: page, all_pages, shops or NULL; url and seen_at: where and when it was seen
CREATE TABLE channel_audit (
    edition VARCHAR, brand VARCHAR, aspect VARCHAR, place VARCHAR, present BOOLEAN, detail VARCHAR, minutes DOUBLE, low DOUBLE,
    high DOUBLE, n INTEGER, how VARCHAR, doubt VARCHAR, url VARCHAR, seen_at TIMESTAMP
);

-- grain: how one brand's FAQ (target faq), contact page (contact) or nearest way to reach it (way, kind: which) is found, in one
-- edition. clicks from the home page, NULL where it was not reached by links; readable: without scripts, NULL where that was not
-- tried; found: in the newest look-up of any of `looked_up` keywords (each engine, market and device apart) a page of it is among the
-- organic results, at best at `position`, NULL where nothing was looked up. A site's own search is not asked
CREATE TABLE findability (
    edition VARCHAR, brand VARCHAR, target VARCHAR, kind VARCHAR, url VARCHAR, seen_at TIMESTAMP, clicks INTEGER, readable BOOLEAN,
    found BOOLEAN, position INTEGER, keyword VARCHAR, engine VARCHAR, found_url VARCHAR, found_at TIMESTAMP, looked_up INTEGER
);

-- grain: one touchpoint that is a channel and one brand in one edition: n customers whose texts name it, of `customers` whose texts
-- name any touchpoint, as a share 0..1 with its 95 % interval; offered: whether the brand has it, NULL where that is not known.
-- published: a share that a survey of others published, not measured here, of `published_of` (customers, marketers), for
-- `published_what` (touchpoint, disputes, every_channel). Touchpoint every_channel: offered_n kinds of channels of seen_n seen anywhere
CREATE TABLE touchpoint_use (
    edition VARCHAR, brand VARCHAR, touchpoint VARCHAR, n INTEGER, customers INTEGER, share DOUBLE, low DOUBLE, high DOUBLE,
    offered BOOLEAN, offered_n INTEGER, seen_n INTEGER, published DOUBLE, published_of VARCHAR, published_what VARCHAR
);
