-- Two forms of evidence: a quote is text on a page, an observation is what a visit saw and is never set in quotation marks. A
-- quote has its stars (of 5; other scales converted) and its date beside it. A line has a headline.
ALTER TABLE swot_evidence ADD COLUMN form VARCHAR;
ALTER TABLE swot_evidence ADD COLUMN stars DOUBLE;
ALTER TABLE swot_evidence ADD COLUMN published_at TIMESTAMP;
ALTER TABLE swot ADD COLUMN headline VARCHAR;
ALTER TABLE leads ADD COLUMN headline VARCHAR;

UPDATE swot_evidence SET form = CASE WHEN record_kind IN ('visit', 'channel') THEN 'observation' ELSE 'quote' END;
UPDATE swot_evidence SET published_at = r.published_at,
    stars = CASE WHEN r.rating_max > 0 AND r.rating BETWEEN 0 AND r.rating_max THEN 5 * r.rating / r.rating_max END
FROM reviews r WHERE swot_evidence.record_kind = 'review' AND r.review_id = swot_evidence.record_id;
UPDATE swot_evidence SET published_at = m.published_at
FROM mentions m WHERE swot_evidence.record_kind = 'mention' AND m.mention_id = swot_evidence.record_id;
