-- grain: one brand that answer engines name, or one site that they cite, in the answers to one keyword of one crawl. asked_n: answers
-- read; named_n: of them, those that name the brand or cite the site; unanswered_n: asked for in vain, of which nothing is known.
-- kind: named, cited, none (the answers name no brand, or there are none)
CREATE TABLE answers (
    run_id VARCHAR, engine VARCHAR, market VARCHAR, device VARCHAR, keyword VARCHAR, position INTEGER, question VARCHAR,
    kind VARCHAR, place DOUBLE, brand VARCHAR, url VARCHAR, domain VARCHAR, title VARCHAR, passage VARCHAR, asked_n INTEGER,
    named_n INTEGER, unanswered_n INTEGER, reason VARCHAR, model VARCHAR, fetched_at TIMESTAMP
);
