-- What people say on networks, what is gone at its source, and what users import from files.

-- grain: one post, comment, video or article on a network, in its present wording. brand is set only where the brand itself
-- speaks (voice = 'brand'); who is meant stands in mention_brands. language is filled by analysis, stated_language is what
-- the network says; utc_offset in minutes as the source states it; parent_id is the native_id of what it answers.
CREATE TABLE mentions (
    mention_id VARCHAR, network VARCHAR, voice VARCHAR, brand VARCHAR, url VARCHAR, title VARCHAR, body VARCHAR,
    language VARCHAR, stated_language VARCHAR, author_key VARCHAR, published_at TIMESTAMP, utc_offset INTEGER,
    content_kind VARCHAR, query VARCHAR, native_id VARCHAR, parent_id VARCHAR, fetched_at TIMESTAMP
);

-- grain: one brand that one mention means
CREATE TABLE mention_brands (mention_id VARCHAR, brand VARCHAR);

-- grain: one mention at one moment at which a count was first seen to differ; a count that is not exposed is NULL
CREATE TABLE mention_metrics (
    mention_id VARCHAR, observed_at TIMESTAMP, likes BIGINT, replies BIGINT, shares BIGINT, views BIGINT
);

-- grain: one review that has an id at its source, by which the source tells that the review is gone
CREATE TABLE review_native_ids (review_id VARCHAR, native_id VARCHAR);

-- grain: one record that is gone at its source, named by its id there; a reading that is no newer does not bring it back
CREATE TABLE removals (record_kind VARCHAR, source VARCHAR, native_id VARCHAR, removed_at TIMESTAMP);

-- grain: one answer of one respondent to one question; metric is nps, csat or ces; respondent_key is a keyed hash
CREATE TABLE surveys (
    brand VARCHAR, survey VARCHAR, respondent_key VARCHAR, asked_at TIMESTAMP, question VARCHAR, metric VARCHAR,
    score DOUBLE, scale_max DOUBLE, comment VARCHAR, language VARCHAR, channel VARCHAR, imported_at TIMESTAMP
);

-- grain: one question that a mystery shopper asked one brand over one channel; quality from 0 to quality_max
CREATE TABLE mystery_shops (
    brand VARCHAR, channel VARCHAR, asked_at TIMESTAMP, question VARCHAR, answered_at TIMESTAMP, resolved BOOLEAN,
    quality DOUBLE, quality_max DOUBLE, notes VARCHAR, imported_at TIMESTAMP
);

-- grain: one keyword in one market by one source in one month (YYYY-MM, '' where none is said); volume NULL where unknown
CREATE TABLE keywords (
    keyword VARCHAR, market VARCHAR, source VARCHAR, month VARCHAR, volume BIGINT, imported_at TIMESTAMP
);

-- grain: one goal of one brand: a metric (nps, csat, response_time ...) and the day by which it is due
CREATE TABLE goals (
    brand VARCHAR, metric VARCHAR, due DATE, target DOUBLE, baseline DOUBLE, owner VARCHAR, imported_at TIMESTAMP
);
