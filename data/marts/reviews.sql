-- grain: one review, present wording. All that is kept: any cell must open down to its quotes.
SELECT * FROM reviews
