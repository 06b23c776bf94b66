-- grain: one question of the market in one edition: an intent that people ask about, or that a FAQ answers. text: how it was asked
-- last (of what nobody asked, a brand's own question); asked_search: different questions people also ask in search; asked_customers:
-- customers who ask it in reviews or mentions or complain that they find no answer; asked_id: the record that text is of
CREATE TABLE questions (
    edition VARCHAR, question_id VARCHAR, intent VARCHAR, text VARCHAR, language VARCHAR, asked_search INTEGER,
    asked_customers INTEGER, asked_kind VARCHAR, asked_id VARCHAR, asked_url VARCHAR
);

-- grain: what one brand answers to one question: answered yes, mentioned (an answer speaks of it, no question asks it), no (its FAQ was
-- read as a whole) or NULL (not known). passage: its question and answer; standing: beside the others, missing, weak, shared,
-- ahead, alone or open (nobody answers it); NULL where the brand's own answer is not known
CREATE TABLE question_answers (
    edition VARCHAR, question_id VARCHAR, brand VARCHAR, answered VARCHAR, standing VARCHAR, passage VARCHAR, faq_id VARCHAR,
    url VARCHAR
);
