"""Which column of a file holds which field: by what it is called and by what its cells hold, all columns at once."""
