-- grain: one post, comment, video or article on a network, present wording. All that is kept: any cell must open down to its quotes.
SELECT * EXCLUDE (native_id, parent_id) FROM mentions
