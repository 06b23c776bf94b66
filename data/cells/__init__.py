"""What one cell of a table says: times, numbers, search volumes, yes and no, addresses, in the ways that people write them."""

LONGEST = 80
"""Characters of a cell that is to be a time, a number or a word of a list."""
