-- grain: one brand that one mention means.
SELECT * FROM mention_brands
