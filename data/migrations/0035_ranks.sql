-- grain: one brand on the last result page of each day (UTC) of one engine, market, device and keyword, as far back as changes are
-- kept; brand '' is the look-up itself: there on every day on which any keyword was looked up, observed false where this one gave no
-- page. position: the best organic place, ad: the best among the ads, NULL where it is on neither; answered: it is in an answer
-- box or AI overview; own_faq: what ranks is a page of its FAQ
CREATE TABLE ranks (
    engine VARCHAR, market VARCHAR, device VARCHAR, keyword VARCHAR, day DATE, looked_up TIMESTAMP, observed BOOLEAN, brand VARCHAR,
    position INTEGER, ad INTEGER, answered BOOLEAN, url VARCHAR, own_faq BOOLEAN
);

-- When a question that came back had been found to be gone; NULL where its words changed while it was there.
ALTER TABLE faq_versions ADD COLUMN gone_at TIMESTAMP;
