-- grain: one change that was seen of one thing of one brand: kind faq (added, removed, reworded), channel (opened, closed), ranking
-- (rank) or rating (rating). record_id: the question, the channel (kind|vendor|address), the look-up's place
-- (engine|market|device|keyword) or the source. topic: what it is in words; before and after: what was there, NULL where nothing
-- was; before_seen and seen_at: the two captures, the last with what was before and the first with what is now
CREATE TABLE changes (
    brand VARCHAR, kind VARCHAR, record_id VARCHAR, seen_at TIMESTAMP, what VARCHAR, topic VARCHAR, "before" VARCHAR, "after" VARCHAR,
    before_seen TIMESTAMP, url VARCHAR
);
