-- grain: one topic that no driver names.
SELECT * FROM topic_proposals
