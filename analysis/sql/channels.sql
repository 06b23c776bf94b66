-- grain: one channel of a brand of the workspace that is there as far as was seen since $start.
SELECT brand, kind, coalesce(vendor, 'none') AS vendor, coalesce(address, '') AS address, coalesce(url, '') AS url, last_seen
FROM live_channels_since($start::TIMESTAMP)
WHERE list_contains($brands, brand)
ORDER BY brand, kind, vendor, address;
