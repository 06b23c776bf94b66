-- grain: one brand and topic (FAQ intent or kind of channel) in the newest edition: has the brand got it? NULL where the
-- analysis could not tell, because a page that may hold it was not read; the SWOT says the same.
CREATE OR REPLACE TEMP VIEW presences AS
SELECT brand, kind, topic, own FROM gaps
WHERE edition = (SELECT max(edition) FROM editions) AND kind IN ('faq_intent', 'channel');
