-- The page that a channel's hours are on, which may be another one than the page nearest to the home page, and when they were last
-- read there; NULL: not known, as of all that was read before this was kept.
ALTER TABLE channels ADD COLUMN hours_url VARCHAR;
ALTER TABLE channels ADD COLUMN hours_seen TIMESTAMP;

-- grain: two values that one brand promises of one thing and that cannot both hold, in one edition. topic hours, phone, delivery_fee,
-- free_delivery_from, delivery_days, return_days or refund_days; place: of hours, whose (phone, chat, email, shop, desk); scope: what
-- both are restricted to, as words left over ('' nothing); values as "30 days", "2-3 working days", "3.95 GBP", "0" (free),
-- "mon-fri 09:00-18:00"; of each side a passage (source faq, channel or reply; of a reply the record is its review), the page, when it
-- was read (a reply: written), and how many passages of the brand say so
CREATE TABLE contradictions (
    edition VARCHAR, brand VARCHAR, topic VARCHAR, place VARCHAR, scope VARCHAR, value_one VARCHAR, value_two VARCHAR,
    quote_one VARCHAR, quote_two VARCHAR, source_one VARCHAR, source_two VARCHAR, record_one VARCHAR, record_two VARCHAR,
    url_one VARCHAR, url_two VARCHAR, seen_one TIMESTAMP, seen_two TIMESTAMP, places_one INTEGER, places_two INTEGER
);
