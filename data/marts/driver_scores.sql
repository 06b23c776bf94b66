-- grain: net sentiment of one brand, driver, language and source in one edition.
SELECT * FROM driver_scores
