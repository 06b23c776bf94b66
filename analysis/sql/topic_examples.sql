-- grain: one example of one topic that was proposed.
SELECT * FROM topic_examples ORDER BY proposal_id, position;
