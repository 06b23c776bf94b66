-- grain: one topic that was proposed, the oldest first.
SELECT * FROM topic_proposals ORDER BY first_seen, proposal_id;
