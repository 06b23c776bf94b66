-- When a review was last edited, as its source says: of two wordings the one edited later counts. NULL where no source says so.
ALTER TABLE reviews ADD COLUMN edited_at TIMESTAMP;
