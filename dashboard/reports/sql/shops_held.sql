-- grain: one mystery shop that the build holds: its key, and when it was taken in
SELECT brand, channel, asked_at, question, imported_at FROM mystery_shops
