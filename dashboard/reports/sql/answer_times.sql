-- grain: one third party's review in the window at a source that shows answers, with what `answers` of analysis/figures/response.py reads
SELECT t.brand, t.source, t.record_id, t.first_party, t.language, t.market, t.published_at, t.has_reply, t.replied_at, t.fetched_at,
       t.url, '' AS body
FROM customer_texts t JOIN answering_sources a ON a.source = t.source
WHERE t.record_kind = 'review' AND in_window(t.published_at, $window_start, $window_end)
