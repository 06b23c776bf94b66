-- Without notes of what was read, no opinion is known to be of a text as it stands: all go, and all texts are read again.
DELETE FROM opinions;
