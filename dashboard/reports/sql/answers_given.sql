-- grain: one keyword at one answer engine (engine, market, device) in the window, and one brand or other site. what: named (the brand is
-- named in answers) or cited (its pages, or those of a site that is no brand's, are). asked_n: answers that were read and could
-- tell; NULL where none could; named_n: those of them that name or cite it; unanswered_n: asked for in vain. place: the mean place
-- among the brands named or sites cited where it is one
WITH given AS (
    SELECT * FROM answers WHERE in_window(fetched_at, $window_start, $window_end)
),
asks AS (
    SELECT run_id, engine, market, device, keyword, max(asked_n) AS asked_n, max(unanswered_n) AS unanswered_n,
           bool_or(kind IN ('named', 'none')) AS worded, max(fetched_at) AS fetched_at, any_value(question) AS question,
           max(reason) AS reason, max(nullif(model, '')) AS model
    FROM given GROUP BY ALL
),
keywords AS (
    SELECT a.engine, a.market, a.device, a.keyword, w.what, sum(a.unanswered_n)::BIGINT AS unanswered_n, count(*) AS crawls,
           nullif(sum(a.asked_n) FILTER (w.what = 'cited' OR a.worded), 0)::BIGINT AS asked_n, max(a.fetched_at) AS last_asked,
           arg_max(a.question, a.fetched_at) AS question, arg_max(a.reason, a.fetched_at) AS reason,
           arg_max(a.model, a.fetched_at) AS model
    FROM asks a CROSS JOIN (VALUES ('named'), ('cited')) w(what)
    GROUP BY ALL
),
found AS (
    SELECT engine, market, device, keyword, kind AS what, coalesce(brand, '') AS brand,
           CASE WHEN brand IS NULL THEN domain ELSE '' END AS site, sum(named_n)::BIGINT AS named_n,
           sum(place * named_n) / sum(named_n) AS place, arg_max(passage, fetched_at) AS passage,
           arg_max(url, fetched_at) AS url
    FROM given WHERE kind <> 'none' AND named_n > 0
    GROUP BY ALL
),
wanted AS (
    SELECT k.*, b.brand, b.name, '' AS site, b.own, b.position FROM keywords k CROSS JOIN brands b
    UNION ALL
    SELECT k.*, '', f.site, f.site, false, 1000000 FROM keywords k
    JOIN found f ON f.engine = k.engine AND f.market = k.market AND f.device = k.device AND f.keyword = k.keyword
        AND f.what = k.what AND f.brand = ''
)
SELECT w.keyword, w.engine, w.market, w.device, w.what, w.brand, w.name, w.own, w.asked_n, w.unanswered_n, w.crawls,
       CASE WHEN w.asked_n IS NOT NULL THEN coalesce(f.named_n, 0) END AS named_n, f.place, f.passage, f.url, w.question, w.model,
       w.reason, w.last_asked
FROM wanted w
LEFT JOIN found f ON f.engine = w.engine AND f.market = w.market AND f.device = w.device AND f.keyword = w.keyword
    AND f.what = w.what AND f.brand = w.brand AND f.site = w.site
ORDER BY w.keyword, w.engine, w.market, w.device, w.what = 'cited', coalesce(f.named_n, 0) DESC, w.own DESC, w.position, w.site
