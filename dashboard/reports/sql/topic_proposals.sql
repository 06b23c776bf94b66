-- grain: one topic that customers spoke of in the newest analysis and no driver names, the strongest first; what users dismissed
-- since then is still among them
SELECT proposal_id, language, name, phrases, words, brands, n_authors, n_records, n_sentences, score, first_seen
FROM topic_proposals
WHERE status = 'proposed' AND last_seen >= (SELECT max(created_at) FROM editions)
ORDER BY score DESC, proposal_id
