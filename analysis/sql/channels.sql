-- grain: one channel of a brand of the workspace.
SELECT brand, kind, coalesce(vendor, 'none') AS vendor, coalesce(address, '') AS address, coalesce(url, '') AS url, last_seen
FROM channels
WHERE list_contains($brands, brand)
ORDER BY brand, kind, vendor, address;
