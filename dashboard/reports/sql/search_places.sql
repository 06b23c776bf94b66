-- grain: one keyword on one engine, market and device, with the days on which it was looked up (`days`) and on which it was not
-- although others were (`missed`)
SELECT keyword, engine, market, device, count(*) FILTER (observed) AS days, count(*) FILTER (NOT observed) AS missed,
       max(looked_up) AS looked_up
FROM ranks WHERE brand = ''
GROUP BY ALL
ORDER BY keyword, engine, market, device
