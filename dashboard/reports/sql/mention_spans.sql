-- grain: one network and voice: from when to when it was observed, whatever the edition's window, and how many mentions are kept
SELECT network, voice, min(published_at) AS first_at, max(fetched_at) AS read_at, count(*) AS n
FROM mentions GROUP BY network, voice ORDER BY n DESC, network, voice
