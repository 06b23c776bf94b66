-- grain: one signal as the last analysis showed it, the oldest first.
SELECT kind, brand, topic, signal_id, first_day, last_day, first_seen FROM signals ORDER BY first_day, signal_id;
