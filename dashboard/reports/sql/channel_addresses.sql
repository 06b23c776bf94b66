-- grain: one way to reach one brand by one kind of channel
SELECT vendor, address, url, clicks_from_home, hours, languages, first_seen, last_seen AS fetched_at
FROM live_channels WHERE brand = $brand AND kind = $kind
ORDER BY last_seen DESC, vendor, address
