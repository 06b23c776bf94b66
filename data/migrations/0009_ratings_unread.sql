-- Of the reviews read on a visited page: how many show a rating, and how many of these ratings could not be read, or were refused
-- because their scale does not hold them; NULL where visits were recorded before this was counted.
ALTER TABLE visits ADD COLUMN ratings INTEGER;
ALTER TABLE visits ADD COLUMN ratings_unread INTEGER;
