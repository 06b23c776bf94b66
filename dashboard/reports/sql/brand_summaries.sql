-- grain: one brand in one edition; NULL where not observed.
WITH edition AS (SELECT * FROM editions WHERE edition = $edition),
review_counts AS (
    SELECT
        r.brand, count(*) AS reviews,
        count(*) FILTER (in_window(r.published_at, e.window_start, e.window_end)) AS reviews_in_window
    FROM reviews r CROSS JOIN edition e
    GROUP BY r.brand
),
newest_totals AS (
    SELECT * FROM source_totals
    WHERE claimed_n IS NOT NULL OR claimed_rating IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY brand, source ORDER BY run_id DESC) = 1
),
claims AS (
    SELECT
        brand, sum(claimed_n) AS claimed_n,
        arg_max(claimed_rating, coalesce(claimed_n, 0)) FILTER (claimed_rating IS NOT NULL) AS claimed_rating,
        arg_max(claimed_rating_max, coalesce(claimed_n, 0)) FILTER (claimed_rating IS NOT NULL) AS claimed_rating_max
    FROM newest_totals GROUP BY brand
),
sentiment AS (
    SELECT * FROM driver_scores
    WHERE edition = $edition AND driver = '*' AND source = '*'
    QUALIFY row_number() OVER (PARTITION BY brand ORDER BY status = 'ok' DESC, n DESC, language) = 1
),
faq_counts AS (SELECT brand, count(*) AS faqs FROM live_faqs GROUP BY brand),
channel_kinds AS (
    SELECT brand, list_sort(list_distinct(list(kind))) AS kinds FROM live_channels GROUP BY brand
),
kpi AS (SELECT * FROM kpis WHERE edition = $edition AND source = '*')
SELECT
    b.brand, b.name, b.own, b.site,
    coalesce(rc.reviews, 0) AS reviews,
    coalesce(rc.reviews_in_window, 0) AS reviews_in_window,
    c.claimed_n, c.claimed_rating, c.claimed_rating_max,
    coalesce(rating.n, 0) AS n_rated, rating.value AS rating, rating.low AS rating_low, rating.high AS rating_high,
    coalesce(s.n, 0) AS n_units, s.language, s.status AS sentiment_status,
    -- below thresholds.min_units there is a figure in driver_scores, but no claim to make of it
    CASE WHEN s.status = 'ok' THEN s.net END AS net, CASE WHEN s.status = 'ok' THEN s.low END AS low,
    CASE WHEN s.status = 'ok' THEN s.high END AS high, CASE WHEN s.status = 'ok' THEN s.neutral_share END AS neutral_share,
    CASE WHEN sf.observed THEN coalesce(fc.faqs, 0) END AS faqs,
    CASE WHEN sc.observed THEN coalesce(ck.kinds, []) END AS channels,
    rate.value AS response_rate, rate.low AS response_rate_low, rate.high AS response_rate_high,
    coalesce(rate.n, 0) AS n_replies_base,
    days.value AS response_days, days.low AS response_days_low, days.high AS response_days_high,
    coalesce(days.n, 0) AS n_response_days,
    rating.status AS rating_status, rate.status AS response_rate_status, days.status AS response_days_status
FROM brands b
LEFT JOIN review_counts rc USING (brand)
LEFT JOIN claims c USING (brand)
LEFT JOIN sentiment s USING (brand)
LEFT JOIN faq_counts fc USING (brand)
LEFT JOIN channel_kinds ck USING (brand)
LEFT JOIN observed_kinds sf ON sf.brand = b.brand AND sf.kind = 'faqs'
LEFT JOIN observed_kinds sc ON sc.brand = b.brand AND sc.kind = 'channels'
LEFT JOIN kpi rating ON rating.brand = b.brand AND rating.kpi = 'rating'
LEFT JOIN kpi rate ON rate.brand = b.brand AND rate.kpi = 'response_rate'
LEFT JOIN kpi days ON days.brand = b.brand AND days.kpi = 'response_time'
ORDER BY b.own DESC, b.position
