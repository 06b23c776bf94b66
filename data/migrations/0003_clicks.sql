-- How many clicks from the brand's home page a visited page is; NULL where it was not reached by links (configured, or
-- found in a sitemap).
ALTER TABLE visits ADD COLUMN clicks_from_home INTEGER;
