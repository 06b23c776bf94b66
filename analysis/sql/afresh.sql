-- Without notes of what was read, no opinion is known to be of the present text: all go, and all texts are read again.
DELETE FROM opinions;
