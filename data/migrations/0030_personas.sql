-- grain: one persona of overheard.toml in one edition: its name, its conditions as JSON, how many customers' texts of the window meet
-- them, and the names in its conditions that no text here has, NULL if all occur
CREATE TABLE personas (
    edition VARCHAR, persona VARCHAR, position INTEGER, name VARCHAR, conditions VARCHAR, texts INTEGER, unmatched VARCHAR
);

-- grain: one customer's text that meets the conditions of one persona, as overheard.toml now has them
CREATE TABLE persona_texts (persona VARCHAR, record_kind VARCHAR, record_id VARCHAR);

-- grain: one measure of one brand in one persona's texts in the edition's window: net (net sentiment -1..1 by driver, '*' all, and
-- language) or rating (stars of 5), with n units (reviews for rating), 95 % interval and status as driver_scores; all sources together
CREATE TABLE persona_scores (
    edition VARCHAR, persona VARCHAR, brand VARCHAR, measure VARCHAR, driver VARCHAR, language VARCHAR, n INTEGER, value DOUBLE,
    low DOUBLE, high DOUBLE, neutral_share DOUBLE, status VARCHAR
);
