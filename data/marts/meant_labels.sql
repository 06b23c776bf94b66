-- grain: one brand that one mention was taken to mean, judged by a user.
SELECT * FROM meant_labels
