-- grain: one group of customers of the edition that may be a persona, the most customers first within a language; quotes: of texts that
-- are still there and still say so
WITH said AS (
    SELECT e.proposal_id, e.position, part_of(t.body, e.start, e."end") AS quote, t.url, e.sentence_hash
    FROM persona_examples e JOIN texts t USING (record_kind, record_id)
    WHERE e.edition = $edition
)
SELECT p.*, coalesce((SELECT list(quote ORDER BY position) FROM said WHERE said.proposal_id = p.proposal_id AND md5(quote) = sentence_hash), [])
    AS quotes, (SELECT min_by(url, position) FROM said WHERE said.proposal_id = p.proposal_id AND md5(quote) = sentence_hash) AS url
FROM persona_proposals p
WHERE p.edition = $edition
ORDER BY p.language, p.n DESC, p.name
