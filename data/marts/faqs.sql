-- grain: one question on one page, present wording. Removed ones stay for a window's length, marked by removed_at.
SELECT * FROM faqs
