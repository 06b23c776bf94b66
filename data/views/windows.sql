-- Whether something published at a moment counts for a window; both ends do.
CREATE OR REPLACE TEMP MACRO in_window(moment, opens, closes) AS moment >= opens AND moment <= closes;

-- grain: one customer's text in the window of one edition.
CREATE OR REPLACE TEMP VIEW window_texts AS
SELECT e.edition, t.* FROM customer_texts t JOIN editions e ON in_window(t.published_at, e.window_start, e.window_end);

-- grain: one mention in the window of one edition.
CREATE OR REPLACE TEMP VIEW window_mentions AS
SELECT e.edition, e.window_end, m.* FROM mentions m JOIN editions e ON in_window(m.published_at, e.window_start, e.window_end);
