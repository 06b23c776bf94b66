-- grain: one action of a brand of the workspace.
SELECT brand, title, state, started, done, metric FROM actions WHERE list_contains($brands, brand) ORDER BY brand, title;
