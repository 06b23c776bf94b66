-- grain: one brand of the workspace: how many mentions users labelled as (not) meaning it, and how many of them mean it.
SELECT brand, count(*) FILTER (WHERE meant) AS right, count(*) AS labelled
FROM meant_labels
WHERE list_contains($brands, brand)
GROUP BY brand
ORDER BY brand;
